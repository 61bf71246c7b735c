"""GET on a collection: bare arrays, newest id first, next page in the Link header, cursor alone [doc]."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import timedelta

import orjson

from connectors.greenhouse.sandbox import filters
from connectors.greenhouse.sandbox.org import Org, Refusal, Row, parse
from connectors.sandbox import Answer, Call

PROCESSING = {"message": "This candidate is still being processed."}


class Lists:
    """The listings of one organisation. A cursor holds the whole query and the last id, and dies with its epoch."""

    def __init__(self, org: Org) -> None:
        self._org = org
        self._epoch = 0

    def expire_cursors(self) -> None:
        self._epoch += 1

    def answer(self, table: str, call: Call) -> Answer:
        query, below = self._query(table, call.query)
        predicates = self._predicates(table, query)
        size = _page_size(query)
        # The newest id first, whatever the filter: a window must be read whole.
        found = [
            row
            for id_, row in sorted(self._org.tables[table].items(), reverse=True)
            if (below is None or id_ < below) and self._is_visible(table, row) and all(p(row) for p in predicates)
        ]
        page = found[:size]
        body = [self._shown(table, row, query) for row in page]
        headers = {} if len(found) <= size else {"Link": self._link(table, call, query, page[-1]["id"])}
        return Answer(200, body, headers)

    def _query(self, table: str, query: Mapping[str, str]) -> tuple[dict[str, str], int | None]:
        if "cursor" not in query:
            return dict(query), None
        if len(query) > 1:
            raise Refusal("When passing a cursor, do not include other query params.")
        try:
            held = orjson.loads(base64.urlsafe_b64decode(query["cursor"]))
        except (binascii.Error, orjson.JSONDecodeError):
            raise Refusal({"cursor": "is invalid"}) from None
        if held["epoch"] != self._epoch or held["table"] != table:
            raise Refusal({"cursor": "is invalid"})
        return held["query"], held["below"]

    def _link(self, table: str, call: Call, query: Mapping[str, str], below: int) -> str:
        held = {"epoch": self._epoch, "table": table, "query": query, "below": below}
        cursor = base64.urlsafe_b64encode(orjson.dumps(held)).decode()
        return f'<http://{call.headers.get("host", "sandbox")}/v3/{table}?cursor={cursor}>; rel="next"'

    def _predicates(self, table: str, query: Mapping[str, str]) -> list[filters.Predicate]:
        if "created_at" in query and "updated_at" in query:
            raise Refusal("created_at and updated_at cannot be used together")
        known = self._known(table)
        given = {**filters.ASSUMED.get(table, {}), **query}
        predicates = []
        for parameter, text in given.items():
            if parameter in {"per_page", "fields"}:
                continue
            if parameter not in known:
                raise Refusal({parameter: "is not allowed"})
            predicates.append(known[parameter](parameter, text))
        return predicates

    def _known(self, table: str) -> dict[str, filters.Filter]:
        names = ("created_at", "updated_at", *filters.DATES.get(table, ()))
        two_sided = self._org.knobs.two_sided_dates
        by_date = {name: filters.dates(name, two_sided=two_sided) for name in names}
        return {"ids": filters.ids("id"), **by_date, **filters.FILTERS[table]}

    def _is_visible(self, table: str, row: Row) -> bool:
        if table == "candidates":
            return self._org.knobs.sees_private or not row["private"]
        if self._org.knobs.sees_confidential:
            return True
        if table == "jobs":
            return not row["confidential"]
        if table == "job_interview_stages":
            return not self._org.row("jobs", row["job_id"])["confidential"]
        return True

    def _shown(self, table: str, row: Row, query: Mapping[str, str]) -> Row:
        if table == "candidates" and self._is_settling(row):
            return dict(PROCESSING)
        shown = self._org.show(table, row)
        if "fields" not in query:
            return shown
        names = query["fields"].split(",")
        if len(names) > 50:
            raise Refusal({"fields": "array size is greater than: 50"})
        return {name: shown[name] for name in names if name in shown}

    def _is_settling(self, row: Row) -> bool:
        shown_from = parse(row["created_at"]) + timedelta(seconds=self._org.knobs.settle_seconds)
        return bool(row["_by_api"]) and self._org.clock.utc() < shown_from


def _page_size(query: Mapping[str, str]) -> int:
    text = query.get("per_page", "100")
    if not text.isdecimal() or int(text) < 1:
        raise Refusal({"per_page": f"`{text}` is not a number from 1 to 500"})
    if int(text) > 500:
        raise Refusal({"per_page": f"`{text}` number is greater than: 500"})
    return int(text)
