"""Which record is caught, for which erasure, and what of it comes into the store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.types import BadRecord, Record
from syncengine.core.model import PersonId
from syncengine.erasure.asking import NotAsShown, TooMuchSaid, ask, foresee
from syncengine.store import queue
from syncengine.store.tables import identity_key, returned, review, snapshot
from syncengine.work.decide import NotDecidable
from syncengine.work.following import Gone, follow
from tests.erasure.village import Village, village

FAMILY = "family@example.com"
PHONE = "+44 7911 123456"
PAGE = "https://www.linkedin.com/in/zebulonia-quetzalova"
ZEB: dict[str, Any] = {"first_name": "Zebulonia", "last_name": "Quetzalova"}
BAL: dict[str, Any] = {"first_name": "Balthasar", "last_name": "Nachbar"}


@pytest.fixture
def at() -> Iterator[Village]:
    with village("ats", "crm") as found:
        yield found


@pytest.fixture
def her(at: Village) -> PersonId:
    return at.knows("10001", **ZEB, emails=[FAMILY], phones=[PHONE], profiles=[PAGE])


class TestWhoCarriedItBefore:
    """A mailbox that two share is known of both. Whatever else one of them comes to carry is news."""

    @pytest.fixture(autouse=True)
    def both(self, at: Village, her: PersonId) -> None:
        at.knows("10002", **BAL, emails=[FAMILY])
        at.forget(her)

    def test_goes_on_with_that(self, at: Village) -> None:
        at.shows("10002", **BAL, emails=[FAMILY], title="Duke")
        assert (at.fields("10002", "title"), at.asked()) == (("Duke",), [])

    def test_is_asked_about_with_more_of_the_same_person(self, at: Village) -> None:
        at.shows("10002", **BAL, emails=[FAMILY], phones=["07911 123456"], title="Syzygy")
        assert at.fields("10002", "title", "phones") == (None, None)
        assert [each.detail["identifiers"] for each in at.asked()] == [["phone"]]

    def test_is_asked_about_with_anything_of_somebody_else(self, at: Village) -> None:
        at.forget(at.knows("10003", first_name="Kunigunde", last_name="Yggdrasil", emails=["kuni@example.com"]))
        at.shows("10002", **BAL, emails=[FAMILY, "kuni@example.com"], company="Yggdrasil")
        assert at.fields("10002", "company") == (None,)
        assert len(at.asked()) == 1

    def test_is_not_let_in_with_more_than_a_human_saw(self, at: Village, her: PersonId) -> None:
        at.shows("10002", **BAL, emails=[FAMILY], profiles=[PAGE + "-2"])
        at.forget(at.person("10002"))
        at.shows("10004", **ZEB, emails=[FAMILY], phones=[PHONE])
        at.desk().consent(at.asked()[0].id, by="h")
        at.shows("10004", **ZEB, emails=[FAMILY], profiles=[PAGE + "-2"])
        assert (at.fields("10004"), len(at.asked())) == (None, 1)

    def test_is_let_in_with_what_a_human_saw(self, at: Village, her: PersonId) -> None:
        him = at.forget(at.person("10002"))
        back = {**ZEB, "emails": [FAMILY], "phones": [PHONE]}
        at.shows("10004", **back)
        [question] = at.asked()
        at.desk().consent(question.id, by="h")
        at.shows("10004", **back)
        assert at.fields("10004", "emails") == ((FAMILY,),)
        assert (at.asked(), at.rows(returned, "ref_id")) == ([], [])
        # He was forgotten, too, and nobody has let him in.
        at.shows("10005", **BAL, emails=[FAMILY])
        assert [each.detail["erasures"] for each in at.asked()] == [[him.id]]


@pytest.mark.parametrize("first", ["hers", "his"])
def test_the_question_is_about_whom_most_speaks_for(at: Village, her: PersonId, first: str) -> None:
    him = at.knows("10002", **BAL, emails=[FAMILY], phones=["+49 30 90182099"])
    order = [her, him] if first == "hers" else [him, her]
    erased = {who: at.forget(who).id for who in order}
    at.shows("10003", **ZEB, emails=[FAMILY], phones=[PHONE])
    at.shows("10004", **BAL, emails=[FAMILY], phones=["030 90182099", "+49 30 90182099"])
    at.shows("10005", first_name="X", emails=[FAMILY])
    asked = {each.ref_id: each.detail["erasures"] for each in at.asked()}
    assert asked["10003"] == [erased[her], erased[him]]
    assert asked["10004"] == [erased[him], erased[her]]
    assert asked["10005"] == [erased[each] for each in reversed(order)]  # who was forgotten last
    assert all(id_ in each.reason for each in at.asked() for id_ in erased.values())


def test_the_question_follows_what_becomes_known(at: Village, her: PersonId) -> None:
    him = at.knows("10002", **BAL, emails=[FAMILY])
    hers, his = at.forget(her), at.forget(him)
    at.shows("10003", first_name="X", emails=[FAMILY])
    at.applies("20001", "10003")
    at.shows("10003", first_name="X", emails=[FAMILY], phones=[PHONE])
    [question] = at.asked()
    assert question.detail["erasures"] == [hers.id, his.id]
    assert question.reason.endswith("it has applied since then") == question.detail["applied_since"]
    at.desk().consent(question.id, by="h")
    at.shows("10003", first_name="X", emails=[FAMILY], phones=[PHONE])
    at.applies("20001", "10003")
    assert (at.asked(), sorted(at.rows(snapshot, "ref_id"))) == ([], [("10003",), ("20001",)])


class TestADuplicateThatNobodyMatchedYet:
    def test_is_shown_and_kept_outside(self, at: Village, her: PersonId) -> None:
        at.shows("10002", **ZEB, phones=["07911 123456"], company="Yggdrasil")
        at.applies("20001", "10002")
        with at.engine.store.read() as connection:
            assert foresee(connection, her).unmatched == (("ats", "10002"),)
        at.begin_to_forget(her)
        assert [each.ref_id for each in at.asked()] == ["10002"]
        assert at.fields("10002") is None
        at.forget(her)
        assert (at.rows(snapshot, "ref_id"), at.rows(identity_key, "ref_id")) == ([], [])
        at.engine.matcher.match_all()
        at.shows("10002", **ZEB, phones=[PHONE])
        assert (at.fields("10002"), len(at.asked())) == (None, 1)


def test_who_spells_it_in_another_way_is_named_and_is_not_asked_about(at: Village) -> None:
    her = at.knows("10001", **ZEB, emails=["zebulonia.quetzalova@gmail.com"], phones=[PHONE])
    alias = at.knows("10002", first_name="X", last_name="Y", emails=["ZebuloniaQuetzalova+jobs@googlemail.com"])
    local = at.knows("10003", **BAL, phones=["07911 123456"])
    with at.engine.store.read() as connection:
        assert set(foresee(connection, her).others) == {alias, local}
    at.forget(her)
    at.shows("10003", **BAL, phones=["07911 123456"], title="Duke")
    assert (at.fields("10003", "title"), at.asked()) == (("Duke",), [])


class TestWhatWasReadBeforeTheVendorErasedIt:
    def test_an_application(self, at: Village, her: PersonId) -> None:
        at.applies("20001", "10001")
        at.forget(her)
        at.applies("20001", "10001")
        assert at.rows(snapshot, "ref_id") == []

    def test_an_answer_to_our_own_write(self, at: Village, her: PersonId) -> None:
        at.forget(her)
        at.shows("10001", **ZEB, emails=[FAMILY], own=True)
        assert at.rows(snapshot, "ref_id") == []

    def test_what_we_make_for_somebody_who_carried_it_comes_in(self, at: Village, her: PersonId) -> None:
        at.knows("10002", **BAL, emails=[FAMILY])
        at.forget(her)
        at.shows("30002", of="crm", own=True, **BAL, emails=[FAMILY])
        assert (at.fields("30002", "emails", of="crm"), at.asked()) == (((FAMILY,),), [])


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("application", {"candidate_id": "10001", "cv": "Quetzalova"}),
        ("application", {"candidate_id": "10009", "mail": FAMILY.upper()}),
        ("job", {"contact": "07911 123456", "name": "Welder"}),
    ],
)
def test_a_row_that_nobody_can_read_says_nothing_of_her(at: Village, her: PersonId, kind: str, data: object) -> None:
    at.forget(her)
    rows: list[Record | BadRecord] = [
        BadRecord("ats", kind, "77", "status: unknown", data),
        BadRecord("ats", "application", "78", "status: unknown", {"candidate_id": "10002"}),
    ]
    at.reads(rows)
    told = dict(at.rows(review, "subject", "detail"))
    assert told == {
        f"ats:{kind}:77": {"record": None},
        "ats:application:78": {"record": {"candidate_id": "10002"}},
    }


def test_a_row_that_nobody_could_read_goes_with_her(at: Village, her: PersonId) -> None:
    told: list[dict[str, str]] = [
        {"name": "Quetzalova, Zebulonia"},
        {"tel": "07911 / 123 456"},
        {"link": "linkedin.com/in/Zebulonia-Quetzalova/"},
        {"first": "Zebulonia", "last": "Quetzalova"},
        {"name": "Zebulonia Nachbar", "tel": "07911 / 123 457"},
    ]
    at.reads([BadRecord("ats", "candidate", f"z{n}", "emails: not a list", each) for n, each in enumerate(told)])
    at.forget(her)
    assert at.rows(review, "subject") == [("ats:candidate:z4",)]


class TestAsking:
    def test_a_reason_that_names_her_in_any_spelling_is_refused(self, at: Village, her: PersonId) -> None:
        with at.engine.store.write() as connection:
            for why in (
                "asked by 07911 123456",
                "phone: 0044 7911-123456.",
                "linkedin.com/in/Zebulonia-Quetzalova wrote",
                "zebulonia wrote",
            ):
                with pytest.raises(TooMuchSaid):
                    ask(connection, her, by="h", why=why, now=1.0)
            assert ask(connection, her, by="h", why="request 2026-17 of 2026-11-23", now=1.0).why

    def test_nothing_else_is_erased_than_what_was_shown(self, at: Village, her: PersonId) -> None:
        at.knows("10002", **ZEB, emails=[FAMILY], phones=[PHONE])
        for person, shown in ((her, [("ats", "10001")]), (PersonId("p_gone"), None), (PersonId("p_gone"), [])):
            with at.engine.store.write() as connection, pytest.raises(NotAsShown, match="nothing was erased"):
                ask(connection, person, by="h", why="", now=1.0, shown=shown)
        both = [("ats", "10002"), ("ats", "10001")]
        with at.engine.store.write() as connection:
            assert len(ask(connection, her, by="h", why="", now=1.0, shown=both).targets) == 2

    def test_two_are_not_made_one_while_one_is_being_forgotten(self, at: Village, her: PersonId) -> None:
        at.knows("10002", **ZEB, emails=["zq2@example.com"])
        question = at.asked("possible_match")[0]
        at.begin_to_forget(her)
        with pytest.raises(NotDecidable, match="being forgotten"):
            at.desk().same(question.id, by="h")
        assert question in at.asked("possible_match")
        assert at.person("10002") != her

    def test_who_was_merged_there_meanwhile_is_asked_about(self, at: Village, her: PersonId) -> None:
        him = at.knows("10002", **BAL, emails=["bal@example.com"])
        at.begin_to_forget(her)
        with at.engine.store.write() as connection:
            follow(connection, Gone("ats", "10001", moved_to="10002"), lane=queue.LIVE, now=2.0)
        assert (at.person("10001"), at.person("10002")) == (her, him)
        assert {each.reason for each in at.asked("possible_match")} == {
            "merged there, as it seems, while one of them is being forgotten"
        }
