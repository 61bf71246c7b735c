"""The memory connector on the bench of the conformance kit."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from connectors.base import Connector
from connectors.memory import Memory, MemoryWorld, hooks
from connectors.testing import PLANTED, Bench, Human, Samples, ambient_of, frozen_clock
from connectors.types import Delivery, Json, Ref


def _data(email: str) -> dict[str, Json]:
    return {"first_name": "Ann", "last_name": PLANTED, "emails": [email], "company": "Acme", "title": "Welder"}


def _emails(data: Mapping[str, Json]) -> set[str]:
    return set(data["emails"])


def _delivery(id_: str) -> Delivery:
    return hooks.news("changed", Ref("memory", "candidate", id_), secret="a-secret-of-a-bench", id_="d1")


SAMPLES = Samples(
    create=_data,
    emails_of=_emails,
    changes={"title": "Smith", "location": "Oslo"},
    replaces={"emails": ["ann@example.com"]},
    volatile=frozenset({"updated_at"}),
    refused={"first_name": PLANTED, "emails": "ann@example.org"},
    duplicate={"last_name": PLANTED, "profiles": ["https://example.org/in/ann"]},
    several_pages=11,
    delivery=_delivery,
)


def memory_bench(vendor: Callable[..., Connector] = Memory) -> Bench:
    """A world of pages of five, in which a profile may stand on one candidate only."""
    clock = frozen_clock()
    ambient = ambient_of(clock)
    world = MemoryWorld(ambient=ambient, unique="profiles", page_size=5)
    settings = {"key": world.key, "role": "crm"}

    def rebuild(changes: Mapping[str, str]) -> Connector:
        return vendor("memory", {**settings, **changes}, ambient=ambient, world=world)

    return Bench(
        connector=rebuild({}),
        human=_human(world),
        samples=SAMPLES,
        hostile=world.mischief,
        clock=clock,
        settings=settings,
        rebuild=rebuild,
        writes_seen=lambda: world.writes,
    )


def _human(world: MemoryWorld) -> Human:
    def members(pool: str) -> set[str]:
        return {row["id"] for row in world.rows("candidate") if pool in row["pools"]}

    def revoke() -> str:
        world.denied.add("candidate:read")
        return "candidate:read"

    def hide_fresh(seconds: float) -> None:
        world.mischief.search_lag = seconds

    def revoke_erasing() -> str:
        world.denied.add("candidate:erase")
        return "candidate:erase"

    return Human(
        add=lambda email: str(world.act("add_candidate", **_data(email))),
        edit=lambda id_: world.act("edit_candidate", candidate_id=id_, title="Founder"),
        delete=lambda id_: world.act("delete_candidate", candidate_id=id_),
        add_with_profile=lambda url: str(world.act("add_candidate", **_data("ann@example.org"), profiles=[url])),
        members=members,
        revoke=revoke,
        hide_fresh=hide_fresh,
        holds=lambda text: list(world.act("holds", text=text)),
        mails=lambda: len(world.act("mails", by="api")),
        revoke_erasing=revoke_erasing,
    )
