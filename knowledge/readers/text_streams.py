"""Text files of any length, read as they come."""

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TextIO

from labwright.core.errors import UnreadableDocument

_PIECE = 2**20
_SAMPLED = 2**18
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHERS = (
    (b"%PDF-", "a PDF", ".pdf"),
    (b"PK\x03\x04", "a ZIP archive or an Office file", ".xlsx, .docx, .pptx or .zip"),
    (b"\xd0\xcf\x11\xe0", "an Office file of the format before 2007", ""),
    (b"\x1f\x8b", "a file packed with gzip", ".gz"),
    (b"\x89PNG", "a picture", ".png"),
    (b"{\\rtf", "RTF", ".rtf"),
    (b"<!doctype html", "an HTML page", ".html"),
    (b"<html", "an HTML page", ".html"),
)
_FOREIGN = re.compile(rb"[\x80-\xff]+")
_HANGUL = re.compile("[가-힣]")
_NAMES = {"cp949": "CP949 (EUC-KR)", "cp1252": "Windows-1252"}
_FEW = 0.1
_NULS = 0.2  # of the bytes, as in UTF-16 without a mark


@contextmanager
def open_text(path: Path, kind: str) -> Iterator[tuple[TextIO, tuple[str, ...]]]:
    """Open a text file in the encoding that its bytes speak for.

    Args:
        path: The file.
        kind: What it should be, such as “CSV”.

    Yields:
        Its characters, and notes where the encoding had to be guessed.

    Raises:
        UnreadableDocument: If it is empty, or plainly something else.
    """
    encoding, notes = _encoding(path, kind)
    with path.open(encoding=encoding, errors="replace") as stream:
        yield stream, notes


def read_all(path: Path, kind: str, most: int) -> tuple[str, tuple[str, ...]]:
    """Return the characters of a text file, and notes on how it was read.

    Args:
        path: The file.
        kind: What it should be.
        most: Characters that are read; the rest is left out with a note.

    Raises:
        UnreadableDocument: If it is empty, or plainly something else.
    """
    with open_text(path, kind) as (stream, notes):
        text, more = stream.read(most), stream.read(1)
    cut = f"only the first {most // 10**6} million characters were read"
    return text, (*notes, cut) if more else notes


def _encoding(path: Path, kind: str) -> tuple[str, tuple[str, ...]]:
    with path.open("rb") as stream:
        start = stream.read(4096)
        _refuse_others(start, kind)
        marked = next((name for mark, name in _MARKS if start.startswith(mark)), "")
        if encoding := marked or _wide(start):
            return encoding, ()
        stream.seek(0)
        return _by_its_bytes(stream, kind)


def _refuse_others(start: bytes, kind: str) -> None:
    if not start.strip(b"\xef\xbb\xbf\xff\xfe \r\n\t\0"):
        raise UnreadableDocument("The file is empty.", "Add it again when it has text.")
    bare = start.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    for signature, told, ending in _OTHERS:
        if bare.startswith(signature.lower()):
            remedy = f"Give it the ending {ending} and add it again." if ending else (
                f"Open it in its program and save it as {kind}."
            )  # fmt: skip
            raise UnreadableDocument(f"It is not {kind}: it looks like {told}.", remedy)


def _wide(start: bytes) -> str:
    """Tell UTF-16 without a mark by its NUL bytes: every other one in Latin text."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) < _NULS * len(start) or min(even, odd) > max(even, odd) // 10:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _by_its_bytes(stream: IO[bytes], kind: str) -> tuple[str, tuple[str, ...]]:
    """Decide by all bytes beyond ASCII, as far as they fit into a sample."""
    sample: list[bytes] = []
    size = 0
    utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    while piece := stream.read(_PIECE):
        if b"\0" in piece:
            raise UnreadableDocument(
                f"It is not {kind}: it holds NUL bytes, which no text does.", "Check its ending."
            )
        if size < _SAMPLED and not piece.isascii():
            sample += _FOREIGN.findall(piece)
            size = sum(map(len, sample))
        if utf8 is not None and not _goes_on(utf8, piece):
            utf8 = None
    if utf8 is not None and _goes_on(utf8, b"", last=True):
        return "utf-8", ()
    return _best(sample)


def _goes_on(decoder: codecs.IncrementalDecoder, piece: bytes, last: bool = False) -> bool:
    try:
        decoder.decode(piece, last)
    except UnicodeDecodeError:
        return False
    return True


def _best(runs: list[bytes]) -> tuple[str, tuple[str, ...]]:
    """Choose an encoding by the runs of bytes that are not ASCII."""
    text = b" ".join(runs).decode("utf-8", "replace")
    foreign = sum(char > "\x7f" for char in text)
    if text.count("\ufffd") <= _FEW * foreign:
        return "utf-8", ("some characters are damaged",)
    encoding = "cp949" if _is_korean(runs) else "cp1252"
    return encoding, (f"read as {_NAMES[encoding]}, since it is not UTF-8",)


def _is_korean(runs: list[bytes]) -> bool:
    """Tell Korean letters, which come in pairs of bytes, from single signs such as ° and é."""
    paired = sum(len(run) for run in runs if len(run) % 2 == 0)
    if paired < (1 - _FEW) * sum(map(len, runs)):
        return False
    text = b" ".join(runs).decode("cp949", "replace")
    foreign = [char for char in text if char > "\x7f"]
    return len(_HANGUL.findall(text)) > len(foreign) / 2
