"""Reading from a Gem account: listings, single records, batches, searches."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from connectors.errors import CursorGone, Missing, Unsupported
from connectors.gem.connector import Gem
from connectors.gem.sandbox import GemSandbox
from connectors.sandbox import SandboxClock
from connectors.types import Cursor, Page, Record, Ref


def ids(pages: Iterable[Page]) -> list[str]:
    return [item.ref.id for page in pages for item in page.items if isinstance(item, Record)]


def email(address: str) -> list[dict[str, object]]:
    return [{"email_address": address, "is_primary": True}]


def add_many(sandbox: GemSandbox, number: int) -> list[str]:
    return [str(sandbox.act("add_candidate", first_name=f"No {n}")) for n in range(number)]


def test_a_full_listing_has_everybody_once_in_pages_of_a_hundred(gem: Gem, sandbox: GemSandbox) -> None:
    everybody = add_many(sandbox, 230)
    pages = list(gem.pages("candidate"))
    assert [len(page.items) for page in pages] == [100, 100, 30]
    assert [page.last for page in pages] == [False, False, True]
    assert pages[0].total == 230
    assert ids(pages) == everybody


def test_a_listing_goes_on_from_any_page(gem: Gem, sandbox: GemSandbox) -> None:
    everybody = add_many(sandbox, 230)
    first = next(gem.pages("candidate"))
    assert ids(gem.pages("candidate", first.cursor)) == everybody[100:]


def test_nobody_is_skipped_when_somebody_vanishes_while_we_read(gem: Gem, sandbox: GemSandbox) -> None:
    everybody = add_many(sandbox, 230)
    pages = gem.pages("candidate")
    read = ids([next(pages)])
    sandbox.act("delete_candidate", candidate_id=everybody[0])  # row 101 moves up to page 1
    assert set(everybody) <= {*read, *ids(pages)}


def test_an_empty_account_is_one_last_page(gem: Gem) -> None:
    assert [(page.items, page.last) for page in gem.pages("candidate")] == [((), True)]


@pytest.mark.parametrize("shows_new", [True, False])
def test_what_is_new_or_changed_is_seen_whichever_way_the_filter_works(
    gem: Gem, sandbox: GemSandbox, clock: SandboxClock, shows_new: bool
) -> None:
    sandbox.knobs.updated_after_includes_new = shows_new
    old, edited = add_many(sandbox, 2)
    clock.skip(1000)
    done = list(gem.pages("candidate"))[-1].cursor
    clock.skip(1000)
    new = add_many(sandbox, 1)[0]
    sandbox.act("edit_candidate", candidate_id=edited, title="Welder")
    seen = set(ids(gem.pages("candidate", done)))
    assert seen == {edited, new}
    assert old not in seen


def test_an_edit_in_the_second_a_listing_began_is_seen_by_the_next(gem: Gem, sandbox: GemSandbox) -> None:
    someone = add_many(sandbox, 1)[0]
    done = list(gem.pages("candidate"))[-1].cursor
    sandbox.act("edit_candidate", candidate_id=someone, title="Welder")
    assert someone in ids(gem.pages("candidate", done))


def test_an_idle_listing_costs_two_requests_however_many_people(
    gem: Gem, sandbox: GemSandbox, clock: SandboxClock
) -> None:
    add_many(sandbox, 230)
    clock.skip(1000)
    done = list(gem.pages("candidate"))[-1].cursor
    before = gem.calls
    assert ids(gem.pages("candidate", done)) == []
    assert gem.calls - before == 2


def test_a_window_goes_on_from_its_second_leg(gem: Gem, sandbox: GemSandbox, clock: SandboxClock) -> None:
    done = list(gem.pages("candidate"))[-1].cursor
    new = add_many(sandbox, 150)
    updated, *_ = gem.pages("candidate", done)
    created = list(gem.pages("candidate", updated.cursor))
    assert ids([updated]) == []
    assert ids(created) == new
    half = next(gem.pages("candidate", updated.cursor)).cursor
    assert ids(gem.pages("candidate", half)) == new[100:]


@pytest.mark.parametrize("kind", ["candidate", "membership", "pool"])
def test_a_foreign_cursor_is_gone(gem: Gem, kind: str) -> None:
    with pytest.raises(CursorGone):
        list(gem.pages(kind, Cursor("from somewhere else")))


@pytest.mark.parametrize("kind", ["note", "application", "stage"])
def test_kinds_without_a_listing(gem: Gem, kind: str) -> None:
    with pytest.raises(Unsupported):
        gem.pages(kind)


def test_the_small_kinds_are_listed_whole(gem: Gem, sandbox: GemSandbox) -> None:
    sandbox.act("add_project", name="Nurture")
    for kind, number in (("user", 4), ("pool", 1), ("custom_field", 1)):
        last = list(gem.pages(kind))[-1]
        assert len(last.items) == number
        assert len(ids(gem.pages(kind, last.cursor))) == number


def test_archived_pools_are_not_listed(gem: Gem, sandbox: GemSandbox) -> None:
    kept = gem.create_pool("Kept")
    archived = gem.create_pool("Archived")
    sandbox._org.projects[archived.ref.id]["is_archived"] = True
    assert ids(gem.pages("pool")) == [kept.ref.id]


def test_the_log_of_watched_pools_tells_who_came_and_went(gem: Gem, sandbox: GemSandbox, clock: SandboxClock) -> None:
    someone = add_many(sandbox, 1)[0]
    watched, other = (str(sandbox.act("add_project", name=name)) for name in ("Push", "Other"))
    gem.watch([Ref("gem", "pool", watched)])
    start = list(gem.pages("membership"))
    assert [(page.items, page.last) for page in start] == [((), True)]
    sandbox.act("add_to_project", project=watched, candidate_id=someone)
    sandbox.act("add_to_project", project=other, candidate_id=someone)
    clock.skip(10)
    sandbox.act("remove_from_project", project="Push", candidate_id=someone)
    pages = list(gem.pages("membership", start[-1].cursor))
    actions = [item.data["action"] for page in pages for item in page.items if isinstance(item, Record)]
    assert actions == ["add", "remove"]
    clock.skip(1000)
    later = list(gem.pages("membership", pages[-1].cursor))
    assert ids(gem.pages("membership", later[-1].cursor)) == []


def test_each_watched_pool_costs_one_request(gem: Gem, sandbox: GemSandbox) -> None:
    pools = [Ref("gem", "pool", str(sandbox.act("add_project", name=f"P{n}"))) for n in range(3)]
    done = list(gem.pages("membership"))[-1].cursor
    assert gem.calls == 0
    gem.watch(pools)
    pages = list(gem.pages("membership", done))
    assert gem.calls == 3
    assert [page.last for page in pages] == [False, False, True]


def test_a_pool_that_is_no_longer_watched_does_not_stop_the_listing(gem: Gem, sandbox: GemSandbox) -> None:
    someone = add_many(sandbox, 1)[0]
    pools = sorted(str(sandbox.act("add_project", name=f"P{n}")) for n in range(3))
    done = list(gem.pages("membership"))[-1].cursor
    sandbox.act("add_to_project", project=pools[2], candidate_id=someone)
    gem.watch([Ref("gem", "pool", id_) for id_ in pools])
    first = next(gem.pages("membership", done))
    gem.watch([Ref("gem", "pool", pools[2])])
    assert len(ids(gem.pages("membership", first.cursor))) == 1


def test_single_records(gem: Gem, sandbox: GemSandbox) -> None:
    someone = add_many(sandbox, 1)[0]
    note = str(sandbox.act("add_note", candidate_id=someone, content="met"))
    pool = str(sandbox.act("add_project", name="Nurture"))
    user = ids(gem.pages("user"))[0]
    for kind, id_ in (("candidate", someone), ("note", note), ("pool", pool), ("user", user)):
        assert gem.get(Ref("gem", kind, id_)).ref == Ref("gem", kind, id_)


@pytest.mark.parametrize("kind", ["candidate", "note", "pool", "user", "custom_field"])
def test_what_is_not_there_is_missing_and_says_what(gem: Gem, kind: str) -> None:
    ref = Ref("gem", kind, "bm90aGluZw==")
    with pytest.raises(Missing) as caught:
        gem.get(ref)
    assert caught.value.ref == ref


def test_memberships_cannot_be_read_singly(gem: Gem) -> None:
    with pytest.raises(Unsupported):
        gem.get(Ref("gem", "membership", "p|c|1|add"))


def test_many_are_read_twenty_at_a_time_without_the_missing(gem: Gem, sandbox: GemSandbox) -> None:
    everybody = add_many(sandbox, 45)
    refs = [Ref("gem", "candidate", id_) for id_ in [*everybody, "bm90aGluZw=="]]
    assert {record.ref.id for record in gem.get_many(refs)} == set(everybody)
    assert gem.calls == 3
    assert list(gem.get_many([])) == []


def test_many_of_another_kind(gem: Gem, sandbox: GemSandbox) -> None:
    pool = Ref("gem", "pool", str(sandbox.act("add_project", name="Nurture")))
    assert [r.ref for r in gem.get_many([pool, Ref("gem", "pool", "bm90aGluZw==")])] == [pool]


def test_a_search_by_address_means_that_address(gem: Gem, sandbox: GemSandbox) -> None:
    ann = sandbox.act("add_candidate", emails=email("Ann@post.example"))
    sandbox.act("add_candidate", emails=email("joann@post.example"))
    assert [record.ref.id for record in gem.search("candidate", {"email": " ann@POST.example"})] == [ann]
    assert list(gem.search("candidate", {"email": "nn@post.example"})) == []


def test_a_search_by_profile(gem: Gem, sandbox: GemSandbox) -> None:
    noor = sandbox.act("add_candidate", linked_in_handle="noorhaddad", emails=email("noor@post.example"))
    url = "https://www.linkedin.com/in/NoorHaddad/"
    assert [record.ref.id for record in gem.search("candidate", {"profile": url})] == [noor]
    assert list(gem.search("candidate", {"profile": url, "email": "ann@post.example"})) == []


@pytest.mark.parametrize("query", [{}, {"email": ""}, {"phone": "+46"}, {"profile": "https://github.com/noorh"}])
def test_what_cannot_be_searched_is_unsupported(gem: Gem, query: dict[str, str]) -> None:
    with pytest.raises(Unsupported):
        list(gem.search("candidate", query))
    assert gem.calls == 0
