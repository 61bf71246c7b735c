"""How one name comes to be written in two ways."""

from __future__ import annotations

import random
import re
import unicodedata

from connectors.sandbox.people import ascii_name

_NICKNAMES = """
    Robert=Bob William=Bill James=Jim Michael=Mike Thomas=Tom Joseph=Joe Charles=Chuck Christopher=Chris Daniel=Dan
    Matthew=Matt Anthony=Tony Steven=Steve Andrew=Drew Kenneth=Ken Edward=Ted Jeffrey=Jeff Timothy=Tim Ronald=Ron
    Gregory=Greg Benjamin=Ben Samuel=Sam Patrick=Pat Alexander=Alex Jonathan=Jon Nicholas=Nick Richard=Dick
    Elizabeth=Liz Margaret=Peggy Katherine=Kate Kathleen=Kathy Jennifer=Jen Patricia=Patty Barbara=Barb Susan=Sue
    Deborah=Debbie Kimberly=Kim Rebecca=Becky Stephanie=Steph Christine=Chris Victoria=Vicky Jacqueline=Jackie
    Pamela=Pam Abigail=Abby Francisco=Paco Dolores=Lola
"""
NICKNAMES = dict(pair.split("=") for pair in _NICKNAMES.split())
"""Given name -> what friends say."""

_GERMAN = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
_WORD = re.compile(r"[^\W\d_]+")
_LEGAL_FORM = re.compile(r",? (?:LLC|Ltd|Inc|PLC|Group|and Sons)$")
_FEWEST_TO_MISTYPE = 5


def has_nickname(first_name: str) -> bool:
    return first_name in NICKNAMES


def is_foreign(name: str) -> bool:
    """Written in another alphabet."""
    letters = [letter for letter in name if letter.isalpha()]
    return bool(letters) and not any("LATIN" in unicodedata.name(letter, "LATIN") for letter in letters)


def has_marks(name: str) -> bool:
    """Latin, and more than English has."""
    return not name.isascii() and not is_foreign(name)


def plain(name: str) -> str:
    """In plain Latin letters, word by word."""
    bare = name.replace("ʼ", "").replace("'", "")
    return _WORD.sub(lambda word: ascii_name(word[0]).capitalize(), bare)


def german(name: str) -> str:
    """In plain letters, as Germans do it; other languages have no such custom."""
    return plain("".join(_GERMAN.get(letter, letter) for letter in name))


def initial(first_name: str) -> str:
    return f"{first_name[:1]}."


def can_be_mistyped(name: str) -> bool:
    return len(name) >= _FEWEST_TO_MISTYPE and len(set(name.lower())) > 2


def mistyped(name: str, *, dice: random.Random) -> str:
    """Two letters swapped, one left out or one doubled, never the first one. For names that can be mistyped."""
    while True:
        at = dice.randrange(1, len(name) - 1)
        wrong = dice.choice(
            (
                name[:at] + name[at + 1] + name[at] + name[at + 2 :],
                name[:at] + name[at + 1 :],
                name[:at] + name[at] + name[at:],
            )
        )
        if wrong != name:
            return wrong


def without_legal_form(company: str) -> str:
    return _LEGAL_FORM.sub("", company)
