"""`talentsync explain`: who somebody is and why; and why two records are not one person."""

from __future__ import annotations

from typing import Any

import pytest

from syncengine.core.matching.model import shipped
from syncengine.core.model import PersonId
from syncengine.identity.keeping import bring_up_to_date
from syncengine.store import Store, links, open_store, pairs, people, reviews
from syncengine.store.tables import link, review
from tests.cli.house import House, name_of

MATCH: dict[str, Any] = {
    "start": -1.0,
    "pieces": [{"comparison": "e-mail", "level": "same mailbox", "weight": 5.5}],
    "rivals": 0.0,
    "calibration": 0.0,
    "probability": 0.989013,
    "verdict": "link",
    "veto": False,
    "model": "0123456789ab",
}


@pytest.fixture
def home(house: House) -> House:
    """Backfilled, its cards made, and every link with evidence of one kind."""
    assert house.run("backfill", "--yes").code == 0
    store = store_of(house)
    bring_up_to_date(store)
    with store.write() as connection:
        connection.execute(link.update().values(evidence={"outcome": "link", "keys": ["email"], "match": MATCH}))
    store.close()
    return house


def store_of(house: House) -> Store:
    return open_store(f"sqlite:///{house.folder / 'talentsync.db'}")


def crm(house: House, number: int) -> str:
    return f"gem:{house.in_crm[number]}"


def person_of(house: House, word: str) -> PersonId:
    return PersonId(house.run("explain", word, "--json").data["person"])


def test_a_person_by_any_of_the_records_or_by_id(home: House) -> None:
    by_ats, by_crm = home.run("explain", f"greenhouse:{home.in_ats[0]}"), home.run("explain", crm(home, 0))
    assert (by_ats.code, by_ats.err) == (0, "")
    assert by_ats.out == by_crm.out
    assert home.run("explain", person_of(home, crm(home, 0))).out == by_ats.out
    assert home.run("explain", f"greenhouse:candidate:{home.in_ats[0]}").out == by_ats.out


def test_links_are_told_with_the_evidence_that_was_stored(home: House) -> None:
    out = home.run("explain", crm(home, 0)).out
    assert out.startswith(f"{name_of(0)}  [p_")
    assert f"  gem:candidate:{home.in_crm[0]}, 20" in out
    assert "by talentsync: the records fit" in out
    assert "e-mail: same mailbox" in out
    assert "+5.5" in out
    assert "probability 98.9 %: linked" in out
    assert "linked from " in out
    assert f"judged by model 0123456789ab; the one in force is {shipped().version}" in out


def test_a_link_without_evidence_says_so(home: House) -> None:
    store = store_of(home)
    with store.write() as connection:
        connection.execute(link.update().values(evidence={"outcome": "link", "keys": ["email"]}))
    store.close()
    assert "what was compared was not kept with this decision" in home.run("explain", crm(home, 0)).out


def test_questions_and_decisions_are_told_from_either_side(home: House) -> None:
    one, other = person_of(home, crm(home, 0)), person_of(home, crm(home, 1))
    third = person_of(home, crm(home, 2))
    store = store_of(home)
    with store.write() as connection:
        connection.execute(review.delete())
        for asked, about in ((one, other), (other, one)):
            detail = {"other": about, "keys": ["phone"], "match": {**MATCH, "verdict": "review", "probability": 0.4}}
            reviews.open_review(
                connection,
                "possible_match",
                subject=f"{asked}~{about}",
                reason="both could be",
                now=5.0,
                person=asked,
                detail=detail,
            )
        pairs.tell_apart(connection, one, third, by="grace", now=6.0)
    store.close()
    for person in (one, other):
        out = home.run("explain", person).out
        assert out.partition("\nTimeline")[0].count("both could be") == 1
        assert "probability 40 %: a human is asked" in out
    data = home.run("explain", one, "--json").data
    assert [(each["other"], each["answer"], each["by"]) for each in data["decisions"]] == [
        (third, "different", "grace")
    ]


def test_who_became_somebody_else_says_who(home: House) -> None:
    one, other, third = (person_of(home, crm(home, number)) for number in (0, 3, 2))
    store = store_of(home)
    with store.write() as connection:
        for each in people.links_of(connection, [other]):
            links.move(connection, each, to=one, evidence={"outcome": "human", "review": 7}, actor="grace", now=9.0)
        links.drop_person(connection, other)
        pairs.tell_apart(connection, other, third, by="grace", now=8.0)
    store.close()
    assert f"Has become part of {one}" in home.run("explain", other).out
    assert "by grace: a human said so" in home.run("explain", one).out
    assert "Former records" in home.run("explain", other).out
    # What was said about the one who is no more was said about this person.
    decisions = home.run("explain", one, "--json").data["decisions"]
    assert [(each["other"], each["by"]) for each in decisions] == [(third, "grace")]


