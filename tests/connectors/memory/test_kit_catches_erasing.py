"""The conformance kit fails for connectors that erase, edit notes, or mail otherwise than they say: here the memory
connector with one fault each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

import pytest

from connectors.errors import ConnectorError, Missing
from connectors.memory import Memory
from connectors.memory.mailing import Mailing
from connectors.testing import PLANTED
from connectors.types import Erased, Json, Kind, MailEffect, Manifest, Note, Record, Ref
from tests.connectors.memory.catching import Broken, each_double, each_rule, must_be_noticed, obey


class ErasesNobody(Memory):
    def erase(self, candidate: Ref) -> Erased:
        return Erased("deleted")


class ErasesTheNameAlone(Memory):
    def erase(self, candidate: Ref) -> Erased:
        self.world.change("candidate", candidate.id, {"first_name": "A", "last_name": candidate.id})
        return Erased("anonymised")


class KeepsTheNotes(Memory):
    def erase(self, candidate: Ref) -> Erased:
        self.world.delete("candidate", candidate.id)
        return Erased("deleted")


class ErasesEverybody(Memory):
    def erase(self, candidate: Ref) -> Erased:
        erased = super().erase(candidate)
        for row in self.world.rows("candidate"):
            super().erase(replace(candidate, id=row["id"]))
        return erased


class ErasesOnce(Memory):
    def erase(self, candidate: Ref) -> Erased:
        erased = super().erase(candidate)
        if erased.was_gone:
            raise Missing("there is no such record", system=self.system, ref=candidate)
        return erased


class ErasesTheAbsent(Memory):
    def erase(self, candidate: Ref) -> Erased:
        return replace(super().erase(candidate), was_gone=False)


class CallsFailureSuccess(Memory):
    def erase(self, candidate: Ref) -> Erased:
        try:
            return super().erase(candidate)
        except ConnectorError:
            return Erased("deleted")


class ErasesAnyKind(Memory):
    def erase(self, candidate: Ref) -> Erased:
        return super().erase(replace(candidate, kind="candidate"))


class NamesTheErased(Memory):
    def erase(self, candidate: Ref) -> Erased:
        return replace(super().erase(candidate), left=(f"The index still has {PLANTED} [doc].",))


class NamesNoSource(Memory):
    def erase(self, candidate: Ref) -> Erased:
        return replace(super().erase(candidate), left=("Something stays.",))


class Adds(Memory):
    def edit_note(self, note: Ref, body: str, *, mark: str) -> Note:
        candidate = Ref(self.system, "candidate", self.world.row("note", note.id)["candidate_id"])
        return self.add_note(candidate, body, private=True, mark=mark)


class Appends(Memory):
    def edit_note(self, note: Ref, body: str, *, mark: str) -> Note:
        return super().edit_note(note, f"{self.world.row('note', note.id)['body']}\n{body}", mark=mark)


class ForgetsTheMark(Memory):
    def edit_note(self, note: Ref, body: str, *, mark: str) -> Note:
        return super().edit_note(note, body, mark="")


class PublishesEdits(Memory):
    def edit_note(self, note: Ref, body: str, *, mark: str) -> Note:
        self.world.change("note", note.id, {"private": False})
        return super().edit_note(note, body, mark=mark)


class EditsAll(Memory):
    def edit_note(self, note: Ref, body: str, *, mark: str) -> Note:
        for row in self.world.rows("note"):
            super().edit_note(replace(note, id=row["id"]), body, mark=mark)
        return super().edit_note(note, body, mark=mark)


class InventsNotes(Memory):
    def edit_note(self, note: Ref, body: str, *, mark: str) -> Note:
        try:
            return super().edit_note(note, body, mark=mark)
        except Missing:
            return Note(note, note, body, True)


def saying(*mails: MailEffect) -> Manifest:
    return replace(Memory.manifest, mails=mails)


WELCOME = MailEffect("welcome", "create", "A new person is welcomed [doc].")


class NamesNoSuchWrite(Memory):
    manifest: ClassVar[Manifest] = saying(replace(WELCOME, verb="rename"))


class NamesTwice(Memory):
    manifest: ClassVar[Manifest] = saying(WELCOME, replace(WELCOME, verb="note"))


class GivesNoReason(Memory):
    manifest: ClassVar[Manifest] = saying(replace(WELCOME, why=" "))


class NamesOddly(Memory):
    manifest: ClassVar[Manifest] = saying(replace(WELCOME, name="Welcome mail"))


class NarrowsAPool(Memory):
    manifest: ClassVar[Manifest] = saying(replace(WELCOME, verb="add_to_pool", push=("applicant",)))


class MailsNewcomers(Memory):
    def create(self, kind: Kind, data: Mapping[str, Json], *, mark: str) -> Record:
        made = super().create(kind, data, mark=mark)
        self.world.mail(made.ref.id, "welcome", by="api")
        return made


class MailsWithoutSaying(Mailing):
    manifest: ClassVar[Manifest] = Memory.manifest


class MailsNotes(Memory):
    def add_note(self, candidate: Ref, body: str, *, private: bool, mark: str) -> Note:
        self.world.mail(candidate.id, "note", by="api")
        return super().add_note(candidate, body, private=private, mark=mark)


class SaysGoodbye(Memory):
    def erase(self, candidate: Ref) -> Erased:
        self.world.mail(candidate.id, "goodbye", by="api")
        return super().erase(candidate)


BROKEN: Broken = [
    (ErasesNobody, "who_is_erased_is_gone_or_nameless"),
    (ErasesNobody, "who_is_erased_is_not_found"),
    (ErasesTheNameAlone, "who_is_erased_is_gone_or_nameless"),
    (ErasesTheNameAlone, "who_is_erased_is_in_no_pool"),
    (KeepsTheNotes, "nothing_that_was_said_of_the_erased_is_kept"),
    (ErasesEverybody, "erasing_touches_nobody_else"),
    (ErasesOnce, "erasing_twice_is_success"),
    (ErasesOnce, "an_erasure_whose_reply_was_lost_can_be_repeated"),
    (ErasesTheAbsent, "erasing_who_was_deleted_is_success_and_says_so"),
    (CallsFailureSuccess, "an_erasure_that_failed_is_no_success"),
    (CallsFailureSuccess, "a_missing_permission_to_erase_is_named_and_nobody_is_gone"),
    (ErasesAnyKind, "only_candidates_are_erased"),
    (NamesTheErased, "what_is_left_is_told_with_its_source_and_without_a_value"),
    (NamesNoSource, "what_is_left_is_told_with_its_source_and_without_a_value"),
    (Adds, "an_edited_note_is_the_same_note_with_another_text"),
    (Appends, "an_edited_note_is_the_same_note_with_another_text"),
    (ForgetsTheMark, "an_edit_whose_reply_was_lost_is_found_by_its_mark"),
    (PublishesEdits, "an_edited_note_keeps_its_privacy"),
    (EditsAll, "an_edit_touches_no_other_note"),
    (InventsNotes, "an_edit_of_a_note_that_is_gone_is_missing"),
    (NamesNoSuchWrite, "every_mail_effect_is_of_a_write_that_there_is"),
    (NarrowsAPool, "every_mail_effect_is_of_a_write_that_there_is"),
    (NamesTwice, "every_mail_effect_has_a_name_of_its_own_and_a_reason"),
    (NamesOddly, "every_mail_effect_has_a_name_of_its_own_and_a_reason"),
    (GivesNoReason, "every_mail_effect_has_a_name_of_its_own_and_a_reason"),
    (MailsNewcomers, "a_person_who_is_made_or_changed_is_not_mailed"),
    (MailsWithoutSaying, "who_is_added_or_removed_is_not_mailed"),
    (MailsNotes, "a_note_is_not_mailed"),
    (SaysGoodbye, "who_is_erased_is_not_mailed"),
]


@each_double(BROKEN)
def test_the_rule_notices(vendor: type[Memory], rule: str) -> None:
    must_be_noticed(vendor, rule)


@each_rule(BROKEN)
def test_the_unbroken_connector_passes(rule: str) -> None:
    obey([rule])


class Anonymising(Memory):
    """Not broken: it keeps an empty record, as some vendors do."""

    def erase(self, candidate: Ref) -> Erased:
        self.world.mischief.anonymises = True
        return super().erase(candidate)


@pytest.mark.parametrize("rule", sorted({rule for _, rule in BROKEN if "eras" in rule}))
def test_keeping_an_empty_record_breaks_no_rule(rule: str) -> None:
    obey([rule], Anonymising)


def test_a_pool_that_mails_breaks_no_rule_when_the_manifest_says_so() -> None:
    obey([rule for _, rule in BROKEN if "mail" in rule], Mailing)
