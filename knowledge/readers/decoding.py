"""From the bytes of a marked-up file to its characters."""

import codecs
import re
from pathlib import Path

from labwright.core.errors import UnreadableDocument

LARGEST = 32 * 2**20
"""Bytes of one file; longer ones are no papers, and a tree of them would fill the memory."""

_SIGNATURES = (
    (b"%PDF-", "a PDF", ".pdf"),
    (b"PK\x03\x04", "a ZIP archive, as Word files and EPUBs are", ".zip, .docx or .epub"),
    (b"\xd0\xcf\x11\xe0", "a file of an old Office program", ""),
    (b"\x89PNG", "a picture", ".png"),
    (b"\xff\xd8\xff", "a picture", ".jpg"),
    (b"GIF8", "a picture", ".gif"),
    (b"\x1f\x8b", "a gzip archive", ".gz"),
    (b"7z\xbc\xaf", "a 7z archive", ".7z"),
    (b"{\\rtf", "RTF", ".rtf"),
    (b"\x7fELF", "a program", ""),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SUPERSETS = {
    "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-1": "cp1252", "iso8859-1": "cp1252",
    "latin1": "cp1252", "latin-1": "cp1252", "iso-8859-9": "cp1254", "gb2312": "gb18030",
    "gbk": "gb18030", "x-gbk": "gb18030", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
    "ksc5601": "cp949", "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932",
    "x-sjis": "cp932", "windows-31j": "cp932", "x-euc-jp": "euc_jp", "big5": "big5hkscs",
    "utf8": "utf-8", "unicode": "utf-16",
}  # fmt: skip
"""What is declared means more than its name in practice."""

_SCRIPTS = (
    ("euc_jp", re.compile("[ぁ-ゖァ-ヺ]"), 0.2),
    ("cp932", re.compile("[ぁ-ゖァ-ヺ]"), 0.2),
    ("cp949", re.compile("[가-힣]"), 0.7),
)
"""Encodings of Japanese and Korean, and the share of their own letters that gives them away."""
_NO_TEXT = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])
"""Control characters, which no text holds and no parser of markup takes."""
_FOREIGN = re.compile(rb"[\x80-\xff]+")
_FEW_BAD = 0.001
_NULS = 0.25  # of the bytes, as in UTF-16 without a mark


def read_bytes(path: Path, kind: str) -> bytes:
    """Read a file that should be text of a kind.

    Args:
        path: The file.
        kind: What it should be, such as “HTML”.

    Returns:
        Its bytes.

    Raises:
        UnreadableDocument: If it is empty, too large, or plainly something else.
    """
    with path.open("rb") as stream:
        data = stream.read(LARGEST + 1)
    if not data.strip(b" \t\r\n\0"):
        raise UnreadableDocument("The file is empty.", "Add it again when it has text.")
    if len(data) > LARGEST:
        raise UnreadableDocument(
            f"It is larger than {LARGEST // 2**20} MB, which no {kind} of a paper is.",
            "Split it, or add the part that matters.",
        )
    refuse_other_kinds(data, kind)
    return data


def refuse_other_kinds(data: bytes, kind: str) -> None:
    """Raise if the first bytes are those of another kind of file.

    Args:
        data: What the file holds.
        kind: What it should be.

    Raises:
        UnreadableDocument: If it is something else.
    """
    for signature, name, ending in _SIGNATURES:
        if data.startswith(signature):
            remedy = f"Give it the ending {ending} and add it again." if ending else "Check it."
            raise UnreadableDocument(f"It is not {kind}: it looks like {name}.", remedy)
    if b"\0" in data and not _marked(data) and not _wide(data):
        raise UnreadableDocument(
            f"It is not {kind}: it holds NUL bytes, which no text does.", "Check its ending."
        )


def decode(data: bytes, declared: str = "") -> tuple[str, tuple[str, ...]]:
    """Turn bytes into characters.

    A byte order mark decides; then what the file declares, if its bytes agree; then UTF-8; then
    the letters that Japanese and Korean text is full of; at last Windows-1252.

    Args:
        data: What the file holds.
        declared: The encoding that it names, if any.

    Returns:
        The text with one kind of line end, and notes where it had to be guessed.
    """
    encoding = _marked(data) or _wide(data)
    notes: tuple[str, ...] = ()
    if not encoding:
        encoding, notes = _chosen(data, _known(declared))
    text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
    text = text.translate(_NO_TEXT)
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes


def _chosen(data: bytes, declared: str) -> tuple[str, tuple[str, ...]]:
    if declared and _agrees(data, declared):
        return declared, ()
    found = _detected(data)
    if found == "utf-8" and (not declared or data.isascii()):
        return found, ()
    if declared:
        return found, (f"read as {found}: it says {declared}, which its bytes are not",)
    return found, (f"read as {found}, since it is not UTF-8",)


def _agrees(data: bytes, encoding: str) -> bool:
    """Tell whether bytes are in an encoding, but for a few that were damaged."""
    text = data.decode(encoding, errors="replace")
    return text.count("\ufffd") <= _FEW_BAD * len(text)


def _detected(data: bytes) -> str:
    if _agrees(data, "utf-8"):
        return "utf-8"
    # Letters of Korean are pairs of high bytes; single signs such as ° and é are none.
    runs = _FOREIGN.findall(data)
    paired = sum(len(run) for run in runs if len(run) % 2 == 0) > sum(map(len, runs)) / 2
    for encoding, letters, share in _SCRIPTS:
        if (paired or encoding != "cp949") and _agrees(data, encoding):
            foreign = [char for char in data.decode(encoding, errors="replace") if char > "\x7f"]
            if len(letters.findall("".join(foreign))) > share * len(foreign):
                return encoding
    return "cp1252"


def _known(declared: str) -> str:
    name = declared.strip().strip("\"'").lower()
    name = _SUPERSETS.get(name, name)
    try:
        return codecs.lookup(name).name if name and codecs.lookup(name)._is_text_encoding else ""
    except (LookupError, ValueError):
        return ""


def _marked(data: bytes) -> str:
    return next((name for mark, name in _MARKS if data.startswith(mark)), "")


def _wide(data: bytes) -> str:
    """Tell UTF-16 without a mark by its NUL bytes: every other one in Latin text."""
    start = data[:4096]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) < _NULS * len(start) or min(even, odd) > max(even, odd) // 10:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"
