"""One coarse key for the ways to spell a foreign name in Latin letters.

Morosowa, Morozova and Морозова; Schaschkowa and Shashkova; Mohammed and Muhammad: vowels go, and consonants that
transliterations exchange for one another become the same letter. The key finds candidates, it proves nothing.
"""

from __future__ import annotations

import re

_CLUSTERS = re.compile(r"shch|tsch|sch|tch|sh|zh|ch|ck|cz|ts|tz|ph|th|kh|gh|dj|dz|sz|rz|x|q")
_SOUNDS = {
    "shch": "s", "tsch": "k", "sch": "s", "tch": "k", "sh": "s", "zh": "s", "ch": "k", "ck": "k", "cz": "k",
    "ts": "s", "tz": "s", "ph": "f", "th": "t", "kh": "k", "gh": "k", "dj": "j", "dz": "s", "sz": "s", "rz": "s",
    "x": "ks", "q": "k",
}  # fmt: skip
# Voiced and unvoiced fall together, as they do between Kim and Gim, Pak and Bak, Dmitri and Tmitri.
# An H left over is silent.
_LETTERS = str.maketrans("bcdgvwz", "pktkffs", "h")
_VOWELS = str.maketrans("", "", "aeiouyhj")
_DOUBLED = re.compile(r"(.)\1+")


def skeleton_of(words: tuple[str, ...]) -> str:
    """Consonants of all words run together; ``a`` or ``j`` in front where the first word begins with a vowel or Y."""
    whole = "".join(words)
    if not whole:
        return ""
    sounded = _CLUSTERS.sub(lambda cluster: _SOUNDS[cluster[0]], whole)
    sounded = _DOUBLED.sub(r"\1", sounded.translate(_LETTERS))
    # At the head a vowel and a J or Y are heard; inside they are what transliterations disagree about.
    head = "a" if not sounded or sounded[0] in "aeiou" else "j" if sounded[0] in "jy" else ""
    return head + sounded.translate(_VOWELS)
