"""How a file is written, as bytes: packed or not, and in which encoding. It is read through once and never kept."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from syncengine.bulk.code_pages import code_page_of
from syncengine.bulk.complaints import refuse

_BLOCK = 1 << 20
_SAMPLE = 1 << 18
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GZIP = b"\x1f\x8b"
_NO_TEXT = (
    (b"PK\x03\x04", "an Excel workbook or another packed file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
)


@dataclass(frozen=True, slots=True)
class Writing:
    """``errors`` is for the codec. ``has_nuls`` says that there are NUL characters, to be left out. ``lines`` is at
    least the number of rows. ``doubt`` is for the user where the encoding is a guess or does not fit everywhere."""

    path: Path
    is_packed: bool
    encoding: str
    errors: str = "strict"
    has_nuls: bool = False
    lines: int = 0
    doubt: str = ""

    @contextmanager
    def text(self) -> Iterator[TextIO]:
        """The file as text, with the line ends that it has. Raises CannotMatch where it cannot be unpacked."""
        with (
            _unpacked(self.path, is_packed=self.is_packed) as stream,
            io.TextIOWrapper(stream, encoding=self.encoding, errors=self.errors, newline="") as text,
        ):
            yield text


def look_at(path: Path, *, otherwise: str | None = None) -> Writing:
    """How a file is written. ``otherwise`` is the encoding to believe in when it is not Unicode.

    Raises CannotMatch for what is no text, and OSError for what cannot be opened.
    """
    _check_kind(path)
    with path.open("rb") as stream:
        is_packed = stream.read(2) == _GZIP
    with _unpacked(path, is_packed=is_packed) as stream:
        head = stream.read(_SAMPLE)
        _check_is_text(path, head)
        seen = _read_through(stream, head)
    return _writing(path, head, seen, is_packed=is_packed, otherwise=otherwise)


def _check_kind(path: Path) -> None:
    if path.is_dir():
        raise refuse(path, "is a folder, not a file")
    if path.exists() and not path.is_file():
        raise refuse(path, "is a pipe or a device; it is read more than once, so save it as a file first")


def _check_is_text(path: Path, head: bytes) -> None:
    if not head.strip(b"\0 \t\r\n"):
        raise refuse(path, "is empty")
    for start, name in _NO_TEXT:
        if head.startswith(start):
            raise refuse(path, f"is {name}, not text", fix="save the sheet as CSV (UTF-8)")


@contextmanager
def _unpacked(path: Path, *, is_packed: bool) -> Iterator[BinaryIO]:
    with path.open("rb") as raw:
        if not is_packed:
            yield raw
            return
        try:
            with gzip.GzipFile(fileobj=raw) as inner:
                yield cast(BinaryIO, inner)
        except (gzip.BadGzipFile, EOFError, zlib.error):
            raise refuse(path, "is damaged or cut off: it cannot be unpacked") from None


@dataclass(slots=True)
class _Seen:
    """What reading through a file found. ``beyond_ascii`` has some of the lines that say which encoding it is."""

    lines: int = 0
    nuls: bool = False
    is_utf8: bool = True
    beyond_ascii: bytes = b""


def _read_through(stream: BinaryIO, head: bytes) -> _Seen:
    seen, decoder = _Seen(), codecs.getincrementaldecoder("utf-8")()
    seen.beyond_ascii = _beyond_ascii(head, first=True, last=len(head) < _SAMPLE)
    block = head
    while block:
        seen.lines += max(block.count(b"\n"), block.count(b"\r"))
        seen.nuls = seen.nuls or b"\0" in block
        seen.is_utf8 = seen.is_utf8 and _decodes(decoder, block)
        block = stream.read(_BLOCK)
        if len(seen.beyond_ascii) < _SAMPLE:
            seen.beyond_ascii += _beyond_ascii(block)
    seen.is_utf8 = seen.is_utf8 and _decodes(decoder, b"", final=True)
    return seen


def _beyond_ascii(block: bytes, *, first: bool = False, last: bool = False) -> bytes:
    """The lines with characters beyond ASCII. Lines at the edges are cut, maybe within a character, and left out."""
    if block.isascii():
        return b""
    lines = block.splitlines(keepends=True)
    whole = lines[0 if first else 1 : None if last else -1]
    return b"".join(line for line in whole if not line.isascii())[:_BLOCK]


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _writing(path: Path, head: bytes, seen: _Seen, *, is_packed: bool, otherwise: str | None) -> Writing:
    wide = _wide(head)
    if wide or seen.is_utf8:
        has_nuls = seen.nuls and not wide
        return Writing(path, is_packed, wide or _utf8(head), has_nuls=has_nuls, lines=seen.lines)
    if otherwise is not None:
        return Writing(path, is_packed, _known(otherwise), "strict", seen.nuls, seen.lines)
    if _is_mostly_utf8(seen.beyond_ascii):
        doubt = "is UTF-8 with some broken characters, read as unknown ones"
        return Writing(path, is_packed, _utf8(head), "replace", seen.nuls, seen.lines, doubt)
    codec = code_page_of(seen.beyond_ascii)
    if codec is None:
        raise refuse(path, "is in no encoding that is recognised", fix="name it, for example with --encoding cp1252")
    doubt = f"is not Unicode; it was read as {codec}, which is a guess (--encoding says otherwise)"
    return Writing(path, is_packed, codec, "replace", seen.nuls, seen.lines, doubt)


def _wide(head: bytes) -> str | None:
    """UTF-16 or UTF-32, by its mark; UTF-16 without one, by the empty halves of plain characters."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    pairs = len(head) // 2
    for half, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if pairs and head[half::2].count(0) > 0.4 * pairs and head[1 - half :: 2].count(0) < 0.1 * pairs:
            return name
    return None


def _utf8(head: bytes) -> str:
    return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"


def _is_mostly_utf8(sample: bytes) -> bool:
    """Whether far more characters beyond ASCII are right than broken: no other encoding looks like that by chance."""
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(not char.isascii() for char in text) - broken > 4 * broken


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise refuse("--encoding", "is not an encoding that Python knows", fix="for example cp1252, cp1250") from None
