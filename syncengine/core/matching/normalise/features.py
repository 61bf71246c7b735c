"""A record's identity, normalised: everything that matching compares, and nothing that it does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from syncengine.core.matching.normalise.companies import Company, company_of
from syncengine.core.matching.normalise.emails import Email, emails_of
from syncengine.core.matching.normalise.names import Name, name_of
from syncengine.core.matching.normalise.phones import Phone, phones_of
from syncengine.core.matching.normalise.places import Place, place_of
from syncengine.core.matching.normalise.profiles import Profile, profiles_of
from syncengine.core.matching.normalise.titles import Title, title_of


@dataclass(frozen=True, slots=True)
class Features:
    """Empty parts mean "not said", never "different"."""

    name: Name
    emails: tuple[Email, ...]
    phones: tuple[Phone, ...]
    profiles: tuple[Profile, ...]
    company: Company
    title: Title
    place: Place


def features_of(record: Mapping[str, str]) -> Features:
    """Features of a record of text fields, all of them optional.

    ``first_name``, ``last_name``, ``full_name``, ``preferred_name``, ``company``, ``title``, ``location``; sets with
    members joined by semicolons: ``emails``, ``phones``, ``profiles``, ``linkedin_url``, ``github_url``.
    """
    get = record.get
    place = place_of(get("location") or "")
    return Features(
        name_of(
            get("first_name") or "",
            get("last_name") or "",
            full=get("full_name") or "",
            preferred=get("preferred_name") or "",
        ),
        emails_of(get("emails") or ""),
        phones_of(get("phones") or "", country=place.country),
        profiles_of(get("profiles") or "", linkedin=get("linkedin_url") or "", github=get("github_url") or ""),
        company_of(get("company") or ""),
        title_of(get("title") or ""),
        place,
    )
