"""Who a new record is: a link when nothing speaks against it, a question on any doubt, and never a guess."""

from __future__ import annotations

import pytest

from syncengine.core.matching.exact import Key, Known, Newcomer, is_nobodys, judge, name_words
from syncengine.core.model import PersonId

EMAIL: Key = ("email", "ada@x.io")
PHONE: Key = ("phone", "+15550100")
PROFILE: Key = ("profile", "linkedin:ada")
CROSS: Key = ("cross_id", "greenhouse:candidate:1")
OTHER_CROSS: Key = ("cross_id", "greenhouse:candidate:2")
ROLE: Key = ("email", "candidates@agency.example")
ADA = frozenset({"ada", "lovelace"})
BOB = frozenset({"bob", "stone"})


def known(*keys: Key, person: str = "p_1", systems: tuple[str, ...] = ("ats",), names: frozenset[str] = ADA) -> Known:
    return Known(PersonId(person), frozenset(keys), frozenset(systems), names)


def newcomer(*keys: Key, names: frozenset[str] = ADA) -> Newcomer:
    return Newcomer("crm", frozenset(keys), names)


LINKED: list[tuple[str, Newcomer, Known, tuple[str, ...]]] = [
    ("the same address", newcomer(EMAIL), known(EMAIL), ("email",)),
    ("the same profile", newcomer(PROFILE), known(PROFILE), ("profile",)),
    ("everything agrees, strongest first", newcomer(PHONE, EMAIL, CROSS), known(EMAIL, CROSS, PHONE),
     ("cross_id", "email", "phone")),
    ("one name in common is enough beside an address", newcomer(EMAIL, names=frozenset({"ada", "king"})),
     known(EMAIL), ("email",)),
    ("no name speaks against nothing", newcomer(EMAIL, names=frozenset()), known(EMAIL), ("email",)),
    ("a phone number and the whole name", newcomer(PHONE), known(PHONE), ("phone",)),
    ("the vendor's own word needs no name", newcomer(CROSS, names=BOB), known(CROSS), ("cross_id",)),
]  # fmt: skip


@pytest.mark.parametrize(("about", "new", "person", "evidence"), LINKED, ids=[row[0] for row in LINKED])
def test_link(about: str, new: Newcomer, person: Known, evidence: tuple[str, ...]) -> None:
    verdict = judge(new, [person, known(("email", "else@x.io"), person="p_2")], shared=())
    assert (verdict.outcome, verdict.persons, verdict.evidence, verdict.doubt) == ("link", ("p_1",), evidence, "")


DOUBTFUL: list[tuple[str, Newcomer, list[Known], set[Key], str]] = [
    ("two people have the keys", newcomer(EMAIL, PHONE), [known(PHONE, person="p_2"), known(EMAIL)], set(),
     "more than one known person"),
    ("the person is in that system already", newcomer(EMAIL), [known(EMAIL, systems=("ats", "crm"))], set(),
     "may be a ghost"),
    ("even the vendor's word makes no second record", newcomer(CROSS), [known(CROSS, systems=("crm",))], set(),
     "may be a ghost"),
    ("the vendor names another counterpart", newcomer(EMAIL, CROSS), [known(EMAIL, OTHER_CROSS)], set(),
     "another counterpart"),
    ("the names differ", newcomer(EMAIL, names=BOB), [known(EMAIL)], set(), "no word in common"),
    ("a phone number and half the name", newcomer(PHONE, names=frozenset({"ada", "king"})), [known(PHONE)], set(),
     "only the phone number"),
    ("a shared mailbox and a name in common", newcomer(EMAIL), [known(EMAIL)], {EMAIL}, "shared by several"),
    ("a role's mailbox and a name in common", newcomer(ROLE), [known(ROLE)], set(), "shared by several"),
]  # fmt: skip


@pytest.mark.parametrize(("about", "new", "people", "shared", "doubt"), DOUBTFUL, ids=[row[0] for row in DOUBTFUL])
def test_review(about: str, new: Newcomer, people: list[Known], shared: set[Key], doubt: str) -> None:
    verdict = judge(new, people, shared=shared)
    assert verdict.outcome == "review"
    assert verdict.persons == tuple(sorted(each.person for each in people))
    assert doubt in verdict.doubt


DIFFERENT: list[tuple[str, Newcomer, list[Known], set[Key]]] = [
    ("nobody is known", newcomer(EMAIL), [], set()),
    ("nothing in common but the name", newcomer(EMAIL), [known(PHONE)], set()),
    ("a shared mailbox and other names", newcomer(EMAIL, names=BOB), [known(EMAIL)], {EMAIL}),
]


@pytest.mark.parametrize(("about", "new", "people", "shared"), DIFFERENT, ids=[row[0] for row in DIFFERENT])
def test_different(about: str, new: Newcomer, people: list[Known], shared: set[Key]) -> None:
    assert judge(new, people, shared=shared).outcome == "different"


def test_a_shared_key_does_not_count_but_another_one_does() -> None:
    verdict = judge(newcomer(EMAIL, PROFILE), [known(EMAIL, PROFILE), known(EMAIL, person="p_2")], shared={EMAIL})
    assert (verdict.outcome, verdict.persons) == ("link", ("p_1",))


def test_evidence_and_doubt_never_show_a_value() -> None:
    verdict = judge(newcomer(EMAIL, names=BOB), [known(EMAIL)], shared=())
    assert "ada@x.io" not in repr(verdict)


def test_name_words() -> None:
    fields = {"first_name": "Anna-Lena", "last_name": "de la Cruz", "preferred_name": None, "company": "Acme"}
    assert name_words(fields) == {"anna", "lena", "cruz"}


@pytest.mark.parametrize(
    ("address", "nobodys"),
    [
        ("info@initech.example", True),
        ("candidates@agency.example", True),
        ("noemail@noemail.com", True),
        ("ada.lovelace@initech.example", False),
        ("ada@initech.example", False),
    ],
)
def test_some_mailboxes_are_nobodys(address: str, nobodys: bool) -> None:
    assert is_nobodys(("email", address)) is nobodys


def test_a_role_s_mailbox_alone_links_nobody() -> None:
    assert judge(newcomer(ROLE, names=BOB), [known(ROLE)], shared=()).outcome == "different"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"first_name": "Bożena", "last_name": "Żak"}, {"first_name": "Bozena", "last_name": "Zak, PhD"}),
        ({"first_name": "Anh", "last_name": "Võ"}, {"first_name": "Anh", "last_name": "Vo"}),
        ({"first_name": "Ольга", "last_name": "Иванова"}, {"first_name": "Olga", "last_name": "Ivanova"}),
    ],
)
def test_names_are_compared_in_plain_letters(one: dict[str, str], other: dict[str, str]) -> None:
    assert name_words(one) == name_words(other)
