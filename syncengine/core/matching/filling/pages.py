"""Profile pages: one of LinkedIn, one of GitHub, two others; and the letters of their handles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.cards import code
from syncengine.core.matching.filling.padding import Codes
from syncengine.core.matching.normalise.profiles import Profile, profiles_of


def page_codes(
    profiles: Sequence[str], linkedin: Sequence[str], github: Sequence[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bytes_]]:
    """Codes from ``linkedin`` to ``page``; codes of the letters of both handles; the letters of LinkedIn's."""
    rows = np.zeros((len(profiles), 6), np.int64)
    handles = np.zeros((len(profiles), 2), np.int64)
    written = np.zeros(len(profiles), "S20")
    said = [
        (at, _codes(profiles_of(field, linkedin=one, github=hub)))
        for at, (field, one, hub) in enumerate(zip(profiles, linkedin, github, strict=True))
        if field or one or hub
    ]
    where = [at for at, _ in said]
    if said:
        rows[where] = [codes for _, (codes, _, _) in said]
        handles[where] = [letters for _, (_, letters, _) in said]
        written[where] = [text.encode() for _, (_, _, text) in said]
    return rows, handles, written


def _codes(pages: Sequence[Profile]) -> tuple[Codes, tuple[int, int], str]:
    own = next((page for page in pages if page.network == "linkedin" and page.handle), None)
    hub = next((page for page in pages if page.network == "github"), None)
    others = [page.key for page in pages if page is not own and page is not hub]
    written = "".join(own.words) if own else ""
    letters = code(written)
    codes = (
        code(own.key) if own else 0,
        letters,
        int(own is not None and own.is_numbered),
        code(hub.key) if hub else 0,
        code(others[0]) if others else 0,
        code(others[1]) if len(others) > 1 else 0,
    )
    return codes, (letters, code("".join(hub.words)) if hub else 0), written
