"""Checking a document against pydantic models, with every complaint turned into a Problem that helps.

Works for any file of ours: the models say what is allowed, and the names they know are offered for what is misspelt.
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mappings.problems import BadFile, Problem, suggest
from mappings.yamlfile import Document, Loc

Model = TypeVar("Model", bound=BaseModel)

_QUOTED = re.compile(r"'([^']*)'")
_UNKNOWN_KEY = {"extra_forbidden", "unexpected_keyword_argument"}


def check(model: type[Model], document: Document) -> Model:
    """The document as ``model``. Raises BadFile with every problem, those of reading the file included."""
    checked, problems = try_check(model, document)
    if checked is None or problems:
        raise BadFile(problems)
    return checked


def try_check(model: type[Model], document: Document) -> tuple[Model | None, list[Problem]]:
    """The document as ``model`` where it fits, and every problem: for callers that have more to check."""
    if not isinstance(document.data, Mapping):
        found = [*document.problems, document.problem((), "must be a list of `key: value` lines, and is not")]
        return None, found
    try:
        return model.model_validate(document.data), list(document.problems)
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, [*document.problems, *(_problem(model, document, each) for each in details)]


def _problem(model: type[BaseModel], document: Document, detail: ErrorDetails) -> Problem:
    loc, kind, context = detail["loc"], detail["type"], detail.get("ctx", {})
    if kind in _UNKNOWN_KEY:
        known = _without(_known_keys(model, loc[:-1]), document, loc[:-1])
        return document.problem(loc, "unknown key", suggest(loc[-1], known))
    if kind == "missing":
        return document.problem(loc, "is required and missing")
    if kind == "literal_error":
        names = _QUOTED.findall(context["expected"]) or [context["expected"]]
        return document.problem(loc, "is not one of the known words", suggest(detail["input"], names))
    if kind == "union_tag_invalid":
        names = _QUOTED.findall(context["expected_tags"])
        tag = context["discriminator"].strip("'")
        return document.problem((*loc, tag), "is not one of the known words", suggest(context["tag"], names))
    if kind == "union_tag_not_found":
        return document.problem((*loc, context["discriminator"].strip("'")), "is required and missing")
    return document.problem(loc, _own_words(detail))


def _own_words(detail: ErrorDetails) -> str:
    message = detail["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return message[:1].lower() + message[1:]


def _without(known: set[str], document: Document, loc: Loc) -> set[str]:
    """Known keys that are not there yet: one that is cannot have been meant."""
    return {key for key in known if not _has(document, loc, key)}


def _has(document: Document, loc: Loc, key: str) -> bool:
    value: Any = document.data
    for step in loc:
        value = _inside(value, step)
    return isinstance(value, Mapping) and key in value


def _inside(value: Any, step: str | int) -> Any:
    """The part of a value; the value itself for a step that only the checker knows."""
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return value


def _known_keys(model: type[BaseModel], loc: Loc) -> set[str]:
    """The keys that are allowed at ``loc``, found by walking the annotations of the models."""
    places: list[Any] = [model]
    for step in loc:
        places = [inner for place in places for inner in _step_into(place, step)]
    return {key for place in places for key in _fields(place)}


def _step_into(annotation: Any, step: str | int) -> Iterator[Any]:
    for place in _alternatives(annotation):
        fields = _fields(place)
        arguments = typing.get_args(place)
        if step in fields:
            yield fields[str(step)]
        elif fields and _tag(place) == step:
            yield place
        elif arguments and not fields:
            yield arguments[-1] if isinstance(step, str) else arguments[0]


def _alternatives(annotation: Any) -> Iterator[Any]:
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        yield from _alternatives(typing.get_args(annotation)[0])
    elif origin in (typing.Union, types.UnionType):
        for each in typing.get_args(annotation):
            yield from _alternatives(each)
    else:
        yield annotation


def _fields(place: Any) -> Mapping[str, Any]:
    if isinstance(place, type) and issubclass(place, BaseModel):
        return {info.alias or name: info.annotation for name, info in place.model_fields.items()}
    if isinstance(place, type) and dataclasses.is_dataclass(place):
        hints = typing.get_type_hints(place)
        return {each.name: hints[each.name] for each in dataclasses.fields(place)}
    return {}


def _tag(place: Any) -> str | None:
    """The word by which one of several alternatives is chosen: the default of its ``transform``."""
    if not dataclasses.is_dataclass(place):
        return None
    defaults = {each.name: each.default for each in dataclasses.fields(place)}
    chosen = defaults.get("transform")
    return chosen if isinstance(chosen, str) else None
