"""Job titles: words with abbreviations written out, and the seniority apart from them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from syncengine.core.matching.normalise.companies import company_of
from syncengine.core.matching.normalise.text import CACHED, LONGEST, ascii_lower, listed, plain

_AT = re.compile(r"\s(?:at|@|bei|chez)\s|\s@")
_WORD = re.compile(r"[a-z0-9+#]+")
_COMPOUND = re.compile(r"\b(front|back|full)[\s-]*(end|stack)\b")
_SENIORITY = {
    "intern": 0, "trainee": 0, "werkstudent": 0, "apprentice": 0, "graduate": 1, "junior": 1, "jr": 1, "jnr": 1,
    "entry": 1, "associate": 2, "mid": 2, "intermediate": 2, "senior": 3, "sr": 3, "snr": 3, "lead": 4, "staff": 4,
    "principal": 5, "head": 6, "director": 6, "vp": 7, "svp": 8, "evp": 8, "chief": 9, "ceo": 9, "cto": 9, "cfo": 9,
    "coo": 9, "cmo": 9, "cpo": 9, "cio": 9, "ciso": 9, "founder": 9, "cofounder": 9,
}  # fmt: skip
_KEPT_RANKS = listed("associate director vp svp evp ceo cto cfo coo cmo cpo cio ciso founder cofounder intern")
_LONG_FORMS = {
    "eng": "engineer", "engr": "engineer", "engineering": "engineer", "dev": "developer", "devel": "developer",
    "programmer": "developer", "programme": "program", "prog": "program", "mgr": "manager", "mngr": "manager",
    "mgmt": "management", "swe": "software engineer", "sde": "software engineer",
    "sdet": "software engineer test", "sre": "site reliability engineer", "pmm": "product marketing manager",
    "bdm": "business development manager", "bdr": "business development representative",
    "sdr": "sales development representative", "ae": "account executive", "csm": "customer success manager",
    "hrbp": "hr business partner", "em": "engineer manager", "pm": "product manager", "po": "product owner",
    "kam": "key account manager", "qa": "quality assurance", "ops": "operations", "mktg": "marketing",
    "acct": "account", "admin": "administrator", "asst": "assistant", "assoc": "associate", "dir": "director",
    "exec": "executive", "rep": "representative", "spec": "specialist",
    "coord": "coordinator", "tech": "technology", "ml": "machine learning", "ai": "artificial intelligence",
    "bi": "business intelligence",
    "rn": "registered nurse", "svcs": "services", "biz": "business", "fin": "financial",
    "intl": "international", "natl": "national",
    "sw": "software", "hw": "hardware", "ux": "user experience", "ui": "user interface", "ta": "talent acquisition",
}  # fmt: skip
_SMALL = listed("of the and for in a to at bei chez und y de")


@dataclass(frozen=True, slots=True)
class Title:
    """``words`` without rank, abbreviations written out; ``seniority`` from 0 (intern) to 9 (chief), None unsaid.

    ``employer`` is the company key behind "at", empty where the title names none.
    """

    words: tuple[str, ...] = ()
    seniority: int | None = None
    employer: str = ""


_NONE = Title()


def title_of(text: str) -> Title:
    """The title in a field; Title() for an empty one."""
    return _title(text.strip()[:LONGEST]) if text else _NONE


@lru_cache(maxsize=CACHED)
def _title(text: str) -> Title:
    lower = ascii_lower(plain(text))
    parts = _AT.split(lower, maxsplit=1)
    employer = company_of(parts[1]).key if len(parts) > 1 else ""
    written = _WORD.findall(_COMPOUND.sub(r"\1\2", parts[0]))
    ranks = [_SENIORITY[word] for word in written if word in _SENIORITY]
    words = [word for word in written if word not in _SMALL and (word in _KEPT_RANKS or word not in _SENIORITY)]
    spelled = " ".join(_LONG_FORMS.get(word, word) for word in words).split()
    return Title(tuple(dict.fromkeys(spelled)), max(ranks, default=None), employer)
