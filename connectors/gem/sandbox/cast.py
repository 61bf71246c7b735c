"""Personas in the pretended Gem account: put there at once, looked at, and acted upon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connectors.gem.sandbox.acts import Acts
from connectors.gem.sandbox.org import Candidate, Org, Row
from connectors.sandbox.cast import CrmCast, Shown, ShownNote
from connectors.sandbox.personas import Persona, Profile

_DAY = 86_400
_OLDEST_DAYS, _NEWEST_DAYS = 700, 30


def populate(
    org: Org, acts: Acts, personas: Sequence[Persona], *, counterparts: Mapping[str, str], push_pool: str
) -> GemCast:
    """Add every persona's records, older ones first."""
    cast = GemCast(org, acts, {})
    profiles = [(persona, profile) for persona in personas for profile in persona.crm]
    for place, (persona, profile) in enumerate(profiles):
        row = org.candidates[acts.add_candidate(**_fields(profile))]
        age = _OLDEST_DAYS - (_OLDEST_DAYS - _NEWEST_DAYS) * place // len(profiles)
        row.data["created_at"] = org.now() - age * _DAY
        if persona.cross_linked:
            row.data["candidate_greenhouse_id"] = counterparts[persona.ats[0].key]
        cast.introduce(profile.key, row.id)
        if persona.push:
            cast.join(profile.key, push_pool)
    return cast


def _fields(profile: Profile) -> Row:
    return {
        "first_name": profile.first_name,
        "last_name": profile.last_name,
        "title": profile.title,
        "company": profile.company,
        "location": profile.location,
        "phone_number": profile.phone,
        "linked_in_handle": profile.linkedin,
        "emails": [{"email_address": email, "is_primary": n == 0} for n, email in enumerate(profile.emails)],
    }


class GemCast(CrmCast):
    """The personas of one team."""

    def __init__(self, org: Org, acts: Acts, ids: Mapping[str, str]) -> None:
        super().__init__(ids)
        self._org, self._acts = org, acts

    def shown(self) -> tuple[Shown, ...]:
        notes: dict[str, list[Row]] = {}
        for note in self._org.notes.values():
            notes.setdefault(note["candidate_id"], []).append(note)
        return tuple(self._shown(row, notes.get(row.id, [])) for row in self._org.candidates.values())

    def _shown(self, row: Candidate, notes: Sequence[Row]) -> Shown:
        data = row.data
        pages = [profile["url"] for profile in data["profiles"]]
        return Shown(
            id=row.id,
            key=self.keys.get(row.id),
            first_name=data["first_name"],
            last_name=data["last_name"],
            title=data["title"],
            company=data["company"],
            emails=tuple(item["email_address"] for item in data["emails"]),
            phones=(data["phone_number"],) if data["phone_number"] else (),
            profiles=(data["linked_in_handle"], *pages) if data["linked_in_handle"] else tuple(pages),
            pools=frozenset(self._org.projects[id_]["name"] for id_ in self._org.projects_of(row.id)),
            due_date=(data["due_date"] or {}).get("date"),
            notes=tuple(ShownNote(note["content"], bool(note["is_private"])) for note in notes),
        )

    def retitle(self, key: str, title: str) -> None:
        self._acts.edit_candidate(self.ids[key], title=title)

    def add_email(self, key: str, email: str) -> None:
        present = self._org.candidates[self.ids[key]].data["emails"]
        self._acts.edit_candidate(self.ids[key], emails=[*present, {"email_address": email, "is_primary": False}])

    def join(self, key: str, pool: str) -> None:
        if all(row["name"] != pool for row in self._org.projects.values()):
            self._acts.add_project(pool)
        self._acts.add_to_project(pool, self.ids[key])

    def leave(self, key: str, pool: str) -> None:
        self._acts.remove_from_project(pool, self.ids[key])
