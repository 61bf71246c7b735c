"""Faults that can be planted in a sandbox: each says which requests it strikes, from when, and how often."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

FaultKind = Literal[
    "rate_limited",  # 429 before anything is done
    "unavailable",  # 503 before anything is done
    "failed_before",  # 500, nothing was done
    "failed_after",  # 500, but it was done
    "lost_request",  # the connection ends, nothing was done
    "lost_reply",  # the connection ends, it was done
    "cut_body",  # half of the answer, then the connection ends
    "bad_json",  # success, and a body that is not JSON
    "unknown_fields",  # every object of the answer has a field nobody documented
    "nulls",  # every field that the vendor may leave null is null
    "malformed_row",  # the first row of a listing lost its id
    "redirect",  # 302 to `location`, nothing was done
    "foreign_link",  # links to further pages lead to the host of `location`
    "hook",  # calls `callback` before and after the handling, and answers normally
]

FAULT_KINDS: tuple[str, ...] = get_args(FaultKind)


@dataclass(slots=True)
class Fault:
    """Strikes requests whose method and path match: skips the first ``skip`` of them, then strikes ``times`` times.

    ``callback`` is for kind ``hook`` and for tests that run in the same process: it gets ``"before"`` or ``"after"``.
    """

    kind: FaultKind
    method: str | None = None
    path: str = ".*"
    skip: int = 0
    times: int | None = 1
    retry_after: int | None = None
    location: str | None = None
    callback: Callable[[str], None] | None = None

    def __post_init__(self) -> None:
        if self.kind not in FAULT_KINDS:
            raise ValueError(f"unknown fault {self.kind!r}; known: {', '.join(FAULT_KINDS)}")

    def matches(self, method: str, path: str) -> bool:
        if self.method == "WRITE":
            right_method = method not in {"GET", "HEAD", "OPTIONS"}
        else:
            right_method = self.method is None or self.method == method
        return right_method and re.search(self.path, path) is not None


class Faults:
    """The faults that are planted now. The first that strikes a request wins."""

    def __init__(self) -> None:
        self._planted: list[Fault] = []
        self._lock = threading.Lock()

    def plant(self, fault: Fault) -> Fault:
        with self._lock:
            self._planted.append(fault)
        return fault

    def clear(self) -> None:
        with self._lock:
            self._planted.clear()

    def strike(self, method: str, path: str) -> Fault | None:
        """The fault for this request, if any; counts the request against every fault that it matches."""
        with self._lock:
            struck: Fault | None = None
            for fault in list(self._planted):
                if not fault.matches(method, path):
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                elif struck is None:
                    struck = fault
                    self._wear(fault)
            return struck

    def _wear(self, fault: Fault) -> None:
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self._planted.remove(fault)
