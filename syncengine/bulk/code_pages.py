"""Which of the old code pages a text that is not Unicode was written in.

Spreadsheets write the code page of the computer they run on and do not say which: Windows-1252 in the west, 1250 in
central Europe, Mac Roman on old Macs, 932 in Japan. The right one turns bytes into words that people write: letters of
one region, capitals only in front or everywhere. General detectors weigh the rest of the text as well, of which a
sheet of names has none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_PUNCTUATION = frozenset("’‘“”„–—•…\xa0´")
_WORD = re.compile(r"[^\x00-\x40\x5b-\x60\x7b-\x7f]+")
_WORDS = 20_000
_ENOUGH = 0.6
"""Share of words that must look right. Wrong code pages stay below a half on samples of three names and more."""


@dataclass(frozen=True, slots=True)
class CodePage:
    """A codec, which characters beyond ASCII words in it are made of, and whether the Latin letters mix with them."""

    codec: str
    expects: Callable[[str], bool]
    is_latin: bool = False


def _letters(lower: str) -> Callable[[str], bool]:
    known = frozenset(lower) | frozenset(lower.upper())
    return known.__contains__


def _between(first: str, last: str) -> Callable[[str], bool]:
    return lambda char: first <= char <= last


def _led_by(codec: str, *leads: range, trail: int = 0x40) -> Callable[[str], bool]:
    """Characters of two bytes, by the first of them: the Asian standards sort the common characters in front."""

    def expects(char: str) -> bool:
        try:
            written = char.encode(codec)
        except UnicodeEncodeError:
            return False
        return len(written) == 2 and any(written[0] in lead for lead in leads) and written[1] >= trail

    return expects


_WEST = _letters("äöüßàáâãåæçèéêëìíîïñòóôõøùúûœ")
_CYRILLIC = _letters("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўјљњћџ")

CODE_PAGES = (
    CodePage("cp1252", _WEST, is_latin=True),
    CodePage("cp1250", _letters("ąćęłńóśźżáčďéěíňřšťúůýžäôľĺŕöüőűâăîşţđß"), is_latin=True),
    CodePage("cp1254", _letters("ğışçöüâîûİ"), is_latin=True),
    CodePage("cp1257", _letters("āčēģīķļņšūžąęėįųõäöü"), is_latin=True),
    CodePage("mac_roman", _WEST, is_latin=True),
    CodePage("cp850", _WEST, is_latin=True),
    # Before Cyrillic, whose capitals cannot be read as Hebrew, while Hebrew can be read as small Cyrillic letters.
    CodePage("cp1255", _between("א", "ת")),
    CodePage("cp1251", _CYRILLIC),
    CodePage("koi8_r", _CYRILLIC),
    CodePage("cp1253", _between("Ά", "ώ")),
    CodePage("cp1256", _between("ء", "ي")),
    CodePage("euc_kr", _between("가", "힣")),
    CodePage("cp932", _led_by("cp932", range(0x81, 0x84), range(0x88, 0x99))),
    CodePage("gb18030", _led_by("gb18030", range(0xB0, 0xD8), trail=0xA1)),
    CodePage("big5", _led_by("big5", range(0xA4, 0xC7))),
)
"""In the order in which they are believed when several fit: the commonest first."""


def code_page_of(sample: bytes) -> str | None:
    """The codec of a sample of whole lines; None when none of those known makes words of it."""
    scores = {page.codec: _score(sample, page) for page in CODE_PAGES}
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] >= _ENOUGH else None


def _score(sample: bytes, page: CodePage) -> float:
    """Share of the words with characters beyond ASCII that look right, from 0 to 1."""
    try:
        text = sample.decode(page.codec)
    except UnicodeDecodeError:
        return 0.0
    words = [word for word in _WORD.findall(text) if not word.isascii()][:_WORDS]
    return sum(_looks_right(word, page) for word in words) / max(1, len(words))


def _looks_right(word: str, page: CodePage) -> bool:
    letters = "".join(char for char in word if char not in _PUNCTUATION)
    if not all(char.isascii() or page.expects(char) for char in letters):
        return False
    # No western word of some length does without a plain letter, and no word mixes two scripts.
    plain = sum(map(str.isascii, letters))
    if (plain == 0 and len(letters) > 2) if page.is_latin else plain > 0:
        return False
    return letters[1:] == letters[1:].lower() or letters.isupper()
