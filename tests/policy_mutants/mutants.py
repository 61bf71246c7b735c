"""Two hundred mutants of the shipped policy, the same ones every time, and whether the shipped cases tell them apart
from it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mappings.checking import try_check
from mappings.layers import Layer, combine
from mappings.policy import Policy
from mappings.policy_cases import CaseBook, read_cases, shipped_cases
from mappings.policy_checks import cross_check
from mappings.policy_file import PolicyFile
from mappings.yamlfile import document_of, read_document
from syncengine.front.policy.trying import try_cases
from tests.policy_mutants.operators import OPERATORS, Data, Mutant

MANY = 200
SEED = 6
_SHIPPED = Path(__file__).parent.parent.parent / "mappings" / "policies" / "default.yaml"
_AT_ONCE = 12


@dataclass(frozen=True, slots=True)
class Judged:
    """A mutant, and the first case that noticed it; None when it survived."""

    about: str
    killed_by: str | None


def shipped() -> Data:
    data: Data = read_document(_SHIPPED).data
    return data


def policy_of(data: Data) -> Policy | None:
    """The policy that a file makes without any other below it; None when it would be refused."""
    document = document_of(data, file="mutant")
    file, problems = try_check(PolicyFile, document)
    if file is None or problems or list(cross_check([Layer(document, file)])):
        return None
    return combine([Layer(document, file)])


def mutants(many: int = MANY, *, seed: int = SEED) -> Iterator[tuple[str, Policy]]:
    """So many, as different as can be: one way to spoil after the other, in random places, no two that decide the
    same."""
    data = shipped()
    dice = random.Random(seed)
    stocks: list[list[Mutant]] = [list(operator(data)) for operator in OPERATORS]
    for stock in stocks:
        dice.shuffle(stock)
    original = policy_of(data)
    assert original is not None
    seen = {original.fingerprint}
    while any(stocks) and many:
        for stock in stocks:
            found = _next_of(stock, seen)
            if found is not None and many:
                many -= 1
                yield found


def _next_of(stock: list[Mutant], seen: set[str]) -> tuple[str, Policy] | None:
    while stock:
        about, data = stock.pop()
        policy = policy_of(data)
        if policy is not None and policy.fingerprint not in seen:
            seen.add(policy.fingerprint)
            return about, policy
    return None


def judge(about: str, policy: Policy, books: list[CaseBook]) -> Judged:
    """Run the cases, until one fails."""
    for book in books:
        for tried in try_cases(policy, book):
            if not tried.passed:
                return Judged(about, tried.name)
    return Judged(about, None)


def some_at_a_time() -> list[CaseBook]:
    """The shipped cases in small books: most mutants are noticed early."""
    book = read_cases(shipped_cases())
    return [
        replace(book, file=book.file.model_copy(update={**_NO_CASES, part: cases[place : place + _AT_ONCE]}))
        for part, cases in (("fields", book.file.fields), ("people", book.file.people))
        for place in range(0, len(cases), _AT_ONCE)
    ]


_NO_CASES: dict[str, list[Any]] = {"people": [], "fields": []}
