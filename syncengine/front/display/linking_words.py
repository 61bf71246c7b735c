"""Why a record was linked, in words."""

from __future__ import annotations

from collections.abc import Mapping

OUTCOMES: Mapping[str, str] = {
    "link": "the records fit",
    "review": "a person of its own, with a question",
    "different": "a person of its own: nobody else fitted",
    "created": "we made the record for this person",
    "human": "a human said so",
    "merged there": "merged in that system",
}
