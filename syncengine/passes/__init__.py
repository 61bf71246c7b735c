"""The passes that commands make. A pass is handed a whole engine and a reporter, and returns an outcome."""

from syncengine.passes.looking import check_accounts, look
from syncengine.passes.outcome import Agree, NotBackfilled, Outcome, Proposal, Reporter, Silent
from syncengine.passes.passes import backfill, plan, sync

__all__ = [
    "Agree",
    "NotBackfilled",
    "Outcome",
    "Proposal",
    "Reporter",
    "Silent",
    "backfill",
    "check_accounts",
    "look",
    "plan",
    "sync",
]
