"""``/v0/custom_fields`` and their options. Nothing can be deleted, only hidden [doc]."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.gem.sandbox import bodies, listing
from connectors.gem.sandbox.knobs import Knobs
from connectors.gem.sandbox.org import Org, Row
from connectors.gem.sandbox.refusals import conflict, invalid
from connectors.sandbox import Answer, Call, Route


class Fields:
    """Handlers for custom fields."""

    def __init__(self, org: Org, knobs: Knobs) -> None:
        self._org, self._knobs = org, knobs

    def routes(self) -> Sequence[Route]:
        one = "/v0/custom_fields/{field_id}"
        option = f"{one}/options/{{option_id}}"
        return [
            ("GET", "/v0/custom_fields", self.find),
            ("POST", "/v0/custom_fields", self.create),
            ("GET", one, lambda call: Answer(200, self._named(call))),
            ("PATCH", one, self.change),
            ("GET", f"{one}/options", lambda call: listing.page_of(call, self._named(call)["options"], dict)),
            ("POST", f"{one}/options", self.add_options),
            ("GET", option, lambda call: Answer(200, self._option(call))),
            ("PATCH", option, self.change_option),
        ]

    def find(self, call: Call) -> Answer:
        rows = [row for row in self._org.custom_fields.values() if _passes(call, row)]
        rows = listing.within(call, rows, _created_at, knobs=self._knobs)
        return listing.page_of(call, listing.ordered(call, rows, _created_at), dict)

    def create(self, call: Call) -> Answer:
        body = bodies.checked(call.body, bodies.FIELD_POST, required=("name", "value_type", "scope"))
        if body["value_type"].endswith("_select") != ("option_values" in body):
            raise invalid({"option_values": ["Needed for select fields, and only for those."]})
        if (body["scope"] == "project") != (body.get("project_id") in self._org.projects):
            raise invalid({"project_id": ["Needed for project fields, and only for those."]})
        self._refuse_taken(body["name"].strip(), body["scope"], body.get("project_id"))
        return Answer(201, self.insert(body))

    def insert(self, fields: Row) -> Row:
        """Store a field from POST-shaped fields."""
        row = {
            "id": self._org.new_id("custom_field"),
            "created_at": self._org.now(),
            "name": fields["name"].strip(),
            "value_type": fields["value_type"],
            "scope": fields["scope"],
            "project_id": fields.get("project_id"),
            "is_hidden": False,
            "options": [self._new_option(value) for value in fields.get("option_values", ())],
        }
        self._org.custom_fields[row["id"]] = row
        return row

    def change(self, call: Call) -> Answer:
        row = self._named(call)
        body = bodies.checked(call.body, bodies.FIELD_PATCH)
        if body.get("name", row["name"]) != row["name"]:
            self._refuse_taken(body["name"].strip(), row["scope"], row["project_id"])
        row.update(body)
        return Answer(200, row)

    def add_options(self, call: Call) -> Answer:
        row = self._named(call)
        spec = {"option_values": bodies.OPTIONS}
        wanted = bodies.checked(call.body, spec, required=("option_values",))["option_values"]
        taken = [option for option in row["options"] if option["value"] in wanted]
        if taken:
            raise conflict("Custom field options with the values already existed.", {"json": {"options": taken}})
        added = [self._new_option(value) for value in wanted]
        row["options"].extend(added)
        return Answer(201, added)

    def change_option(self, call: Call) -> Answer:
        option = self._option(call)
        option.update(bodies.checked(call.body, {"is_hidden": bodies.boolean}))
        return Answer(200, option)

    def _new_option(self, value: str) -> Row:
        return {"id": self._org.new_id("option"), "value": value, "is_hidden": False}

    def _named(self, call: Call) -> Row:
        return self._org.row(self._org.custom_fields, call.params["field_id"])

    def _option(self, call: Call) -> Row:
        by_id = {option["id"]: option for option in self._named(call)["options"]}
        return self._org.row(by_id, call.params["option_id"])

    def _refuse_taken(self, name: str, scope: str, project_id: str | None) -> None:
        for row in self._org.custom_fields.values():
            if (row["name"], row["scope"], row["project_id"]) == (name, scope, project_id):
                raise conflict("A custom field with the name already existed", {"json": {"custom_field": row}})


def _created_at(row: Row) -> int:
    return int(row["created_at"])


def _passes(call: Call, row: Row) -> bool:
    return (
        call.query.get("name", row["name"]) == row["name"]
        and call.query.get("scope", row["scope"]) == row["scope"]
        and call.query.get("project_id", row["project_id"]) == row["project_id"]
        and call.query.get("is_hidden") in (None, str(row["is_hidden"]).lower())
    )
