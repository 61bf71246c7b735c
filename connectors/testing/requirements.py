"""Which rules apply to which bench: by what it offers and what stands behind it, never by a vendor's name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from connectors.testing.fixtures import Bench

Rule = TypeVar("Rule", bound=Callable[..., None])
Check = Callable[[Bench], str | None]
"""Why a rule does not apply to this bench, or None when it does."""


def needs(*capabilities: type) -> Callable[[Rule], Rule]:
    """The connector satisfies these protocols."""

    def missing(bench: Bench) -> str | None:
        names = [each.__name__ for each in capabilities if not isinstance(bench.connector, each)]
        return f"the connector is not {' and '.join(names)}" if names else None

    return _requiring(missing)


def needs_faults(*kinds: str) -> Callable[[Rule], Rule]:
    """These faults can be planted."""

    def missing(bench: Bench) -> str | None:
        names = sorted(set(kinds) - bench.hostile.kinds)
        return f"cannot plant {', '.join(names)}" if names else None

    return _requiring(missing)


def needs_human(deed: str) -> Callable[[Rule], Rule]:
    """The human knows how to do this."""
    return _requiring(lambda bench: None if getattr(bench.human, deed) else f"there is no human deed {deed}")


def needs_sample(name: str) -> Callable[[Rule], Rule]:
    """There is sample data of this name."""
    return _requiring(lambda bench: None if getattr(bench.samples, name) else f"there is no sample {name}")


def over_http(rule: Rule) -> Rule:
    """There is a wire between the connector and its vendor."""
    return _requiring(lambda bench: None if bench.sandbox else "there is no wire")(rule)


def with_next_links(rule: Rule) -> Rule:
    """The vendor names the next page by URL."""
    return _requiring(lambda bench: None if bench.follows_links else "pages are not named by URL")(rule)


def why_not(rule: Callable[..., None], bench: Bench) -> str | None:
    """The first reason for which a rule does not apply to a bench."""
    for check in getattr(rule, "requirements", ()):
        reason: str | None = check(bench)
        if reason:
            return reason
    return None


def _requiring(check: Check) -> Callable[[Rule], Rule]:
    def decorate(rule: Rule) -> Rule:
        rule.requirements = (check, *getattr(rule, "requirements", ()))  # type: ignore[attr-defined]  # read by why_not
        return rule

    return decorate
