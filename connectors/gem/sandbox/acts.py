"""What people (and Gem's own integrations) do in Gem's pages: no API rules, the same effects on what the API shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from connectors.gem.sandbox import people
from connectors.gem.sandbox.fields import Fields
from connectors.gem.sandbox.joining import joined
from connectors.gem.sandbox.knobs import Knobs
from connectors.gem.sandbox.org import Candidate, Org, Row
from connectors.gem.sandbox.projects import Projects
from connectors.gem.sandbox.rest import Notes
from connectors.gem.sandbox.shapes import EMPTY_CANDIDATE
from connectors.sandbox.holdings import tables_with
from connectors.types import Json

CANDIDATE_FIELDS = (frozenset(EMPTY_CANDIDATE) | {"profile_urls"}) - {"last_updated_at", "profiles", "gem_source"}


class Acts:
    """One method per act; each takes ids as the API shows them, and projects and fields also by name."""

    def __init__(self, org: Org, knobs: Knobs) -> None:
        self._org, self._knobs = org, knobs
        self._people, self._projects = people.People(org, knobs), Projects(org, knobs)
        self._fields, self._notes = Fields(org, knobs), Notes(org, knobs)

    def table(self) -> Mapping[str, Callable[..., Any]]:
        names = (
            "add_candidate edit_candidate delete_candidate add_to_project remove_from_project add_project "
            "rename_project delete_project add_note link_greenhouse merge add_custom_field hide_custom_field "
            "add_user remove_user mails holds"
        )
        return {name: getattr(self, name) for name in names.split()}

    def add_candidate(
        self, *, projects: Sequence[str] = (), custom_fields: Mapping[str, Json] | None = None, **fields: Json
    ) -> str:
        """POST-shaped fields; custom fields by name. Returns the id."""
        _require_known(fields)
        given = {self._field_id(name): value for name, value in (custom_fields or {}).items()}
        ids = [self._project_id(project) for project in projects]
        id_ = self._people.insert({**fields, "created_by": self._somebody(), "project_ids": ids}, given).id
        joined(self._org, self._knobs, id_, times=len(ids), by="human")
        return id_

    def edit_candidate(
        self, candidate_id: str, *, custom_fields: Mapping[str, Json] | None = None, **fields: Json
    ) -> None:
        _require_known(fields)
        row = self._candidate(candidate_id)
        self._people.apply(row, fields)
        row.values.update({self._field_id(name): value for name, value in (custom_fields or {}).items()})
        self._org.touch(row)

    def delete_candidate(self, candidate_id: str, *, block: bool = False) -> None:
        """``block`` is "Delete and block"."""
        row = self._candidate(candidate_id)
        if block:
            self._org.blocked |= people.contacts(row)
        self._org.forget(row.id)

    def add_to_project(self, project: str, candidate_id: str) -> None:
        self._org.join(self._project_id(project), self._candidate(candidate_id).id)
        joined(self._org, self._knobs, candidate_id, by="human")
        if self._knobs.membership_bumps:
            self._org.touch(self._candidate(candidate_id))

    def remove_from_project(self, project: str, candidate_id: str) -> None:
        project_id = self._project_id(project)
        if candidate_id not in self._org.members[project_id]:
            raise ValueError("the candidate is not in the project")
        self._org.leave(project_id, candidate_id)
        if self._knobs.membership_bumps:
            self._org.touch(self._candidate(candidate_id))

    def members(self, project: str) -> set[str]:
        return set(self._org.members[self._project_id(project)])

    def add_project(self, name: str, *, privacy_type: str = "shared") -> str:
        row = self._projects.insert({"name": name, "privacy_type": privacy_type, "user_id": self._somebody()})
        return str(row["id"])

    def rename_project(self, project: str, name: str) -> None:
        self._org.projects[self._project_id(project)]["name"] = name

    def delete_project(self, project: str) -> None:
        """Gone with its members; the API has no such call."""
        id_ = self._project_id(project)
        del self._org.projects[id_]
        self._org.members.pop(id_, None)

    def add_note(self, candidate_id: str, content: str, *, is_private: bool = False) -> str:
        fields = {"candidate_id": self._candidate(candidate_id).id, "user_id": self._somebody(), "content": content}
        return str(self._notes.insert({**fields, "is_private": is_private})["id"])

    def link_greenhouse(self, candidate_id: str, greenhouse_id: str) -> None:
        """What Gem's own Greenhouse integration does when an e-mail matches."""
        row = self._candidate(candidate_id)
        row.data["candidate_greenhouse_id"] = str(greenhouse_id)
        if self._knobs.greenhouse_link_bumps:
            self._org.touch(row)

    def merge(self, primary_id: str, duplicate_id: str) -> None:
        """The primary keeps its values, gains what it lacked; the other one is gone without a trace."""
        primary, other = self._candidate(primary_id), self._candidate(duplicate_id)
        projects = self._org.projects_of(other.id)
        for note in self._org.notes.values():
            if note["candidate_id"] == other.id:
                note["candidate_id"] = primary.id
        self._org.forget(other.id)
        primary.data.update(_gained(primary.data, other.data))
        primary.values = other.values | primary.values
        for project in set(projects) - set(self._org.projects_of(primary.id)):
            self._org.join(project, primary.id)
        self._org.touch(primary)

    def add_custom_field(self, name: str, *, value_type: str = "text", options: Sequence[str] = ()) -> str:
        row = {"name": name, "value_type": value_type, "scope": "team", "option_values": list(options)}
        return str(self._fields.insert(row)["id"])

    def hide_custom_field(self, name: str) -> None:
        self._org.custom_fields[self._field_id(name)]["is_hidden"] = True

    def add_user(self, name: str, email: str) -> str:
        row = {"id": self._org.new_id("user"), "name": name, "email": email}
        self._org.users[row["id"]] = row
        return row["id"]

    def remove_user(self, email: str) -> None:
        self._org.users = {id_: row for id_, row in self._org.users.items() if row["email"] != email}

    def mails(self, by: str | None = None) -> list[Row]:
        """Mails to candidates, all or those that ``by`` caused: ``api`` or ``human``."""
        return self._org.outbox.mails(by)

    def holds(self, text: str) -> list[str]:
        """Names of the tables in which a text still stands. ``blocked`` is the list of what must not come back, and
        ``handles`` are those of the deleted, where the account goes on refusing them."""
        org = self._org
        tables = {
            name: getattr(org, name).values() for name in ("users", "candidates", "projects", "notes", "custom_fields")
        }
        kept = org.handles if self._knobs.deleted_handles_clash else ()
        return tables_with(text, {**tables, "log": org.log, "blocked": org.blocked, "handles": kept})

    def _candidate(self, id_: str) -> Candidate:
        if id_ not in self._org.candidates:
            raise ValueError("no such candidate")
        return self._org.candidates[id_]

    def _project_id(self, project: str) -> str:
        return _by_id_or_name(self._org.projects, project, "project")

    def _field_id(self, field: str) -> str:
        return _by_id_or_name(self._org.custom_fields, field, "custom field")

    def _somebody(self) -> str:
        """The person at the keyboard: the last user, who is never the one that we act as (when there are several)."""
        if not self._org.users:
            raise ValueError("this account has no users: add one first")
        return list(self._org.users)[-1]


def _require_known(fields: Row) -> None:
    unknown = set(fields) - CANDIDATE_FIELDS
    if unknown:
        raise ValueError(
            f"a candidate has no {', '.join(sorted(unknown))}; known: {', '.join(sorted(CANDIDATE_FIELDS))}"
        )


def _by_id_or_name(table: Mapping[str, Row], wanted: str, what: str) -> str:
    if wanted in table:
        return wanted
    for id_, row in table.items():
        if row["name"] == wanted:
            return id_
    raise ValueError(f"no such {what}: {wanted}")


def _gained(primary: Row, other: Row) -> Row:
    known = {item["email_address"].lower() for item in primary["emails"]}
    more = [{**item, "is_primary": False} for item in other["emails"] if item["email_address"].lower() not in known]
    filled = {name: value for name, value in other.items() if value and not primary[name]}
    return filled | {"emails": [*primary["emails"], *more]}
