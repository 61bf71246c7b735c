"""Rules about notes that are changed, or taken back, after they were written."""

from __future__ import annotations

import pytest

from connectors.base import DeletesNotes, EditsNotes, Notes
from connectors.errors import Ambiguous, Missing
from connectors.testing.fixtures import Bench
from connectors.testing.requirements import needs, needs_faults
from connectors.testing.rules.creating import MARK, OTHER_MARK
from connectors.types import Note, Ref


def written(bench: Bench, candidate: Ref, *, private: bool = True) -> Note:
    return bench.note_keeper.add_note(candidate, "Spoke today.", private=private, mark=MARK)


class NoteEditRules:
    @needs(Notes, EditsNotes)
    def test_an_edited_note_is_the_same_note_with_another_text(self, bench: Bench) -> None:
        ann = bench.candidate(bench.human.add("ann@example.org"))
        before = written(bench, ann)
        bench.clock.skip(5)
        after = bench.note_editor.edit_note(before.ref, "Spoke again.", mark=OTHER_MARK)
        assert list(bench.note_keeper.notes(ann)) == [after]
        assert (after.ref, after.candidate) == (before.ref, ann)
        assert "Spoke again." in after.body
        assert OTHER_MARK in after.body
        assert "Spoke today." not in after.body
        assert MARK not in after.body

    @needs(Notes, EditsNotes)
    def test_an_edited_note_keeps_its_privacy(self, bench: Bench) -> None:
        ann = bench.candidate(bench.human.add("ann@example.org"))
        for private in (True, False):
            note = written(bench, ann, private=private)
            assert bench.note_editor.edit_note(note.ref, "Spoke again.", mark=OTHER_MARK).private == private
        assert {each.private for each in bench.note_keeper.notes(ann)} == {True, False}

    @needs(Notes, EditsNotes)
    def test_an_edit_touches_no_other_note(self, bench: Bench) -> None:
        ann = bench.candidate(bench.human.add("ann@example.org"))
        first, second = written(bench, ann), written(bench, ann)
        bench.note_editor.edit_note(second.ref, "Spoke again.", mark=OTHER_MARK)
        assert first in list(bench.note_keeper.notes(ann))

    @needs(Notes, EditsNotes)
    def test_an_edit_of_a_note_that_is_gone_is_missing(self, bench: Bench) -> None:
        ann = bench.candidate(bench.human.add("ann@example.org"))
        note = written(bench, ann)
        bench.human.delete(ann.id)
        with pytest.raises(Missing):
            bench.note_editor.edit_note(note.ref, "Spoke again.", mark=OTHER_MARK)

    @needs(Notes, EditsNotes)
    @needs_faults("lost_reply")
    def test_an_edit_whose_reply_was_lost_is_found_by_its_mark(self, bench: Bench) -> None:
        ann = bench.candidate(bench.human.add("ann@example.org"))
        note = written(bench, ann)
        bench.hostile.plant("lost_reply", on="write", record="note")
        with pytest.raises(Ambiguous):
            bench.note_editor.edit_note(note.ref, "Spoke again.", mark=OTHER_MARK)
        assert [OTHER_MARK in each.body for each in bench.note_keeper.notes(ann)] == [True]

    @needs(Notes, DeletesNotes)
    def test_a_note_that_is_deleted_is_gone_and_no_other_one(self, bench: Bench) -> None:
        ann = bench.candidate(bench.human.add("ann@example.org"))
        first, second = written(bench, ann), written(bench, ann)
        bench.note_deleter.delete_note(second.ref)
        assert list(bench.note_keeper.notes(ann)) == [first]

    @needs(Notes, DeletesNotes)
    def test_deleting_a_note_twice_is_no_failure(self, bench: Bench) -> None:
        ann = bench.candidate(bench.human.add("ann@example.org"))
        note = written(bench, ann)
        bench.note_deleter.delete_note(note.ref)
        bench.note_deleter.delete_note(note.ref)
        assert list(bench.note_keeper.notes(ann)) == []
