"""Columns that say nothing about who somebody is, but how they stand: status, opt-outs, lists, last change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from syncengine.bulk.feeds import Feed
from syncengine.bulk.headings import without_owner, words_of

STATUS, HIRED_AT, REJECTED_AT = "status", "hired_at", "rejected_at"
OPTED_OUT, OPTED_IN = "opted_out", "opted_in"
LISTS, CHANGED_AT = "lists", "changed_at"

FACTS = (STATUS, HIRED_AT, REJECTED_AT, OPTED_OUT, OPTED_IN, LISTS, CHANGED_AT)

_SPELLINGS: Mapping[str, str] = {
    STATUS: """
        status, application status, candidate status, current status, recruiting status, hiring status, outcome,
        stage, current stage, stage name, application stage, pipeline stage, job stage, milestone, disposition,
        disposition status, state of application, ats status, bewerbungsstatus, stand, phase, etape, statut, estado del
        candidato, etapa, fase, stato, esito, fase atual, situacao, vaihe, tila, etap, stav""",
    HIRED_AT: """
        hired at, hired on, hire date, date hired, hired date, hired, placed at, placement date,
        eingestellt am, einstellungsdatum, eintrittsdatum, date d embauche, fecha de contratacion, data assunzione""",
    REJECTED_AT: """
        rejected at, rejected on, rejection date, date rejected, rejected date, rejected, declined at, disqualified at,
        archived at, archive date, absagedatum, abgelehnt am, date de refus, fecha de rechazo""",
    OPTED_OUT: """
        do not contact, dnc, do not email, do not mail, donotcontact, opted out, opt out, email opt out, opted out of
        email, has opted out of email, unsubscribed, unsubscribed at, unsubscribed from all email, is unsubscribed,
        opted out at, hs email optout, email optout, blocked, blacklisted, suppressed, no contact, contact forbidden,
        nicht kontaktieren, abgemeldet, kontaktsperre, ne pas contacter, desabonne, no contactar, baja, disiscritto""",
    OPTED_IN: """
        opted in, opt in, email opt in, subscribed, is subscribed, can email, may email, email allowed, contactable,
        marketing consent, einwilligung, consentement, consentimiento, consenso""",
    LISTS: """
        list, lists, list names, list memberships, tag, tags, label, labels, pool, pools, talent pool, talent pools,
        project, projects, project names, sequence, sequences, campaign, campaigns, folder, folders, segment, segments,
        group, groups, collections, listen, gruppen, etiquettes, viviers, etiquetas, listas, etichette""",
    CHANGED_AT: """
        updated at, updated on, last updated, last updated at, update date, modified at, last modified, last modified
        date, modified date, last changed, changed at, last activity, last activity at, last activity date, last
        contacted, last contacted at, last touched, geandert am, zuletzt geandert, letzte aktivitat, modifie le,
        derniere modification, ultima modificacion, actualizado, ultima modifica""",
}

_SETS = frozenset({OPTED_OUT, OPTED_IN, LISTS})


def fact_of(heading: str) -> str | None:
    """One of FACTS, or None."""
    words = words_of(heading)
    known = _spelled()
    return known.get("".join(words)) or known.get("".join(without_owner(words)))


def feeds_of_facts(meant: Mapping[str, Sequence[int]]) -> Iterator[Feed]:
    """The feeds, in the order of FACTS. Of several columns the first that says anything counts, but all of
    lists and of opt-outs."""
    for fact in FACTS:
        places = tuple(meant.get(fact, ()))
        if places:
            yield Feed(fact, (places,) if fact in _SETS else tuple((place,) for place in places), ";")


@cache
def _spelled() -> Mapping[str, str]:
    return {
        "".join(words_of(spelling)): fact for fact, spellings in _SPELLINGS.items() for spelling in spellings.split(",")
    }
