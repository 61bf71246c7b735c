"""The files that users write, read and checked completely: every problem at once, with its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mappings.canonical import FIELDS, Shape
from mappings.checking import check, try_check
from mappings.compile import Translator
from mappings.layers import Layer, combine
from mappings.policy import Policy
from mappings.policy_checks import cross_check
from mappings.policy_file import PolicyFile
from mappings.problems import BadFile, Problem, suggest
from mappings.schema import VendorFile
from mappings.transforms import (
    Anonymised,
    DueDate,
    FirstOf,
    Flag,
    KeyedCustomField,
    NamedCustomField,
    NotFlag,
    Text,
    Transform,
    TypedValues,
)
from mappings.yamlfile import Document, document_of, read_document

_HERE = Path(__file__).parent
_SCALARS = (Text, DueDate, FirstOf, KeyedCustomField, NamedCustomField)
_FLAGS = (Flag, NotFlag, Anonymised)


class UnknownVendor(LookupError):
    """We ship no translation for that vendor. The message suggests the nearest one and lists all."""


def vendors() -> tuple[str, ...]:
    """Vendors whose translation we ship."""
    return tuple(sorted(path.stem for path in (_HERE / "defaults").glob("*.yaml")))


def load_translator(vendor: str, path: Path | None = None) -> Translator:
    """The translator for a vendor, from our own file or from another one. Raises UnknownVendor or BadFile."""
    if path is not None:
        return Translator(load_vendor_file(read_document(path)))
    if vendor not in vendors():
        raise UnknownVendor(f"there is no translation for {vendor!r}; {suggest(vendor, vendors())}")
    shown_as = f"mappings/defaults/{vendor}.yaml"
    return Translator(load_vendor_file(read_document(_HERE / "defaults" / f"{vendor}.yaml", shown_as=shown_as)))


def load_vendor_file(document: Document) -> VendorFile:
    """A vendor's translation. Raises BadFile with every problem."""
    file, problems = try_check(VendorFile, document)
    problems += unknown_fields(document, ("candidate", "fields"))
    if file is not None:
        for name, transform in file.candidate.fields.items():
            problems += _misfits(document, name, transform)
    if file is None or problems:
        raise BadFile(problems)
    return file


def load_policy(path: Path | None = None, overrides: Mapping[str, Any] | None = None) -> Policy:
    """The shipped default policy, under a customer's file, under ``overrides`` (same keys, from a program).

    An upper layer counts key by key: one stage, pool, rule, reason or field at a time. Raises BadFile with every
    problem. Whether the policy can come to rest at all is for the engine to find out.
    """
    default = read_document(_HERE / "policies" / "default.yaml", shown_as="mappings/policies/default.yaml")
    layers = [Layer(default, check(PolicyFile, default))]
    problems: list[Problem] = []
    for document in _upper_layers(path, overrides):
        if (old := _of_version_1(document)) is not None:
            raise BadFile([old])
        file, found = try_check(PolicyFile, document)
        problems += [*found, *unknown_fields(document, ("fields",))]
        layers += [Layer(document, file)] if file is not None else []
    problems += cross_check(layers)
    if problems:
        raise BadFile(problems)
    return combine(layers)


def unknown_fields(document: Document, loc: tuple[str, ...]) -> list[Problem]:
    """Complaints about keys that are not canonical fields. Works on a document that is otherwise wrong, too."""
    names: Any = document.data
    for step in loc:
        names = names.get(step) if isinstance(names, Mapping) else None
    if not isinstance(names, Mapping):
        return []
    missing = [name for name in names if name not in FIELDS]
    return [
        document.problem((*loc, name), "is not a canonical field", suggest(name, FIELDS.keys() - names.keys()))
        for name in missing
    ]


def _upper_layers(path: Path | None, overrides: Mapping[str, Any] | None) -> Iterator[Document]:
    if path is not None:
        yield read_document(path)
    if overrides:
        yield document_of({"version": 2, **overrides}, file="overrides")


def _of_version_1(document: Document) -> Problem | None:
    """A file of the former shape is told what became of its parts; nothing in it is guessed at."""
    if not isinstance(document.data, Mapping) or document.data.get("version") != 1:
        return None
    text = (
        "1 is the former shape of policies; write 2, and put what milestone_pools, nurture, alumni and push said into"
        " rules and push: docs/policy.md shows how"
    )
    return document.problem(("version",), text)


def _misfits(document: Document, name: str, transform: Transform) -> Iterator[Problem]:
    loc = ("candidate", "fields", name)
    field = FIELDS.get(name)
    if field is not None and _shape_of(transform) != field.shape:
        yield document.problem((*loc, "transform"), f"gives a {_shape_of(transform)}, but the field is a {field.shape}")
    if isinstance(transform, TypedValues) and not transform.places:
        yield document.problem((*loc, "places"), "must name at least one place")
    if isinstance(transform, KeyedCustomField | NamedCustomField):
        if transform.type == "choice" and not transform.options:
            yield document.problem((*loc, "options"), "is required and missing: a choice needs options")
        if transform.type != "choice" and transform.options:
            yield document.problem((*loc, "options"), "is only for the type choice")


def _shape_of(transform: Transform) -> Shape:
    if isinstance(transform, _FLAGS):
        return "flag"
    return "scalar" if isinstance(transform, _SCALARS) else "set"
