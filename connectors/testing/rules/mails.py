"""Rules about writes after which a vendor may mail a candidate: the manifest names them, and no other write mails."""

from __future__ import annotations

import re

from connectors.base import Erases, KeepsPools, Notes, Writes
from connectors.testing.fixtures import Bench
from connectors.testing.requirements import needs, needs_human
from connectors.testing.rules.creating import MARK, OTHER_MARK, create
from connectors.types import MailEffect

NEEDED_FOR = {
    "create": "writes",
    "update": "writes",
    "add_to_pool": "keeps_pools",
    "remove_from_pool": "keeps_pools",
    "note": "notes",
}
"""The operations of the engine, and the capability without which a connector has no such operation."""

_NAME = re.compile(r"[a-z][a-z0-9_]{2,39}")


def narrows_as_it_may(effect: MailEffect) -> bool:
    """Fields narrow writes of fields, push options narrow creations."""
    return (not effect.fields or effect.verb in {"create", "update"}) and (not effect.push or effect.verb == "create")


class MailRules:
    def test_every_mail_effect_is_of_a_write_that_there_is(self, bench: Bench) -> None:
        manifest = bench.connector.manifest
        verbs = {effect.verb for effect in manifest.mails}
        assert verbs <= set(NEEDED_FOR)
        assert {NEEDED_FOR[verb] for verb in verbs} <= set(manifest.capabilities)
        assert [effect.name for effect in manifest.mails if not narrows_as_it_may(effect)] == []

    def test_every_mail_effect_has_a_name_of_its_own_and_a_reason(self, bench: Bench) -> None:
        names = [effect.name for effect in bench.connector.manifest.mails]
        assert len(names) == len(set(names))
        assert [name for name in names if not _NAME.fullmatch(name)] == []
        assert [effect.name for effect in bench.connector.manifest.mails if len(effect.why.split()) < 3] == []

    @needs(Writes)
    @needs_human("mails")
    def test_a_person_who_is_made_or_changed_is_not_mailed(self, bench: Bench) -> None:
        if self._says_so(bench, "create", "update"):
            return
        ref = create(bench).ref
        bench.writes.update(ref, bench.samples.changes)
        bench.writes.update(ref, bench.samples.replaces)
        assert self._mails(bench) == 0

    @needs(KeepsPools)
    @needs_human("mails")
    def test_who_is_added_or_removed_is_not_mailed(self, bench: Bench) -> None:
        if self._says_so(bench, "add_to_pool", "remove_from_pool"):
            return
        pool, (ann,) = bench.pools.create_pool("Nurture").ref, bench.people(1)
        bench.pools.add(pool, bench.candidate(ann))
        bench.pools.remove(pool, bench.candidate(ann))
        assert self._mails(bench) == 0

    @needs(Notes)
    @needs_human("mails")
    def test_a_note_is_not_mailed(self, bench: Bench) -> None:
        if self._says_so(bench, "note"):
            return
        ann = bench.candidate(bench.human.add("ann@example.org"))
        for private, mark in ((True, MARK), (False, OTHER_MARK)):
            bench.note_keeper.add_note(ann, "Spoke today.", private=private, mark=mark)
        assert self._mails(bench) == 0

    @needs(Erases)
    @needs_human("mails")
    def test_who_is_erased_is_not_mailed(self, bench: Bench) -> None:
        bench.eraser.erase(bench.candidate(bench.human.add("ann@example.org")))
        assert self._mails(bench) == 0

    def _says_so(self, bench: Bench, *verbs: str) -> bool:
        """The manifest says that every such write may mail: then it is not wrong that one does."""
        effects = bench.connector.manifest.mails
        return any(effect.verb in verbs and not (effect.fields or effect.push) for effect in effects)

    def _mails(self, bench: Bench) -> int:
        assert bench.human.mails is not None
        return bench.human.mails()
