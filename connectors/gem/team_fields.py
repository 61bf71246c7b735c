"""The team's custom fields, by name: what they are, what they take, and making the ones that are needed."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

from connectors.errors import Duplicate, Invalid
from connectors.gem.wire import Wire, path_of
from connectors.types import FieldInfo, Json

TYPES: Mapping[str, str] = {"text": "text", "date": "date", "choice": "single_select"}
"""Our word for a type -> Gem's value_type."""

_OURS = {theirs: ours for ours, theirs in TYPES.items()} | {"multi_select": "choices"}

BUILT_IN: tuple[FieldInfo, ...] = (
    *(
        FieldInfo(name, name.replace("_", " "), "text", writable=True)
        for name in ("first_name", "last_name", "nickname", "title", "company", "location", "school", "phone_number")
    ),
    FieldInfo("emails", "e-mail addresses", "emails", writable=True),
    FieldInfo("profile_urls", "profiles", "urls", writable=True),
    FieldInfo("linked_in_handle", "LinkedIn handle (on creation only)", "text", writable=True),
    FieldInfo("due_date", "follow-up date", "due_date", writable=True),
    FieldInfo("candidate_greenhouse_id", "Greenhouse id", "text", writable=False),
)

Field = Mapping[str, Json]


class TeamFields:
    """Cached; read afresh when a name is not known. Project-scope fields are not ours to fill."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._lock = threading.Lock()
        self._known: Mapping[str, Field] | None = None

    def read(self) -> Mapping[str, Field]:
        """All team fields by name, hidden ones included, afresh."""
        listed = self._wire.rows("/custom_fields", {"scope": "team", "sort": "asc"})
        known = {str(row["name"]): row for row in listed if isinstance(row, dict) and row.get("name") and row.get("id")}
        with self._lock:
            self._known = known
        return known

    def visible(self, name: str) -> Field:
        """The field of that name, afresh. Raises Invalid when there is none, or when it is hidden."""
        field = self.read().get(name)
        if field is None or field.get("is_hidden"):
            raise self._unusable([name])
        return field

    def wire_values(self, values: Mapping[str, Json]) -> list[dict[str, Json]]:
        """Values by field name -> Gem's list form. Raises Invalid, naming fields that are unknown or hidden."""
        with self._lock:
            known = self._known or {}
        if not all(_usable(known.get(name)) for name in values):
            known = self.read()
        if unusable := [name for name in values if not _usable(known.get(name))]:
            raise self._unusable(unusable)
        return [{"custom_field_id": known[name]["id"], "value": value} for name, value in values.items()]

    def describe(self) -> tuple[FieldInfo, ...]:
        return (*BUILT_IN, *(_info(field) for field in self.read().values() if _usable(field)))

    def ensure(self, name: str, *, type_: str, options: Sequence[str]) -> FieldInfo:
        """Get or create. Raises Invalid when the name is taken by another type, or hidden by a human."""
        if type_ not in TYPES:
            raise Invalid(f"no such type; known: {', '.join(TYPES)}", fields=("type_",), system=self._wire.system)
        name = name.strip()  # Gem trims too [doc]
        field = self.read().get(name) or self._create(name, TYPES[type_], options)
        if not _usable(field):
            raise self._unusable([name])
        if field["value_type"] != TYPES[type_]:
            raise Invalid(f"the custom field {name!r} has another type", fields=(name,), system=self._wire.system)
        self._add_options(field, options)
        return _info(self.visible(name))

    def _create(self, name: str, value_type: str, options: Sequence[str]) -> Field:
        body: dict[str, Json] = {"name": name, "value_type": value_type, "scope": "team"}
        if options:
            body["option_values"] = list(options)
        try:
            return self._wire.make("custom_field", "POST", "/custom_fields", body).data
        except Duplicate as clash:
            if clash.existing is None:
                raise
            return self._wire.one("custom_field", path_of("custom_fields", clash.existing.id)).data

    def _add_options(self, field: Field, wanted: Sequence[str]) -> None:
        there = {option.get("value") for option in field.get("options") or ()}
        if missing := [option for option in wanted if option not in there]:
            self._wire.tell("POST", path_of("custom_fields", field["id"], "options"), {"option_values": missing})

    def _unusable(self, names: Sequence[str]) -> Invalid:
        return Invalid(
            f"no visible team custom field is called {', '.join(map(repr, names))}",
            fields=tuple(names),
            system=self._wire.system,
            hint="create it, or unhide it, under Team Settings in Gem",
        )


def _usable(field: Field | None) -> bool:
    return field is not None and not field.get("is_hidden")


def _info(field: Field) -> FieldInfo:
    shown = (option for option in field.get("options") or () if not option.get("is_hidden"))
    options = tuple(str(option["value"]) for option in shown)
    type_ = _OURS.get(field["value_type"], "text")
    return FieldInfo(field["name"], field["name"], type_, writable=True, options=options)
