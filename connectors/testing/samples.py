"""What a vendor's bench brings along: sample data, and a human who acts in the vendor's pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from connectors.types import Delivery, Json

PLANTED = "Plantedperson"
"""A value that no error text and no log line may carry. Samples use it as a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """Values in the vendor's words.

    ``create`` gives the data of a candidate with an e-mail; it should use ``PLANTED`` as a name. ``changes`` are plain
    fields, ``replaces`` a whole collection. ``reads_as`` names written fields that read back under another name;
    ``volatile`` are fields that move with any edit. ``refused`` is data that the vendor will not take, ``duplicate``
    data of which it takes only one. ``several_pages`` is more candidates than fit on two pages. ``delivery`` gives a
    webhook delivery, signed or not, in JSON, about a change of the candidate with an id.
    """

    create: Callable[[str], Mapping[str, Json]]
    emails_of: Callable[[Mapping[str, Json]], set[str]]
    changes: Mapping[str, Json]
    several_pages: int
    replaces: Mapping[str, Json] = field(default_factory=dict)
    reads_as: Mapping[str, str] = field(default_factory=dict)
    volatile: frozenset[str] = frozenset()
    refused: Mapping[str, Json] | None = None
    duplicate: Mapping[str, Json] | None = None
    delivery: Callable[[str], Delivery] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Human:
    """Acts in the vendor's own pages, by id. What a vendor does not have stays None, and rules about it are skipped.

    ``add`` takes an e-mail, ``add_with_profile`` the URL of a LinkedIn profile. ``edit`` changes a plain field,
    ``set_email`` puts one e-mail in the place of all others. ``members`` tells who is in a pool. ``revoke`` takes a
    permission away from our credentials and returns how it is called. ``hide_fresh`` makes the vendor slow to show new
    records, for that many seconds. ``holds`` names the places where a text is still kept. ``mails`` counts the mails to
    candidates that our writes caused. ``revoke_erasing`` takes the permission to erase away and returns its name.
    """

    add: Callable[[str], str]
    edit: Callable[[str], object]
    delete: Callable[[str], object]
    add_with_profile: Callable[[str], str] | None = None
    set_email: Callable[[str, str], object] | None = None
    members: Callable[[str], set[str]] | None = None
    revoke: Callable[[], str] | None = None
    hide_fresh: Callable[[float], object] | None = None
    holds: Callable[[str], Sequence[str]] | None = None
    mails: Callable[[], int] | None = None
    revoke_erasing: Callable[[], str] | None = None
