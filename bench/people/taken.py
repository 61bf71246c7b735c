"""No two people have the same address: whoever comes later takes one with digits."""

from __future__ import annotations

import random
from zlib import crc32


class Taken:
    """Remembers addresses in a bit each, in memory that is fixed beforehand. About one in fifty free ones passes for
    taken when the set is full, which only gives somebody digits who did not need them."""

    __slots__ = ("_bits", "_mask")

    def __init__(self, people: int) -> None:
        size = 1 << max(20, (400 * people).bit_length())
        self._mask = min(size, 1 << 32) - 1
        self._bits = bytearray((self._mask + 1) // 8)

    def own(self, start: str, end: str, dice: random.Random) -> str:
        """``start + end`` if nobody has it yet, or with digits between."""
        text = start + end
        while not self._claimed(text):
            text = f"{start}{dice.randrange(2, 10_000)}{end}"
        return text

    def _claimed(self, text: str) -> bool:
        place = crc32(text.encode()) & self._mask
        byte, bit = place >> 3, 1 << (place & 7)
        if self._bits[byte] & bit:
            return False
        self._bits[byte] |= bit
        return True
