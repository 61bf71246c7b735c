"""The passes that commands make. A pass is handed a whole engine and a reporter, and returns an outcome."""

from syncengine.passes.comparing import Compared, Comparison
from syncengine.passes.forgetting import forget
from syncengine.passes.hearing import Heard, hear, something_told
from syncengine.passes.looking import check_accounts, look
from syncengine.passes.outcome import Agree, NotBackfilled, Outcome, Proposal, Reporter, Silent
from syncengine.passes.passes import backfill, plan, sync

__all__ = [
    "Agree",
    "Compared",
    "Comparison",
    "Heard",
    "NotBackfilled",
    "Outcome",
    "Proposal",
    "Reporter",
    "Silent",
    "backfill",
    "check_accounts",
    "forget",
    "hear",
    "look",
    "plan",
    "something_told",
    "sync",
]
