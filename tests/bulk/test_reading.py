"""Files as spreadsheets write them: every encoding, delimiter and oddity, and what cannot be read."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncengine.bulk.complaints import CannotMatch
from syncengine.bulk.sheet import open_sheet
from tests.bulk.sheets import PEOPLE, csv_of, read, reading_of, write

EXPECTED = {"id": ["1", "2"], "full_name": ["Ada Lopez", "Bo Yang"], "emails": ["ada@mail.example", "bo@mail.example"]}


def complaints(path: Path, **how: bool) -> list[str]:
    with pytest.raises(CannotMatch) as caught:
        read(path, **how)
    return [str(problem).removeprefix(f"{path}:").strip() for problem in caught.value.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_every_encoding_delimiter_and_line_end(tmp_path: Path, encoding: str, delimiter: str, line_end: str) -> None:
    text = csv_of(PEOPLE, delimiter=delimiter, lineterminator=line_end)
    assert read(write(tmp_path / "people.csv", text, encoding=encoding)) == EXPECTED


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
def test_code_pages_are_recognised_and_said_to_be_a_guess(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "people.csv", "id,name\n1,Jürgen Weiß\n2,José Núñez\n3,Zoë Pâris\n", encoding=encoding)
    assert read(path)["full_name"] == ["Jürgen Weiß", "José Núñez", "Zoë Pâris"]
    assert encoding in open_sheet(path).writing.doubt


def test_the_encoding_may_show_late_in_a_long_file(tmp_path: Path) -> None:
    lines = "".join(f"{number},Ada Lopez\n" for number in range(100_000))
    path = write(tmp_path / "people.csv", f"id,name\n{lines}x,Jürgen Weiß\ny,Zoë Pâris\n", encoding="cp1252")
    assert read(path)["full_name"][-2:] == ["Jürgen Weiß", "Zoë Pâris"]


@pytest.mark.parametrize("shift", [0, 1])
def test_a_character_may_be_cut_where_the_sample_ends(tmp_path: Path, shift: int) -> None:
    lines = "," + "佐藤太郎鈴木花子" * 5 + "\n"
    path = write(tmp_path / "people.csv", "id,name\n" + "x" * shift + lines * 4000, encoding="cp932")
    assert open_sheet(path).writing.encoding == "cp932"


def test_a_named_encoding_is_believed(tmp_path: Path) -> None:
    path = write(tmp_path / "people.csv", "id,name\n1,Łukasz\n", encoding="iso8859_2")
    assert read(path, encoding="latin2")["full_name"] == ["Łukasz"]
    with pytest.raises(CannotMatch, match="--encoding: is not an encoding"):
        open_sheet(path, encoding="klingon")


def test_utf8_with_broken_characters_stays_utf8(tmp_path: Path) -> None:
    good = "".join(f"{number},Jürgen Weiß\n" for number in range(9)).encode()
    path = write(tmp_path / "people.csv", b"id,name\n" + good + b"x,Zo\xeb\n")
    assert read(path)["full_name"][-2:] == ["Jürgen Weiß", "Zo\ufffd"]
    assert "broken" in open_sheet(path).writing.doubt


def test_gzip_is_recognised_whatever_the_name(tmp_path: Path) -> None:
    packed = gzip.compress(csv_of(PEOPLE).encode())
    assert read(write(tmp_path / "people.csv.gz", packed)) == EXPECTED
    assert read(write(tmp_path / "people.csv", packed)) == EXPECTED
    assert complaints(write(tmp_path / "cut.gz", packed[:-12])) == ["is damaged or cut off: it cannot be unpacked"]


def test_quotes_line_ends_in_cells_titles_blank_rows_and_nuls(tmp_path: Path) -> None:
    title = '\n"People of 2024"\n\n'
    text = title + 'id,Full Name,Email,\n1,"Ada ""A"" Lopez","ada@mail.example\nada@x.example",\n,,,\n2,B\0o,,\n'
    assert read(write(tmp_path / "people.csv", text)) == {
        "id": ["1", "2"],
        "full_name": ['Ada "A" Lopez', "Bo"],
        "emails": ["ada@mail.example\nada@x.example", ""],
    }


def test_the_delimiter_that_the_file_names_is_believed(tmp_path: Path) -> None:
    assert read(write(tmp_path / "people.csv", "sep=^\nid^name\n1^Lopez, Ada\n"))["full_name"] == ["Lopez, Ada"]


def test_a_single_column_is_a_table_too(tmp_path: Path) -> None:
    assert read(write(tmp_path / "people.csv", "Email\na@mail.example\n")) == {
        "id": ["row:2"],
        "emails": ["a@mail.example"],
    }


def test_rows_without_an_id_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    path = write(tmp_path / "people.csv", 'name,email\n"Ada\nLopez",\n,\nBo,\n')
    assert read(path)["id"] == ["row:2", "row:4"]


def test_ragged_rows_are_named_by_line(tmp_path: Path) -> None:
    path = write(tmp_path / "people.csv", 'id,name,email\n1,"Ada\nLopez",\n2,Bo\n3,Cy,,\n4,Di,,5\n')
    assert complaints(path) == [
        "4: has only 2 cells for 3 columns; if empty cells at the end of a row may be missing, add --pad-short-rows",
        "6: has 4 cells, but there are 3 columns",
    ]
    assert complaints(path, pads=True) == ["6: has 4 cells, but there are 3 columns"]


def test_short_rows_can_be_padded(tmp_path: Path) -> None:
    assert read(write(tmp_path / "people.csv", "id,name,email\n1,Ada\n"), pads=True)["emails"] == [""]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ('2,"Bo,\n3,Cy,\n', "has a quoted cell that is never closed"),
        ('2,"Bo" Yang,\n3,Cy,\n', "has a quote inside a quoted cell; such quotes must be doubled"),
    ],
)
def test_broken_quotes_are_not_guessed(tmp_path: Path, row: str, why: str) -> None:
    assert complaints(write(tmp_path / "people.csv", f"id,name,email\n1,Ada,\n{row}")) == [f"3: {why}"]


def test_ids_must_be_there_and_differ(tmp_path: Path) -> None:
    rows = [
        ("Record ID", "Name"),
        *((str(number), "Ada") for number in range(600)),
        ("7", "Bo"),
        ("", "Cy"),
        ("x", "Di"),
    ]
    path = write(tmp_path / "people.csv", csv_of([*rows, ("x", "Ed")]))
    assert complaints(path) == [
        "602: Record ID: has the record id of line 9",
        "603: Record ID: has no record id",
        "605: Record ID: has the record id of line 604",
    ]


def test_an_id_may_occur_again_much_later(tmp_path: Path) -> None:
    rows = "".join(f"{number},Ada\n" for number in range(1200))
    assert complaints(write(tmp_path / "people.csv", f"id,name\n{rows}5,Bo\n")) == [
        "1202: id: has the record id of line 7"
    ]


def test_spaces_between_delimiter_and_cell_do_not_count(tmp_path: Path) -> None:
    path = write(tmp_path / "people.csv", 'rec_id, given_name, "surname"\n1, "Ada, Jane", Lopez\n')
    assert read(path) == {"id": ["1"], "first_name": ["Ada, Jane"], "last_name": ["Lopez"]}


def test_reading_stops_at_twenty_complaints(tmp_path: Path) -> None:
    path = write(tmp_path / "people.csv", "id,name\n" + "1\n" * 1000)
    assert len(complaints(path)) == 20


def test_odd_rows_can_be_put_aside(tmp_path: Path) -> None:
    path = write(tmp_path / "people.csv", 'id,name\n1,Ada\n1,Bo\n2\n3,"Cy\n')
    reading = reading_of(path, puts_aside=True)
    assert [list(chunk["full_name"]) for chunk in reading.chunks()] == [["Ada"]]
    assert [(odd.first_line, odd.last_line) for odd in reading.odd] == [(4, 4), (5, 5), (3, 3)]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"PK\x03\x04....", "is an Excel workbook or another packed file, not text; save the sheet as CSV (UTF-8)"),
        (b"1,Ada,ada@mail.example\n2,Bo,bo@mail.example\n", "the first line looks like a person"),
        (b"id,name\n,\n", "has no rows below the names of its columns"),
        (b"\xff\xfei\0d\0\n\0\x00\xd8", "1: is not the utf-16 that it claims to be"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, why: str) -> None:
    (complaint,) = complaints(write(tmp_path / "people.csv", content))
    assert complaint.startswith(why)
    assert "mail.example" not in complaint


def test_folders_and_pipes_are_refused(tmp_path: Path) -> None:
    assert complaints(tmp_path) == ["is a folder, not a file"]
    assert complaints(Path("/dev/null"))[0].startswith("is a pipe or a device")
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "nowhere.csv")


def test_text_that_breaks_off_in_the_middle_names_the_line(tmp_path: Path) -> None:
    rows = "id,name\n" + "".join(f"{number},Ada\n" for number in range(2000))
    path = write(tmp_path / "people.csv", rows.encode("utf-16") + b"\x00\xd8\x00\x00")
    (complaint,) = complaints(path)
    assert complaint.endswith("is not utf-16 from here on")


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12).map(
    lambda s: s.lstrip(" ")
)


@given(
    rows=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=12),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    quoting=st.sampled_from([0, 1]),
    packed=st.booleans(),
)
def test_what_was_written_is_read(
    rows: list[tuple[str, str]], delimiter: str, encoding: str, quoting: int, packed: bool
) -> None:
    table = [("id", "Full Name", "Email"), *((str(at), *row) for at, row in enumerate(rows))]
    content = csv_of(table, delimiter=delimiter, quoting=quoting).encode(encoding)
    with tempfile.TemporaryDirectory() as folder:
        found = read(write(Path(folder) / "people.csv", gzip.compress(content) if packed else content))
    assert found["id"] == [str(at) for at in range(len(rows))]
    assert found["full_name"] == [name for name, _ in rows]
    assert found["emails"] == [mail for _, mail in rows]
