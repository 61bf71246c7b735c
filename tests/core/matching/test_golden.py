"""Pairs that a human can judge, in a base of a few hundred other people: what becomes of each."""

from __future__ import annotations

import random

import pytest

from syncengine.bulk.linking import Linked, link_rows
from syncengine.core.matching.verdicts import NAMES
from tests.core.matching.crowds import found
from tests.core.matching.meeting import Row, columns, named

OTHERS = 300
_GIVEN = ("John", "Mary", "James", "Linda", "Wei", "Olga", "Jose", "Fatima", "Peter", "Anna", "Tom", "Sarah")
_START = ("Bro", "Har", "Mor", "Wil", "Tan", "Kel", "Dob", "Fen", "Gru", "Lam", "Pol", "Rus", "Stan", "Vor", "Zel")
_END = ("wood", "ley", "ton", "gard", "mann", "ova", "sen", "well", "ford", "kins", "berg", "dale", "man", "son")
_EMPLOYERS = ("Google", "Amazon", "Accenture", "Globex", "Initech", "Umbrella Corporation", "Stark Industries")
_TOWNS = ("London, UK", "Austin, TX", "Berlin, Germany", "Toronto, Canada", "Paris, France")
_TITLES = ("Software Engineer", "Account Executive", "Recruiter", "Product Manager", "Data Analyst")
AGENCY = {"emails": "jobs.desk@bestpeople.example"}

Case = tuple[str, Row, Row, str]


def crowd(seed: int) -> list[Row]:
    """Other people: every tenth came through one agency, every seventh is called John Smith."""
    dice = random.Random(seed)
    people: list[Row] = []
    for at in range(OTHERS):
        first, last = dice.choice(_GIVEN), dice.choice(_START) + dice.choice(_END)
        name = named("John", "Smith") if at % 7 == 0 else named(first, last)
        own = {"emails": f"{last}{at}x{seed}@mail.example".lower()}
        work = {"company": dice.choice(_EMPLOYERS), "title": dice.choice(_TITLES), "location": dice.choice(_TOWNS)}
        people.append({**name, **(AGENCY if at % 10 == 0 else own), **work})
    return people


WORK = {"company": "Quillon Labs", "title": "Chemist", "location": "Turin, Italy"}
GIANT = {"company": "Google", "title": "Software Engineer", "location": "London, UK"}
LINKEDIN = "https://www.linkedin.com/in/"

FOUND, NOT_LINKED = "link or review", "review or different"
"""Where a human would accept a question as well."""