def test_two_records_are_compared_as_they_are_now(home: House) -> None:
    ran = home.run("explain", f"greenhouse:{home.in_ats[0]}", crm(home, 1))
    assert (ran.code, ran.err) == (0, "")
    assert "They are two people." in ran.out
    data = home.run("explain", f"greenhouse:{home.in_ats[0]}", crm(home, 1), "--json").data
    assert data["one_person"] is False
    assert data["match"]["model"] == data["in_force"]["model"] == shipped().version
    assert {piece["comparison"] for piece in data["match"]["pieces"]} >= {"name"}
    same = home.run("explain", f"greenhouse:{home.in_ats[0]}", crm(home, 0), "--json").data
    assert same["one_person"] is True
    assert same["match"]["probability"] > data["match"]["probability"]


def test_the_evidence_has_no_value_of_any_record(home: House) -> None:
    match = home.run("explain", f"greenhouse:{home.in_ats[0]}", crm(home, 0), "--json").data["match"]
    assert "Lopez" not in str(match)
    assert "mail.example" not in str(match)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("p_nobody",), "nobody is known as 'p_nobody'; name a person (p_...) or a record (SYSTEM:ID)"),
        (("gemm:1",), "no system is called 'gemm'; did you mean 'gem'? known: gem, greenhouse"),
        (("gem:",), "the id of the record is missing: gem:ID"),
        (("gem:none",), "gem:candidate:none was never linked to anybody"),
        (("gem:1", "p_1"), "'p_1' is not of the form SYSTEM:ID; two records are compared, not two people"),
        (("gem:1", "gem:2", "--as-of", "1d"), "two records are compared as they are now"),
        (("gem:1", "gem:candidate:1"), "gem:candidate:1 is one record; name two"),
        (("gem:none", "gem:nobody"), "one of these records is not known, or is gone"),
    ],
)
def test_names_that_lead_nowhere(home: House, words: tuple[str, ...], told: str) -> None:
    ran = home.run("explain", *words)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


def test_before_anything_was_read_there_is_nobody(house: House) -> None:
    ran = house.run("explain", "gem:1")
    assert (ran.code, ran.out) == (2, "")
    assert "nothing was read so far" in ran.err
    assert not (house.folder / "talentsync.db").exists()


def test_as_of_a_moment(home: House) -> None:
    now = home.run("explain", crm(home, 0), "--as-of", "0s")
    assert (now.code, now.err) == (0, "")
    assert now.out.startswith(f"{name_of(0)}  [p_")
    data = home.run("explain", crm(home, 0), "--as-of", "0s", "--json").data
    assert {each["record"] for each in data["shown"]} == {
        f"greenhouse:candidate:{home.in_ats[0]}",
        f"gem:candidate:{home.in_crm[0]}",
    }
    early = home.run("explain", data["person"], "--as-of", "2020-01-01")
    assert "Not known then; first known 20" in early.out
    late = home.run("explain", crm(home, 0), "--as-of", "2190-01-01")
    assert (late.code, late.out) == (2, "")
    assert "'2190-01-01' is still to come" in late.err


def test_the_timeline_ends_with_the_last_events(home: House) -> None:
    data = home.run("explain", crm(home, 0), "--last", "1", "--json").data
    assert (len(data["timeline"]), data["earlier_events"] > 2) == (1, True)
    assert home.run("explain", crm(home, 0), "--since", "0s", "--json").data["timeline"] == []


def test_status_and_plan_tell_what_is_to_be_expected(home: House) -> None:
    home.extra["matching"] = {"cost_of_ghost": 20, "cost_of_wrong_merge": 200}
    told = home.run("status")
    assert "Records are linked from 99.5 %, asked about from 5 %" in told.out
    data = home.run("status", "--json").data["matching"]
    assert (data["link_at"], data["review_at"], data["links"]) == (0.995, 0.05, data["links"])
    assert data["expected_wrong"] == round(data["links"] * (1 - MATCH["probability"]), 3) > 0
    assert home.run("plan", "--json").data["matching"]["links"] == data["links"]
