"""The lines of a saved plan: a header, one line for each person, and an end.

The whole is one JSON document, so that any tool reads it; that each person has a line is what makes two plans easy to
compare, and a long one easy to read bit by bit.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import orjson

from syncengine.core.model import Conflict, NoteText, Operation, Remark
from syncengine.plans.effects import Filter
from syncengine.plans.entries import FORMAT, Entry, Header, NewLink

BEGIN, END = b'"people":[', b"]}"
"""How the last line of a header ends, and what stands after the last person."""

VERSION_KEY = "talentsync_plan"

_SORTED = orjson.OPT_SORT_KEYS


def header_text(header: Header, *, as_saved: str) -> bytes:
    """The lines of a header, up to where the people begin. ``as_saved`` is what `digest_of` makes of filter and
    people."""
    parts = {
        "made_at": datetime.fromtimestamp(header.made_at, UTC).isoformat(),
        "policy": {"fingerprint": header.policy, "name": header.policy_name},
        "systems": {
            name: {"connector": each.connector, "role": each.role, "account": each.account}
            for name, each in header.systems.items()
        },
        "filter": _filter_data(header.filter),
        "makes": {"lists": header.places.pools, "fields": header.places.fields},
        "missing_lists": header.missing,
        "counts": {**header.counts, "people": header.people},
        "as_saved": as_saved,
    }
    said = [b'{"%s":%d' % (VERSION_KEY.encode(), FORMAT)]
    said += [b'"%s":%s' % (name.encode(), orjson.dumps(part, option=_SORTED)) for name, part in parts.items()]
    return b",\n".join([*said, BEGIN])


def digest_of(only: Filter, people: Iterable[bytes]) -> str:
    """By which it is seen whether anybody edited what a plan is about: its filter, and all that stands behind BEGIN."""
    found = sha256(orjson.dumps(_filter_data(only)))
    for block in people:
        found.update(block)
    return found.hexdigest()


def _filter_data(only: Filter) -> dict[str, list[str]]:
    return {
        "only": sorted(only.only),
        "systems": sorted(only.systems),
        "people": sorted(only.people),
        "fields": sorted(only.fields),
    }


def entry_text(entry: Entry) -> bytes:
    """The line of a person."""
    return orjson.dumps(
        {
            "person": entry.person,
            "name": entry.name,
            "records": list(entry.records),
            "rests_on": entry.rests_on,
            "links": [_link_data(each) for each in entry.links],
            "operations": [_operation_data(each) for each in entry.operations],
            "conflicts": [_conflict_data(each) for each in entry.plan.conflicts],
            "not_done": [_remark_data(each) for each in entry.plan.remarks],
        }
    )


def _link_data(link: NewLink) -> dict[str, Any]:
    return {"record": link.record, "by": link.by, "because": list(link.because), "probability": link.probability}


def _operation_data(operation: Operation) -> dict[str, Any]:
    """What is empty is left out: most operations have only a few of these."""
    push, note = operation.push, operation.note
    data = {
        "verb": operation.verb,
        "system": operation.system,
        "record": operation.ref,
        "changes": [
            {"field": each.field, "was": each.was, "value": each.value, "why": each.why} for each in operation.changes
        ],
        "pool": operation.pool,
        "note": None if note is None else _note_data(note),
        "why": operation.why,
        "rule": operation.rule,
        "push": None
        if push is None
        else {"rule": push.name, "as": push.as_, "job": push.job, "source": push.source, "owner": push.owner},
        "mails": list(operation.mails),
    }
    return {name: value for name, value in data.items() if value or name == "record"}


def _note_data(note: NoteText) -> dict[str, Any]:
    return {
        "key": note.key,
        "body": note.body,
        "private": note.private,
        "topic": note.rolling.topic if note.rolling else None,
        "names_to_come": bool(note.rolling and note.rolling.unnamed),
    }


def _conflict_data(conflict: Conflict) -> dict[str, Any]:
    return {
        "field": conflict.field,
        "values": dict(conflict.values),
        "winner": conflict.winner,
        "rule": conflict.rule,
    }


def _remark_data(remark: Remark) -> dict[str, Any]:
    return {
        "code": remark.code,
        "why": remark.text,
        "system": remark.system,
        "field": remark.field,
        "review": remark.review,
    }
