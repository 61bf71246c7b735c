"""Windows on a listing, and the cursors that carry them: pure.

Rows come in descending id order whatever the filter [doc], so "stop at the first old row" would lose changes. A window
is read whole, and only then does the cursor move to where the next window starts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson

from connectors.types import Cursor, Kind

OVERLAP = timedelta(minutes=5)
"""Windows overlap by this much: a vendor's clock may be off, and a row may be stamped before it can be seen."""


@dataclass(frozen=True, slots=True)
class Window:
    """A listing that is under way. ``start`` is None when everything is listed; ``opened`` is when it began.

    ``position`` is the vendor's cursor for the next page, None before the first.
    """

    kind: Kind
    start: datetime | None
    opened: datetime
    position: str | None = None


class BadCursor(ValueError):
    """The text is no cursor of ours, or belongs to another kind."""


def open_window(kind: Kind, cursor: Cursor | None, *, now: float) -> Window:
    """The window that a cursor asks for: all rows, the rest of a listing, or what changed since. Raises BadCursor."""
    opened = datetime.fromtimestamp(now, UTC)
    if cursor is None:
        return Window(kind, None, opened)
    try:
        data = orjson.loads(cursor)
        if data["kind"] != kind:
            raise BadCursor(f"the cursor is for {data['kind']}, not for {kind}")
        start = None if data["from"] is None else datetime.fromisoformat(data["from"])
        if "at" in data:
            return Window(kind, start, datetime.fromisoformat(data["opened"]), str(data["at"]))
    except (KeyError, TypeError, orjson.JSONDecodeError) as error:
        raise BadCursor("the text is not a cursor of this connector") from error
    except ValueError as error:
        raise error if isinstance(error, BadCursor) else BadCursor("the cursor holds no time") from error
    return Window(kind, start, opened)


def cursor_at(window: Window) -> Cursor:
    """Where to go on: in the middle of the window, or, when it was read whole, at the start of the next one."""
    if window.position is None:
        return _text({"kind": window.kind, "from": instant(window.opened - OVERLAP)})
    start = None if window.start is None else instant(window.start)
    return _text({"kind": window.kind, "from": start, "opened": instant(window.opened), "at": window.position})


def date_filter(window: Window, *, two_sided: bool = True) -> str | None:
    """The pipe-delimited filter of a window, or None when everything is listed.

    The upper end reaches past ``opened``, for a vendor's clock that is ahead of ours; the next window starts before
    ``opened`` all the same.
    """
    if window.start is None:
        return None
    lower = f"gte|{instant(window.start)}"
    return f"{lower}|lte|{instant(max(window.opened, window.start) + OVERLAP)}" if two_sided else lower


def instant(at: datetime) -> str:
    """ISO 8601 in UTC with milliseconds, as Greenhouse writes it; date-only values are refused [client]."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _text(data: Mapping[str, str | None]) -> Cursor:
    return Cursor(orjson.dumps(data).decode())