CASES: list[Case] = [
    (
        "the same address and name",
        named("Ada", "Quillington", emails="ada@aq.example"),
        named("Ada", "Quillington", emails="ADA@aq.example"),
        "link",
    ),
    (
        "Bob is Robert, same address",
        named("Bob", "Fairweather", emails="bobf@mail.example"),
        named("Robert", "Fairweather", emails="bobf@mail.example"),
        "link",
    ),
    (
        "Bob is Robert at one employer",
        named("Bob", "Nightingale", **WORK),
        named("Robert", "Nightingale", **WORK),
        "link",
    ),
    (
        "a rare name at a startup",
        named("Ottoline", "Zabriskie", company="Tinybird Labs"),
        named("Ottoline", "Zabriskie", company="Tinybird Labs"),
        "link",
    ),
    ("John Smith at a giant", named("John", "Smith", **GIANT), named("John", "Smith", **GIANT), NOT_LINKED),
    (
        "strangers in one agency's mailbox",
        named("Tessa", "Wolfgarten", **AGENCY),
        named("Ugo", "Brambilla", **AGENCY),
        "different",
    ),
    (
        "one name in the agency's mailbox",
        named("Hedda", "Ostrander", **AGENCY),
        named("Hedda", "Ostrander", **AGENCY),
        "link",
    ),
    (
        "a couple with one mailbox",
        named("Karin", "Lindqvist", emails="lindqvists@mail.example"),
        named("Sven", "Lindqvist", emails="lindqvists@mail.example"),
        NOT_LINKED,
    ),
    (
        "father and son on one phone",
        named("Ernest", "Pettigrew Sr.", phones="+1 512 555 0117"),
        named("Ernest", "Pettigrew Jr.", phones="+1 512 555 0117"),
        "review",
    ),
    (
        "two numbered pages of one name",
        named("Carla", "Montefiore", linkedin_url=LINKEDIN + "carla-montefiore-1a2b3c4d"),
        named("Carla", "Montefiore", linkedin_url=LINKEDIN + "carla-montefiore-9f8e7d6c"),
        NOT_LINKED,
    ),
    (
        "one page, two names",
        named("Irene", "Castellan", linkedin_url=LINKEDIN + "irene-castellan-77aa88bb"),
        named("Irene", "Dellacroce", linkedin_url=LINKEDIN + "irene-castellan-77aa88bb"),
        "link",
    ),
    (
        "an old page under its new address",
        named("Mateus", "Albernaz", linkedin_url="linkedin.com/pub/mateus-albernaz/12/345/678"),
        named("Mateus", "Albernaz", linkedin_url=LINKEDIN + "mateus-albernaz-67834512"),
        "link",
    ),
    (
        "exchanged order, same phone",
        named("Xiaoming", "Ouyang", phones="+86 138 0013 8000"),
        named("Ouyang", "Xiaoming", phones="+8613800138000"),
        "link",
    ),
    (
        "two scripts, one phone",
        named("Дмитрий", "Кривошеев", phones="+7 912 345 67 89"),
        named("Dmitry", "Krivosheev", phones="+79123456789"),
        "link",
    ),
    (
        "married, same address",
        named("Greta", "Holmquist", emails="greta.h@aq.example"),
        named("Greta", "Vanterpool", emails="greta.h@aq.example"),
        "link",
    ),
    (
        "a slip in the address",
        named("Philippa", "Throckmorton", emails="philippa.throckmorton@acme.example"),
        named("Philippa", "Throckmorton", emails="philippa.throckmroton@acme.example"),
        FOUND,
    ),
    (
        "a slip in the number",
        named("Anselm", "Waldvogel", phones="+49 171 5550123"),
        named("Anselm", "Waldvogel", phones="+49 171 5550132"),
        FOUND,
    ),
    (
        "another address of the same user",
        named("Lucinda", "Abernathy", emails="lucinda.abernathy@acme.example"),
        named("Lucinda", "Abernathy", emails="lucinda.abernathy@mail.example"),
        FOUND,
    ),
    ("an initial at one employer", named("W.", "Szczepanski", **WORK), named("Wiktor", "Szczepanski", **WORK), "link"),
    (
        "siblings at one employer",
        named("Anton", "Hubschmied", **WORK),
        named("Bruno", "Hubschmied", **WORK),
        NOT_LINKED,
    ),
    (
        "a rare name in two towns",
        named("Balthazar", "Quimby", location="Lima, Peru", company="Hooli"),
        named("Balthazar", "Quimby", location="Oslo, Norway", company="Vandelay"),
        NOT_LINKED,
    ),
    (
        "a role's mailbox",
        named("Olivia", "Hartnoll", emails="info@hartnoll.example"),
        named("Marcus", "Fennimore", emails="info@hartnoll.example"),
        NOT_LINKED,
    ),
    ("colleagues", named("Solveig", "Ramberg", **WORK), named("Tobias", "Ehrlich", **WORK), "different"),
    ("nothing but a name that is rare", named("Wilhelmina", "Vandersloot"), named("Wilhelmina", "Vandersloot"), FOUND),
    (
        "two second family names",
        named("Lucía", "Arrizabalaga Mendizábal", **WORK),
        named("Lucia", "Arrizabalaga", **WORK),
        "link",
    ),
]


@pytest.fixture(scope="module")
def linked() -> Linked:
    left, right = [one for _, one, _, _ in CASES] + crowd(1), [other for _, _, other, _ in CASES] + crowd(2)
    return link_rows([columns(left)], [columns(right)], learn=False)


@pytest.mark.parametrize(
    ("at", "expected"), [(at, case[3]) for at, case in enumerate(CASES)], ids=[c[0] for c in CASES]
)
def test_pairs_that_a_human_can_judge(linked: Linked, at: int, expected: str) -> None:
    probability, verdict = found(linked).get((at, at), (0.0, 0))
    assert NAMES[verdict] in expected.split(" or "), f"probability {probability:.3f}"
