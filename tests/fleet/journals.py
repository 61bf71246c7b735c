"""What the journal proves: that nobody was run twice at once."""

from __future__ import annotations

from tests.fleet.fleet import Fleet

_OVERLAPS = """
SELECT one.person_id, one.verb, one.sent_at, one.ended_at, other.verb, other.sent_at, other.ended_at
FROM operation one JOIN operation other ON one.person_id = other.person_id AND one.id <> other.id
WHERE one.system = other.system AND one.sent_at <= other.sent_at
AND (one.ended_at IS NULL OR other.sent_at < one.ended_at)
"""


def overlaps(world: Fleet) -> list[tuple[object, ...]]:
    """Writes of one person to one system that were sent while another one was under way, or while nobody knew yet what
    had become of it."""
    return world.ask(_OVERLAPS)


def names_twice(world: Fleet) -> list[str]:
    """Who is in a system more than once, of people whose names are all different."""
    found = []
    for desk in world.world.desks:
        looks = [desk.look(id_) for id_ in desk.everybody()]
        names = [f"{desk.name} {look['first_name']} {look['last_name']}" for look in looks]
        found += [name for name in set(names) if names.count(name) > 1]
    return found
