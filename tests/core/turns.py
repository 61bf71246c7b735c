"""What happens to people whom all sides agree on, and what is written then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mappings.canonical import Value
from syncengine.core.applications import Application
from syncengine.core.model import Operation
from syncengine.core.restrictions import Restrictions
from tests.core.loops.person import Person, passed
from tests.core.standing import LATER, TODAY, Standing, closed, person_at, planners

Change = Callable[[Person], Person]


@dataclass(frozen=True, slots=True)
class Turn:
    """Where somebody comes from, and what happens."""

    start: Standing
    change: Change


ACTIVE = Standing("active", "interview")
SCREENED = Standing("rejected", "screen", "cool-down")
SILVER = Standing("rejected", "final", "cool-down")
HIRED = Standing("hired")


def _applications(*applications: Application) -> Change:
    return lambda person: replace(person, applications=applications)


def _also(*applications: Application) -> Change:
    return lambda person: replace(person, applications=(*person.applications, *applications))


def _is_now(at: Standing) -> Change:
    return _applications(*person_at(at).applications)


def _restricted(**flags: bool) -> Change:
    return lambda person: replace(person, restrictions=Restrictions(**flags))


def _by_hand(*, into: str = "", out_of: str = "") -> Change:
    return lambda person: person.put_into((person.pools | {into}) - {out_of, ""})


def _then(*changes: Change) -> Change:
    """One after the other, with passes in between."""

    def change(person: Person) -> Person:
        for each in changes[:-1]:
            person = settled(each(person))
        return changes[-1](person)

    return change


def _cool_down_ends(person: Person) -> Person:
    return replace(person, today=LATER)


def _ended(ref: str, at: Standing, *, days_ago: int = 10) -> Application:
    return replace(closed(at, days_ago=days_ago)[0], ref=ref)


ANEW = Application("ats:2", "active", stage="Application Review", job="Designer")
SECRET = Application("ats:3", "active", stage="Onsite", confidential=True)

TURNS: Mapping[str, Turn] = {
    "somebody in interviews is rejected": Turn(ACTIVE, _is_now(Standing("rejected", "interview", "cool-down"))),
    "somebody in interviews is rejected for good": Turn(ACTIVE, _is_now(Standing("rejected", "interview", "never"))),
    "somebody in interviews withdraws": Turn(ACTIVE, _is_now(Standing("withdrawn", "interview", "cool-down"))),
    "somebody with an offer withdraws": Turn(
        Standing("active", "offer"), _is_now(Standing("withdrawn", "offer", "cool-down"))
    ),
    "somebody in interviews is hired": Turn(ACTIVE, _is_now(HIRED)),
    "the stage is renamed, and the policy does not know the new name": Turn(
        ACTIVE, _is_now(Standing("not understood"))
    ),
    "the candidacy is deleted": Turn(ACTIVE, _applications()),
    "a rejection is taken back": Turn(SCREENED, _is_now(Standing("active", "screen"))),
    "the rejection of a silver medalist is taken back": Turn(SILVER, _is_now(Standing("active", "final"))),
    "a hire is taken back": Turn(HIRED, _is_now(Standing("active", "offer"))),
    "somebody hired was rejected after all": Turn(HIRED, _is_now(SILVER)),
    "somebody nurtured applies anew": Turn(SCREENED, _also(ANEW)),
    "a silver medalist applies anew": Turn(SILVER, _also(ANEW)),
    "somebody nurtured is hired at another job": Turn(SCREENED, _also(Application("ats:2", "hired", stage="Hired"))),
    "somebody nurtured is rejected at another job": Turn(SCREENED, _also(_ended("ats:2", SCREENED, days_ago=0))),
    "somebody nurtured is rejected for good at another job": Turn(
        SCREENED, _also(replace(_ended("ats:2", SCREENED, days_ago=0), reason_category="security"))
    ),
    "somebody nurtured becomes a prospect for another job": Turn(
        SCREENED, _also(Application("ats:2", "active", prospect=True))
    ),
    "somebody nurtured runs for a confidential job": Turn(SCREENED, _also(SECRET)),
    "of two candidacies one is rejected": Turn(
        ACTIVE, _then(_also(ANEW), _applications(_ended("ats:1", SCREENED), ANEW))
    ),
    "of two candidacies both are rejected": Turn(
        ACTIVE, _then(_also(ANEW), _applications(_ended("ats:1", SCREENED), _ended("ats:2", SCREENED, days_ago=0)))
    ),
    "a prospect is converted": Turn(
        Standing("a prospect"), _applications(Application("ats:1", "converted", prospect=True), ANEW)
    ),
    "a prospect is rejected": Turn(
        Standing("a prospect"),
        _applications(replace(_ended("ats:1", SCREENED), prospect=True, stage=None)),
    ),
    "the cool-down of somebody nurtured ends": Turn(SCREENED, _cool_down_ends),
    "the cool-down of a silver medalist ends": Turn(SILVER, _cool_down_ends),
    "somebody nurtured must not be mailed any more": Turn(SCREENED, _restricted(do_not_contact=True)),
    "and may be again": Turn(SCREENED, _then(_restricted(do_not_contact=True), _restricted())),
    "somebody nurtured becomes private": Turn(SCREENED, _restricted(private=True)),
    "and is not private any more": Turn(SCREENED, _then(_restricted(private=True), _restricted())),
    "somebody nurtured is anonymised in the ATS": Turn(SCREENED, _restricted(erased=True)),
    "somebody in interviews becomes private": Turn(ACTIVE, _restricted(private=True)),
    "a human nurtures somebody in interviews": Turn(ACTIVE, _by_hand(into="nurture")),
    "a human takes somebody out of nurture": Turn(SCREENED, _by_hand(out_of="nurture")),
    "a human takes somebody out of interviewing": Turn(ACTIVE, _by_hand(out_of="interviewing")),
    "a human takes somebody out of the alumni": Turn(HIRED, _by_hand(out_of="alumni")),
    "a human makes somebody nurtured a silver medalist": Turn(SCREENED, _by_hand(into="silver")),
    "somebody out of nurture by hand is rejected at another job": Turn(
        SCREENED, _then(_by_hand(out_of="nurture"), _also(_ended("ats:2", SCREENED, days_ago=0)))
    ),
    "somebody out of nurture by hand applies anew, and is rejected": Turn(
        SCREENED,
        _then(
            _by_hand(out_of="nurture"),
            _applications(_ended("ats:1", SCREENED), ANEW),
            _applications(_ended("ats:1", SCREENED), _ended("ats:2", SCREENED, days_ago=0)),
        ),
    ),
    "somebody only in the CRM is put into push": Turn(
        Standing("none"), lambda person: replace(person, in_ats=False).put_into(frozenset({"push"}))
    ),
    "somebody only in the CRM, who must not be mailed, is put into push": Turn(
        Standing("none"),
        lambda person: replace(_restricted(do_not_contact=True)(person), in_ats=False).put_into(frozenset({"push"})),
    ),
}


def settled(person: Person) -> Person:
    """After passes, until one writes nothing."""
    for _ in range(5):
        person, operations = passed(person, planners())
        if not operations:
            return person
    raise AssertionError("does not come to rest")


def operations_of(turn: Turn) -> tuple[Operation, ...]:
    """What the first pass after it writes. The next one writes nothing."""
    changed = turn.change(settled(person_at(turn.start)))
    after, operations = passed(changed, planners())
    assert passed(after, planners())[1] == () or any(each.verb == "create" for each in operations)
    return operations


def words_of(turn: Turn) -> list[str]:
    """The writes, as the table shows them."""
    return [words for operation in operations_of(turn) for words in _words(operation)]


def _words(operation: Operation) -> Iterator[str]:
    if operation.verb == "create":
        yield f"made in the {operation.system.partition('-')[0].upper()} as a prospect"
    elif operation.verb == "note":
        yield "passport" if operation.system == "ats" else "note"
    elif operation.pool is not None:
        yield f"{'into' if operation.verb == 'add_to_pool' else 'out of'} {operation.pool}"
    else:
        shown = {change.field: _shown(change.value) for change in operation.changes}
        yield from (f"{_NAMES[name]}: {value}" for name, value in shown.items() if name in _NAMES)


_NAMES = {"ats_status": "status", "due_date": "due", "rejection_reason": "reason"}


def _shown(value: Value) -> str:
    if value is None:
        return "emptied"
    try:
        day = datetime.fromisoformat(str(value)).replace(tzinfo=UTC).date()
    except ValueError:
        return str(value)
    return f"in {(day - TODAY).days} days"
