"""Words around a name that are not the name, written without dots and hyphens."""

from __future__ import annotations

from syncengine.core.matching.normalise.text import listed

HONORIFICS = listed(
    """
    mr mrs ms miss mx dr doctor prof professor drs ir ing dipling diplkfm diplinf herr frau hr fr sir madam mme
    mlle monsieur madame don dona sr sra srta senor senora dott dottssa avv lic engr shri smt
    """
)
"""In front of a name. Some are names too (Don, Ing, Fr): they go only where a name remains."""

NEVER_NAMES = frozenset({"mr", "mrs", "dr", "prof", "professor", "dipling", "mme", "mlle"})
"""Honorifics that go even where nothing remains: a first name of "Dr." is an empty one."""

CREDENTIALS = listed(
    """
    phd dphil mba emba cpa acca cfa cfp cma cia cisa cism cissp ccie ccna ccnp mcse pmp pmiacp pmi csm cspo
    psm itil prince2 shrmcp shrmscp sphr phr gphr cipd mcipd fcipd rn bsn msn lpn fnp dnp np crna dds
    dmd dvm pharmd rph msc bsc meng beng msw lcsw mph mpa llb llm jd esq esquire bcom mcom bba bca mca btech
    mtech mbbs frcs edd psyd dba facp lssbb lssgb pgmp togaf aws cbap cams chrp rpr pgdm mfa bfa medu
    frm caia opentowork
    """
)
"""Behind a name, with or without a comma."""

DOUBTFUL_CREDENTIALS = listed("ma ba bs ms md do pe ra rd od jp qc kc ca cs ea pt ot be me as ab aia lpc pa")
"""Letters behind a name that are names as well (Ma, Do, Ba): they count behind a comma or written with dots."""

SUFFIXES = {
    "jr": "jr", "junior": "jr", "jnr": "jr", "sr": "sr", "senior": "sr", "snr": "sr", "ii": "ii", "2nd": "ii",
    "iii": "iii", "3rd": "iii", "iv": "iv", "4th": "iv", "filho": "jr", "fils": "jr",
}  # fmt: skip
"""Which of several bearers of one name this is."""

SPELLED_SUFFIXES = frozenset({"junior", "senior", "filho", "fils"})
"""Suffixes that are family names too: behind a single word they are the family name."""

PARTICLES = listed(
    """
    van von vom zu zum zur der den de del della delle dei degli di da das do dos du des la le las los lo el al
    ul ibn bin bint ben ter ten te ver af av und y e i t 's
    """
)
"""Small words in front of or inside a family name, kept by one system and lost by another."""

BORN = frozenset({"nee", "geb", "geborene", "born", "formerly", "maiden", "fka"})
"""What follows is an earlier family name. Counts inside a family name or in brackets."""

PRONOUNS = listed("he him his she her hers they them theirs ze zir xe xem any all pronouns el ella er sie")

JOINED_TO_NEXT = frozenset({"mc", "mac", "o"})
"""``Mc Donald`` is ``McDonald``; ``O Brien`` is ``O'Brien``. Only at the head of a family name."""

TWO_CHARACTER_FAMILIES = frozenset(
    {"欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "司徒", "남궁", "황보", "선우", "독고"}
)
