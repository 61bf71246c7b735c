"""``/v0/candidates``: list, create, read, change, delete."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.gem.sandbox import bodies, listing, shapes, values
from connectors.gem.sandbox.joining import joined
from connectors.gem.sandbox.knobs import Knobs
from connectors.gem.sandbox.org import Candidate, Org, Row
from connectors.gem.sandbox.refusals import conflict, invalid
from connectors.sandbox import Answer, Call, Route
from connectors.types import Json

MOST_IDS = 20


class People:
    """Handlers for candidates."""

    def __init__(self, org: Org, knobs: Knobs) -> None:
        self._org, self._knobs = org, knobs

    def routes(self) -> Sequence[Route]:
        one = "/v0/candidates/{candidate_id}"
        return [
            ("GET", "/v0/candidates", self.find),
            ("POST", "/v0/candidates", self.create),
            ("GET", one, lambda call: Answer(200, self._show(self._named(call)))),
            ("PUT", one, self.change),
            ("DELETE", one, self.delete),
        ]

    def find(self, call: Call) -> Answer:
        ids = _few_ids(call)
        rows = [row for row in self._org.candidates.values() if row.id in (ids or (row.id,)) and _passes(call, row)]
        rows = listing.within(call, rows, lambda row: row.created_at, knobs=self._knobs)
        rows = listing.within(call, rows, self._updated_at, word="updated", knobs=self._knobs)
        return listing.page_of(call, listing.ordered(call, rows, lambda row: row.created_at), self._show)

    def create(self, call: Call) -> Answer:
        body = bodies.checked(call.body, bodies.CANDIDATE_POST, required=("created_by",))
        self._require_user(body["created_by"], "created_by")
        self._refuse_duplicate(body.get("linked_in_handle"))
        if unknown := set(body.get("project_ids") or ()) - set(self._org.projects):
            raise invalid({"project_ids": [f"{len(unknown)} unknown."]})
        given = values.accepted(self._org, body.get("custom_fields", ()))
        row = self.insert(self._without_blocked(body), given)
        joined(self._org, self._knobs, row.id, times=len(body.get("project_ids") or ()), by="api")
        return Answer(201, self._show(row))

    def insert(self, fields: Row, given: Row) -> Candidate:
        """Store a candidate from POST-shaped fields and custom field values by id."""
        data = {**shapes.EMPTY_CANDIDATE, "id": self._org.new_id("candidate"), "created_at": self._org.now()}
        row = Candidate(data | {"created_by": fields["created_by"]}, dict(given))
        self.apply(row, fields)
        self._org.candidates[row.id] = row
        for project_id in fields.get("project_ids") or ():
            self._org.join(project_id, row.id)
        return row

    def apply(self, row: Candidate, fields: Row) -> None:
        """Set what ``fields`` has; lists replace [doc]."""
        for name, value in fields.items():
            if name in shapes.EMPTY_CANDIDATE:
                row.data[name] = shapes.emails(value) if name == "emails" else _or_empty(name, value)
        if "profile_urls" in fields:
            row.data["profiles"] = [shapes.profile(url) for url in fields["profile_urls"] or ()]
        if handle := row.data["linked_in_handle"]:
            self._org.handles[handle.lower()] = row.id

    def change(self, call: Call) -> Answer:
        row = self._named(call)
        body = bodies.checked(call.body, bodies.CANDIDATE_PUT)
        if body.get("due_date"):
            self._require_user(body["due_date"]["user_id"], "due_date")
        given = values.accepted(self._org, body.get("custom_fields", ()))
        self.apply(row, self._without_blocked(body))
        row.values.update(given)
        self._org.touch(row)
        return Answer(200, self._show(row))

    def delete(self, call: Call) -> Answer:
        row = self._named(call)
        body = bodies.checked(call.body, bodies.CANDIDATE_DELETE, required=("on_behalf_of_user_id",))
        self._require_user(body["on_behalf_of_user_id"], "on_behalf_of_user_id")
        if self._knobs.deletes_own_only and row.data["created_by"] != body["on_behalf_of_user_id"]:
            raise conflict("User does not have the permission to perform the action.")
        if body.get("permanently_remove_contact_info"):
            self._org.blocked |= contacts(row)
        self._org.forget(row.id)
        return Answer(204)

    def _named(self, call: Call) -> Candidate:
        return self._org.candidate(call.params["candidate_id"])

    def _show(self, row: Candidate) -> Row:
        return shapes.candidate(self._org, row)

    def _updated_at(self, row: Candidate) -> int | None:
        changed: int | None = row.data["last_updated_at"]
        return changed or (row.created_at if self._knobs.updated_after_includes_new else None)

    def _require_user(self, user_id: str, name: str) -> None:
        if user_id not in self._org.users:
            raise invalid({name: ["Invalid user."]})

    def _refuse_duplicate(self, handle: str | None) -> None:
        owner = self._org.handles.get((handle or "").lower())
        if owner is None or not (owner in self._org.candidates or self._knobs.deleted_handles_clash):
            return
        raise duplicate(owner, str(handle), self._knobs.duplicate_body)

    def _without_blocked(self, body: Row) -> Row:
        """The body without contact data on the block list, or the 400 refusal, as the knob says [guess]."""
        blocked = {name: value for name, value in body.items() if self._is_blocked(name, value)}
        if blocked and self._knobs.blocked_contacts == "refused":
            raise conflict("Contact information is blocked.")
        return body | {name: self._cleaned(name, value) for name, value in blocked.items()}

    def _is_blocked(self, name: str, value: Json) -> bool:
        return bool(self._cleaned(name, value) != value)

    def _cleaned(self, name: str, value: Json) -> Json:
        if name == "emails":
            return [item for item in value if item["email_address"].lower() not in self._org.blocked]
        if name in {"linked_in_handle", "phone_number"} and value and value.lower() in self._org.blocked:
            return None
        return value


def contacts(row: Candidate) -> set[str]:
    """Everything of a candidate that "delete and block" puts on the block list."""
    addresses = [item["email_address"] for item in row.data["emails"]]
    others = (row.data["linked_in_handle"], row.data["phone_number"])
    return {item.lower() for item in (*addresses, *others) if item}


def duplicate(owner: str, handle: str, form: str) -> Exception:
    """The handle clash, in the form that the knob names."""
    message = f'Candidate with LinkedIn handle "{handle}" already exists.'
    if form == "observed":
        return conflict(message, {"duplicate_candidate": {"id": owner, "li_handle": handle}})
    named = {"duplicate_candidate": {"id": owner, "linked_in_handle": handle}}
    return conflict(message, {"json": named} if form == "nested" else named)


def _or_empty(name: str, value: Json) -> Json:
    return [] if value is None and isinstance(shapes.EMPTY_CANDIDATE[name], list) else value


def _few_ids(call: Call) -> list[str]:
    """The ids of a batch; none means no batch. Raises the 422 refusal above the documented number."""
    given = call.query.get("candidate_ids", "")
    ids = given.split(",") if given else []
    if len(ids) > MOST_IDS:
        raise invalid({"candidate_ids": [f"Longer than maximum length {MOST_IDS}."]}, where="query")
    return ids


def _passes(call: Call, row: Candidate) -> bool:
    """The e-mail filter is a "contains" [doc]; the others are exact."""
    fragment, handle = call.query.get("email", "").lower(), call.query.get("linked_in_handle")
    return (
        (not fragment or any(fragment in item["email_address"].lower() for item in row.data["emails"]))
        and (handle is None or row.data["linked_in_handle"] == handle)
        and call.query.get("created_by") in (None, row.data["created_by"])
    )
