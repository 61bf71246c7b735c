"""Where Gem's behaviour is not documented, or was seen in two forms: one switch each, so that both can be rehearsed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(slots=True)
class Knobs:
    """May be turned while the sandbox runs. The defaults are what hurts a careless client most."""

    updated_after_includes_new: bool = False
    """Whether ``updated_after`` shows candidates that were never changed (their ``last_updated_at`` is null)."""

    after_includes_equal: bool = False
    """Whether ``*_after`` filters include the second they name."""

    duplicate_body: Literal["documented", "observed", "nested"] = "documented"
    """Form of the handle clash: as documented, as seen in the field, or below ``errors.json``."""

    membership_bumps: bool = False
    """Whether joining or leaving a project moves a candidate's ``last_updated_at``."""

    greenhouse_link_bumps: bool = True
    """Whether Gem's own Greenhouse integration moves ``last_updated_at`` when it links a candidate."""

    deleted_handles_clash: bool = False
    """Whether a deleted candidate's handle is still refused as a duplicate [client]."""

    automation_on_join: bool = False
    """Whether every project has an automation, made by people in Gem's pages, that mails whoever joins it."""

    deletes_own_only: bool = False
    """Whether a user may delete only those candidates that they added, as is seen of projects [guess]."""

    blocked_contacts: Literal["dropped", "refused"] = "dropped"
    """What happens to contact data on the block list when it comes back."""
