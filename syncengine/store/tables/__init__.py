"""The tables. Times are seconds since the epoch (UTC); fields and evidence are JSON; ids are text."""

from syncengine.store.tables.agreed import baseline, override, parked, review
from syncengine.store.tables.base import metadata
from syncengine.store.tables.doing import chore, operation, policy_edition, run, service, undoing, work
from syncengine.store.tables.erased import erased_key, erasure, returned, secret, wake
from syncengine.store.tables.people import card, card_count, card_edition, card_key, identity_key, link, model, person
from syncengine.store.tables.seen import delivery, heard, hint, listing, pool_binding, snapshot, system
from syncengine.store.tables.told import audit, audit_head, audit_waiting, former

__all__ = [
    "audit",
    "audit_head",
    "audit_waiting",
    "baseline",
    "card",
    "card_count",
    "card_edition",
    "card_key",
    "chore",
    "delivery",
    "erased_key",
    "erasure",
    "former",
    "heard",
    "hint",
    "identity_key",
    "link",
    "listing",
    "metadata",
    "model",
    "operation",
    "override",
    "parked",
    "person",
    "policy_edition",
    "pool_binding",
    "returned",
    "review",
    "run",
    "secret",
    "service",
    "snapshot",
    "system",
    "undoing",
    "wake",
    "work",
]
