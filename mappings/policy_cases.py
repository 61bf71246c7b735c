"""A customer's own tests of a policy: read, and checked completely before anything is tried."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mappings.canonical import FIELDS
from mappings.checking import try_check
from mappings.policy import Policy
from mappings.policy_case_file import ApplicationCase, CaseFile, PersonCase
from mappings.problems import BadFile, Problem, suggest
from mappings.yamlfile import Document, Loc, read_document

CONTACT_LOCK = "(contact lock)"
"""What decides where no rule may, as explanations call it."""

_WRITE = re.compile(
    r"(create (ats( applicant)?|crm)|note( ats)?( public)?|(add_to_pool|remove_from_pool) \S+|update (ats )?\S+)"
)


@dataclass(frozen=True, slots=True)
class CaseBook:
    """A file of cases, with the lines in which they stand."""

    document: Document
    file: CaseFile

    def at(self, part: Literal["people", "fields"], position: int) -> str:
        """File and line of a case."""
        line = self.document.lines.get((part, position))
        return f"{self.document.file}:{line}" if line else self.document.file


def shipped_cases() -> Path:
    """The tests of the shipped default policy."""
    return Path(__file__).parent / "policies" / "default.tests.yaml"


def read_cases(path: Path, *, shown_as: str | None = None) -> CaseBook:
    """The cases in a file. Raises BadFile with every problem."""
    return cases_of(read_document(path, shown_as=shown_as))


def cases_of(document: Document) -> CaseBook:
    """The cases in a document. Raises BadFile with every problem."""
    file, problems = try_check(CaseFile, document)
    if file is not None:
        problems += _cross_check(document, file)
    if file is None or problems:
        raise BadFile(problems)
    return CaseBook(document, file)


def unknown_names(book: CaseBook, policy: Policy) -> list[Problem]:
    """Complaints about lists and rules that the policy does not have."""
    groups = {f"(group {pool.group})" for pool in policy.pools.values() if pool.group}
    rules = {rule.name for rule in policy.rules} | groups | {CONTACT_LOCK}
    pushes = {rule.name for rule in policy.push}
    known: Mapping[str, set[str]] = {"pool": set(policy.pools), "rule": rules, "push rule": pushes}
    return [
        book.document.problem(loc, f"is not a {what} of the policy", suggest(name, known[what]))
        for position, case in enumerate(book.file.people)
        for loc, what, name in _named(("people", position), case)
        if name not in known[what]
    ]


def _named(loc: Loc, case: PersonCase) -> Iterator[tuple[Loc, str, str]]:
    given, expect = case.given, case.expect
    lists: tuple[tuple[Loc, str, list[str] | None], ...] = (
        (("given", "pools"), "pool", given.pools),
        (("given", "before", "pools"), "pool", given.before.pools if given.before else None),
        (("expect", "pools"), "pool", expect.pools),
        (("expect", "not_pools"), "pool", expect.not_pools),
        (("expect", "rule"), "rule", expect.rule),
    )
    for place, what, names in lists:
        yield from (((*loc, *place, position), what, name) for position, name in enumerate(names or ()))
    if expect.push is not None:
        yield (*loc, "expect", "push"), "push rule", expect.push


def _cross_check(document: Document, file: CaseFile) -> Iterator[Problem]:
    """What the schema cannot see."""
    for position, case in enumerate(file.people):
        loc: Loc = ("people", position)
        for number, application in enumerate(case.given.applications):
            yield from _application(document, (*loc, "given", "applications", number), application)
        for number, words in enumerate(case.expect.writes or ()):
            if not _WRITE.fullmatch(words):
                text = "is not a write; write for example: add_to_pool nurture, update due_date, create crm, note"
                yield document.problem((*loc, "expect", "writes", number), text)
        if {"due_date", "due_in_days"} <= case.expect.model_fields_set:
            yield document.problem((*loc, "expect", "due_in_days"), "says the same as due_date: write one of them")
    for position, each in enumerate(file.fields):
        if each.field not in FIELDS:
            text = "is not a canonical field"
            yield document.problem(("fields", position, "field"), text, suggest(each.field, FIELDS))
    yield from _names_twice(document, file)


def _application(document: Document, loc: Loc, application: ApplicationCase) -> Iterator[Problem]:
    if application.stage is not None and application.milestone is not None:
        yield document.problem((*loc, "milestone"), "is what the stage means: write one of them")
    if application.status == "withdrawn" and application.category not in {None, "they_withdrew"}:
        yield document.problem((*loc, "category"), "is they_withdrew for whoever has withdrawn")
    if application.undated and "days_ago" in application.model_fields_set:
        yield document.problem((*loc, "undated"), "contradicts days_ago")


def _names_twice(document: Document, file: CaseFile) -> Iterator[Problem]:
    seen: set[str] = set()
    names = {("people", position): case.name for position, case in enumerate(file.people)}
    names |= {("fields", position): case.name for position, case in enumerate(file.fields)}
    for loc, name in names.items():
        if name in seen:
            yield document.problem((*loc, "name"), "is the name of a case above")
        seen.add(name)
