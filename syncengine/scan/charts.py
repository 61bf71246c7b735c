"""What of a scan is worth drawing."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from syncengine.scan.findings import Bar, Chart, Family, Finding
from syncengine.scan.people import crossing
from syncengine.scan.survey import Roster, Survey

_STEPS = (0.1, 0.25, 0.5, 0.75, 0.9, 0.98, 1.0)


def charts(survey: Survey, found: Mapping[str, Finding]) -> tuple[Chart, ...]:
    overlap = ("only-ats", "both-certain", "both-probable", "only-crm")
    drawn = (
        Chart(
            "overlap",
            "Who is where",
            "Every person once, however many records they have.",
            "people",
            tuple(Bar(_capital(found[key].title), found[key].count) for key in overlap),
        ),
        _family("hand-offs", "Broken hand-offs and opt-outs", ("hand-offs", "opt-outs"), "people", found),
        _family("fields", "Where linked records disagree", ("fields",), "people", found),
        *(_quality(roster, found) for roster in survey.rosters),
        _sureness(survey),
        *(chart for roster in survey.rosters if (chart := _ages(survey, roster))),
    )
    return tuple(chart for chart in drawn if chart.bars)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _family(key: str, title: str, families: tuple[Family, ...], unit: str, found: Mapping[str, Finding]) -> Chart:
    own = [each for each in found.values() if each.family in families and each.judged]
    return Chart(key, title, "", unit, tuple(Bar(_capital(each.title), each.count) for each in own))


def _quality(roster: Roster, found: Mapping[str, Finding]) -> Chart:
    ending, where = f"-{roster.role}", f", in {roster.name}"
    own = [each for each in found.values() if each.family == "quality" and each.judged and each.key.endswith(ending)]
    bars = tuple(Bar(_capital(each.title.removesuffix(where)), each.count) for each in own)
    help_ = f"Records of {roster.name}, of {len(roster)}. One record may be in several rows."
    return Chart(f"quality{ending}", f"Data quality in {roster.name}", help_, "records", bars)


def _sureness(survey: Survey) -> Chart:
    """How probable the links and the questions between the systems are."""
    pairs = [crossing(survey, each).probability for each in (survey.links, survey.doubts)]
    known = np.concatenate(pairs)
    known = known[~np.isnan(known)]
    counts = np.histogram(known, bins=_STEPS)[0].tolist() if len(known) else []
    labels = [f"{low:.0%} to {high:.0%}" for low, high in pairwise(_STEPS)]
    bars = tuple(Bar(label, count) for label, count in zip(labels, counts, strict=bool(counts)))
    help_ = "Pairs of records, one in either system, by the probability that both are one person."
    return Chart("sureness", "How sure the matching is", help_, "pairs", bars)


def _ages(survey: Survey, roster: Roster) -> Chart | None:
    """Records by the year of their last change, older ones together."""
    if roster.changed is None or not (roster.changed > 0).any():
        return None
    this = survey.today.year
    years = np.clip(roster.changed[roster.changed > 0] // 10_000, this - 5, this)
    counts = [(year, int((years == year).sum())) for year in range(this, this - 6, -1)]
    bars = tuple(Bar(f"{year} or before" if year == this - 5 else str(year), number) for year, number in counts)
    return Chart(f"ages-{roster.role}", f"Last change of records in {roster.name}", "", "records", bars)
