"""What cells of exported files say: statuses, opt-outs, names of lists, and names as they are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from syncengine.core.matching.normalise.text import CACHED
from syncengine.core.situation import names_any
from syncengine.scan.survey import ACTIVE, EMAIL, HIRED, NAME, NO, NOT_TOLD, NOTHING, ODD_CASE, PHONE, REJECTED, YES

_EMPTY = frozenset({"", "-", "--", "n/a", "na", "none", "null", "nil", "unknown", "?"})

_STANDINGS = (
    # In this order: "not hired" is no hire, and a declined offer is no offer. Hires are archived, too.
    (None, r"not yet (?:hired?|selected|accepted|placed)|(?:ready|pending|recommended|approval)(?: for| to)? hire"),
    (
        REJECTED,
        r"reject\w*|declin\w*|disqualif\w*|unsuccessful|withdr\w+|turned down|dismissed|rescind\w*|elsewhere"
        r"|accepted (?:an)?other|(?:no|not|never|non|nicht|kein|nie) (?:to )?(?:be )?(?:a )?(?:hired?|selected|accepted"
        r"|proceeding|suitable|progress\w*|fit|placed|qualified|considered|eingestellt|contratad\w*|embauch\w*"
        r"|retenue?s?|assunt\w*|aangenomen|zatrudnion\w*)|do(?:n t| not) (?:hire|consider)|abgelehnt|absage|abgesagt"
        r"|zur.ckgezogen|refus\w*|rechazad\w*|descartad\w*|rifiutat\w*|scartat\w*|afgewezen|odrzucon\w*",
    ),
    (None, r"(?:former|ex|past) employees?|employee referrals?"),
    (
        HIRED,
        r"hired?|placed|onboard\w*|joined|employees?|offer accepted|accepted|eingestellt|embauch\w*|contratad\w*"
        r"|assunt\w*|aangenomen|zatrudnion\w*",
    ),
    (REJECTED, r"archived?|closed|lost"),
    (NOTHING, r"prospects?|leads?|sourced|not applied|no application|uncontacted|contacted|cold"),
    (None, r"(?:no longer|not|no|nicht|non) (?:active|open|in (?:process|progress|review|pipeline))|failed"),
    (
        ACTIVE,
        r"active|in (?:process|progress|review|pipeline)|appl\w*|new|review\w*|screen\w*|interview\w*|offer\w*"
        r"|assess\w*|test|final|on.?site|phone|shortlist\w*|consider\w*|open|qualified|pending|on hold|reference check"
        r"|background check|beworben|bewerbung|en cours|candidat\w*|entrevista|colloquio|gesprek",
    ),
)
_PATTERNS = tuple((standing, re.compile(rf"\b(?:{words})\b")) for standing, words in _STANDINGS)

_YES = re.compile(r"1|1 0|true|yes|y|x|on|t|checked|ja|oui|si|sí|sim|tak|all")
_NO = re.compile(r"0|0 0|false|no|n|off|f|unchecked|nein|non|não|nie")
_SAYS_NO = re.compile(r"(?:no|not|never|false|nein|non|não|nie)\b")
_OUT = re.compile(
    r"(?:opted ?out|opt ?out|unsubscribed|globally unsubscribed|do ?not ?(?:contact|e ?mail|mail)|dnc|blocked"
    r"|blacklisted|suppressed|abgemeldet)\b"
)
_IN = re.compile(r"(?:opted ?in|opt ?in|subscribed|active)\b")
_SIGNS = re.compile(r"[\W_]+")
_DAY = re.compile(r"\b(?:19|20)\d\d(?:[01]\d[0-3]\d)?\b|\d{1,2}[./-]\d{1,2}[./-]\d{2}")
_APART = re.compile(r"[;|\n]")

_INVITING = re.compile(
    r"nurtur|newsletter|campaign|sequence|drip|outreach|keep.?warm|keep.?in.?touch|silver.?medal|re-?engag"
    r"|talent.?(?:pool|community|network|pipeline)|talentpool|vivier|mailing",
    re.IGNORECASE,
)


def is_empty(cell: str) -> bool:
    """Whether a cell has nothing in it, or a word that stands for nothing."""
    return cell.strip().lower() in _EMPTY


@lru_cache(maxsize=CACHED)
def standing_of(cell: str) -> int | None:
    """How somebody stands by the word of a status or a stage; None for a word that is not understood."""
    if is_empty(cell):
        return NOTHING
    folded = _plain(cell)
    return next((standing for standing, words in _PATTERNS if words.search(folded)), None)


@lru_cache(maxsize=CACHED)
def answer_of(cell: str) -> int:
    """The answer of a yes-or-no cell. A day says yes: since then."""
    word = _plain(cell)
    if _YES.fullmatch(word):
        return YES
    if _NO.fullmatch(word):
        return NO
    if not _DAY.search(cell):
        return NOT_TOLD
    return NO if _SAYS_NO.match(word) else YES


def _plain(cell: str) -> str:
    """Words in small letters, without signs."""
    return _SIGNS.sub(" ", cell.casefold()).strip()


def opted_out_of(out: str | None, into: str | None) -> int:
    """Whether somebody has opted out, by a cell that says so and by one that says the opposite; None where there is no
    such column. An empty cell of the first means that they have not; one of the second says nothing. What several
    columns say stands between semicolons, and the most restrictive of it counts."""
    said = NOT_TOLD
    if out is not None:
        said = NO if is_empty(out) else max(map(_out_by, out.split(";")))
    if into is not None:
        said = max(said, *map(_out_by_opposite, into.split(";")))
    return said


def _out_by(cell: str) -> int:
    side = _side_of(cell)
    return answer_of(cell) if side is None else side


def _out_by_opposite(cell: str) -> int:
    side = _side_of(cell)
    return {YES: NO, NO: YES, NOT_TOLD: NOT_TOLD}[answer_of(cell)] if side is None else side


@lru_cache(maxsize=CACHED)
def _side_of(cell: str) -> int | None:
    """What a cell says whatever its column is called: "unsubscribed" is no in a column of those who subscribed."""
    word = _plain(cell)
    if _OUT.match(word):
        return YES
    return NO if _IN.match(word) else None


@lru_cache(maxsize=CACHED)
def lists_of(cell: str) -> tuple[str, ...]:
    """The names in a cell: between semicolons, bars or lines where there are some, between commas else."""
    parts = _APART.split(cell) if _APART.search(cell) else cell.split(",")
    return tuple(dict.fromkeys(name for part in parts if not is_empty(name := " ".join(part.split()))))


def said_of(email: str, phone: str, name: str) -> int:
    """Bits of what a record has."""
    return (
        (0 if is_empty(email) else EMAIL)
        | (0 if is_empty(phone) else PHONE)
        | (0 if is_empty(name) else NAME)
        | (ODD_CASE if _is_odd(name) else 0)
    )


def _is_odd(name: str) -> bool:
    """Initials and short names prove nothing; scripts without capitals have neither."""
    return len(name) > 4 and (name.isupper() or name.islower())


def inviting(wanted: Iterable[str], known: Iterable[str] = ()) -> Callable[[str], bool]:
    """Whether people in a list of that name are written to: those ``wanted``, which may end in ``*``; where nothing is
    wanted, those ``known`` and those whose name says so."""
    named, familiar = tuple(wanted), tuple(known)
    if named:
        return lambda name: names_any(named, [name])
    return lambda name: names_any(familiar, [name]) or _INVITING.search(name) is not None
