"""An export is checked by itself: any byte, any line, any end that is not as it was is found and located."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncengine.audit import NotAnExport, Verdict, export_csv, export_lines, verify_file
from syncengine.audit.exporting import end_line
from syncengine.audit.files import head_of
from syncengine.core.chain import Chained, Entry, Head, chain, line_of
from syncengine.store import Store
from syncengine.store.audit_reading import Choice
from tests.audit.conftest import ADA, PHONE

ENTRIES = 12


@cache
def rows() -> tuple[Chained, ...]:
    head, made = Head(), []
    for at in range(ENTRIES):
        entry = Entry(at=at + 0.25, what="update done", why='owner: "ats" \u00e9\n', person_id="p_1", after="ab")
        made.append(chain(entry, after=head))
        head = Head(made[-1].seq, made[-1].hash)
    return tuple(made)


def exported(lines: list[bytes] | None = None, *, whole: bool = True) -> bytes:
    """A file with a right last line, whatever is in it."""
    every = [line_of(row) + b"\n" for row in rows()] if lines is None else lines
    head = Head(ENTRIES, rows()[-1].hash)
    digest = hashlib.sha256(b"".join(every)).hexdigest()
    return b"".join([*every, end_line(head, whole=whole, lines=len(every), digest=digest)])


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Verdict]:
    path = tmp_path_factory.mktemp("exports") / "audit.jsonl"

    def checked(content: bytes, known: Head | None = None) -> Verdict:
        path.write_bytes(content)
        return verify_file(path, known=known)

    return checked


Check = Callable[..., Verdict]


def test_what_nobody_touched_is_whole(check: Check) -> None:
    verdict = check(exported())
    assert (verdict.is_whole, verdict.entries, verdict.head) == (True, ENTRIES, Head(ENTRIES, rows()[-1].hash))


@given(data=st.data())
def test_any_byte_that_is_another_one_is_found_where_it_is(check: Check, data: st.DataObject) -> None:
    content = bytearray(exported())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    line = exported()[:place].count(b"\n") + 1
    verdict = check(bytes(content))
    assert not verdict.is_whole
    assert line in {fault.seq for fault in verdict.faults}


@pytest.mark.parametrize(("said", "instead"), [(b"01T00", b"01 00"), (b"Z", b"z"), (b'"seq":3,', b'"seq":3.0,')])
def test_what_means_the_same_is_not_what_was_written(check: Check, said: bytes, instead: bytes) -> None:
    lines = [line_of(row) + b"\n" for row in rows()]
    lines[2] = lines[2].replace(said, instead, 1)
    assert [(fault.kind, fault.seq) for fault in check(exported(lines)).faults] == [("changed", 3)]


@given(data=st.data())
def test_lines_that_are_removed_repeated_swapped_or_put_in_are_found(check: Check, data: st.DataObject) -> None:
    """Even where the last line, which anybody can make anew, fits."""
    lines = [line_of(row) + b"\n" for row in rows()]
    place = data.draw(st.integers(0, ENTRIES - 1))
    act = data.draw(st.sampled_from(["remove", "repeat", "swap", "put in"]))
    other = data.draw(st.integers(0, ENTRIES - 1).filter(lambda each: each != place))
    if act == "remove":
        del lines[place]
    elif act == "repeat":
        lines.insert(other, lines[place])
    elif act == "swap":
        lines[place], lines[other] = lines[other], lines[place]
    else:
        forged = chain(Entry(at=1.0, what="forged"), after=Head(place, rows()[place].previous))
        lines.insert(place, line_of(forged) + b"\n")
    verdict = check(exported(lines))
    assert not verdict.is_whole
    assert min(fault.seq for fault in verdict.faults) <= max(place, other) + 1


@pytest.mark.parametrize("left", range(ENTRIES))
def test_a_tail_that_was_cut_off_is_found(check: Check, left: int) -> None:
    lines = [line_of(row) + b"\n" for row in rows()][:left]
    [fault] = check(exported(lines)).faults
    assert (fault.kind, fault.seq, fault.until) == ("cut off", left + 1, ENTRIES)


def test_a_file_without_its_last_line_is_not_whole(check: Check) -> None:
    content = exported()
    for length in (content.rindex(b'{"end"'), len(content) - 1, len(content) - 30):
        verdict = check(content[:length])
        assert {fault.kind for fault in verdict.faults} >= {"file"}


def test_an_end_that_was_written_down_is_held_against_it(check: Check) -> None:
    assert check(exported(), Head(5, rows()[4].hash)).is_whole
    [fault] = check(exported(), Head(5, rows()[3].hash)).faults
    assert (fault.kind, fault.seq) == ("changed", 5)
    [fault] = check(exported(), Head(20, rows()[4].hash)).faults
    assert (fault.kind, fault.seq, fault.until) == ("cut off", 13, 20)


def test_a_part_proves_each_of_its_entries(check: Check) -> None:
    some = [line_of(row) + b"\n" for row in rows()[3:9:2]]
    assert check(exported(some, whole=False)).is_whole
    assert [fault.seq for fault in check(exported(some)).faults] == [1, 5, 7, 9]
    some[1] = some[1].replace(b"update", b"create")
    assert not check(exported(some, whole=False)).is_whole


def test_an_end_is_not_held_against_a_part_in_which_it_is_not(check: Check) -> None:
    part = exported([line_of(row) + b"\n" for row in rows()[3:9:2]], whole=False)
    verdict = check(part, Head(6, rows()[5].hash))
    assert (verdict.is_whole, verdict.is_part) == (True, True)
    for known in (Head(5, rows()[4].hash), Head(ENTRIES, rows()[4].hash), Head(20, rows()[4].hash)):
        with pytest.raises(NotAnExport, match=f"without entry {known.seq}"):
            check(part, known)


@pytest.mark.parametrize("content", [b"", b"seq,at,what,actor\n1,2,3,4\n"])
def test_what_is_no_export_is_said_to_be_none(check: Check, content: bytes) -> None:
    with pytest.raises(NotAnExport):
        check(content)


@pytest.mark.parametrize("word", ["", "5", "5:abc", "x:" + "0" * 64, "-1:" + "0" * 64])
def test_what_is_no_end_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match="NUMBER:HASH"):
        head_of(word)


def test_a_store_is_exported_and_anybody_can_check_it(store: Store, check: Check) -> None:
    """With nothing but JSON and SHA-256."""
    with store.read() as connection:
        content = b"".join(export_lines(connection, Choice()))
        part = b"".join(export_lines(connection, Choice(people=frozenset({ADA}), since=3.0, until=6.0)))
    assert PHONE not in content.decode()
    assert (check(content).is_whole, check(content).entries) == (True, 6)
    assert (check(part).is_whole, check(part).entries) == (True, 2)
    previous = "0" * 64
    for line in content.decode().splitlines()[:-1]:
        entry = json.loads(line)
        hash_ = entry.pop("hash")
        assert entry["previous"] == previous
        said = json.dumps(entry, separators=(",", ":"), ensure_ascii=False)
        previous = hashlib.sha256(said.encode()).hexdigest()
        assert previous == hash_


def test_a_table_has_a_row_for_each_entry_and_its_end(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "audit.csv"
    with store.read() as connection:
        path.write_bytes(b"".join(export_csv(connection, Choice())))
    with path.open(newline="") as file:
        found = list(csv.DictReader(file))
    assert [row["what"] for row in found][-2:] == ["erasure asked", "end"]
    assert (found[-1]["seq"], found[-1]["hash"]) == ("6", found[-2]["hash"])
    assert found[0]["at"] == "1970-01-01T00:00:01.000000Z"
