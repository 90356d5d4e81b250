"""The members of ZIP and TAR files, one after the other, none trusted."""

import bz2
import gzip
import lzma
import stat
import tarfile
from collections.abc import Callable, Iterator
from io import BufferedReader
from pathlib import Path
from typing import IO, NamedTuple, Protocol, cast
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.readers.archives.names import raw_name, zip_name
from labwright.knowledge.readers.zips import FAULTS, is_encrypted, open_zip, pieces

TAR_FAULTS = (*FAULTS, tarfile.TarError, IndexError, KeyError)
"""What the libraries let out where an archive is damaged."""

LOCKED = "locked by a password"
LINKS, DEVICES = "links", "devices and other special files"
UNKNOWN = "packed in a way that is not read here"
SPARSE = "files with holes, which tell no size that can be trusted"

_METHODS = (ZIP_STORED, ZIP_DEFLATED, ZIP_BZIP2)  # LZMA there takes whatever memory it says
_PIECE = 64 * 1024
_LONGEST_HEADER = 64 * 1024
_OTHERS = (
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"%PDF-", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an Office file of the format before 2007"),
)
_MOST_MEMORY = 256 * 2**20  # for unpacking XZ; its strongest level takes a quarter of it
_KINDS = {
    ".zip": "zip", ".tar": "tar", ".tar.gz": "gz", ".tgz": "gz", ".tar.bz2": "bz2", ".tbz2": "bz2",
    ".tbz": "bz2", ".tar.xz": "xz", ".txz": "xz",
}  # fmt: skip


class Member(NamedTuple):
    """A member of an archive.

    Args:
        name: Its name, decoded.
        refused: Why it is not unpacked whatever its name; empty if it may be.
        content: What it holds, piece by piece; to be read before the next member is asked for.
    """

    name: str
    refused: str
    content: Iterator[bytes]


def archive_kind(name: str) -> str | None:
    """Return how an archive is packed by its name; None if it is none."""
    return next((kind for end, kind in _KINDS.items() if name.lower().endswith(end)), None)


def read_members(path: Path, kind: str, passed: Callable[[int], None]) -> Iterator[Member]:
    """Yield the members of an archive.

    Args:
        path: The archive.
        kind: How it is packed.
        passed: Is told how many bytes had to be unpacked only to come to what follows them.

    Yields:
        The members in their order, without folders.

    Raises:
        UnreadableDocument: If it is damaged or no archive.
        OSError: If it cannot be opened.
    """
    with path.open("rb") as stream:
        start = stream.read(8)
    for signature, told in _OTHERS:
        if start.startswith(signature):
            raise UnreadableDocument(f"It looks like {told}.", "Unpack it, or pack it as ZIP.")
    if kind == "zip":
        with open_zip(path) as archive:
            for info in archive.infolist():
                if not info.is_dir():
                    yield Member(zip_name(info), _zip_refusal(info), _zip_content(archive, info))
    else:
        with path.open("rb") as packed:
            yield from _tar_members(_Forward(_unpacked(packed, kind), passed))


def _unpacked(packed: IO[bytes], kind: str) -> "_Stream":
    if kind == "gz":
        return gzip.GzipFile(fileobj=packed, mode="rb")
    if kind == "bz2":
        return bz2.BZ2File(packed)
    return _Xz(packed) if kind == "xz" else packed


def _zip_refusal(info: ZipInfo) -> str:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return LINKS
    if kind not in (0, stat.S_IFREG):
        return DEVICES
    if is_encrypted(info):
        return LOCKED
    return "" if info.compress_type in _METHODS else UNKNOWN


def _zip_content(archive: ZipFile, info: ZipInfo) -> Iterator[bytes]:
    with archive.open(info) as stream:
        yield from pieces(stream, info)


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Xz:
    """An XZ file that is unpacked with bounded memory, which the library's own class is not."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed = packed
        self._unpacker = lzma.LZMADecompressor(memlimit=_MOST_MEMORY)

    def read(self, size: int, /) -> bytes:
        """Read some bytes; fewer only at the end."""
        data = bytearray()
        while len(data) < size:
            wants = self._unpacker.needs_input or self._unpacker.eof
            more = self._packed.read(_PIECE) if wants else b""
            if self._unpacker.eof:  # another stream may follow, behind some padding
                more = (self._unpacker.unused_data + more).lstrip(b"\0")
                if not more:
                    break
                self._unpacker = lzma.LZMADecompressor(memlimit=_MOST_MEMORY)
            elif wants and not more:
                raise EOFError("its end is missing")
            data += self._unpacker.decompress(more, size - len(data))
        return bytes(data)


class _Forward:
    """A stream that tarfile can only use in the order in which it is unpacked, and little at once.

    Going back would unpack a compressed archive anew from its beginning, and headers are read
    whole however long they say they are.

    Args:
        stream: The archive, unpacked as it is read.
        passed: Is told how many bytes were read to be skipped.

    Attributes:
        last: What was read last of a header.
    """

    def __init__(self, stream: _Stream, passed: Callable[[int], None]) -> None:
        self._stream = stream
        self._passed = passed
        self._at = 0
        self._header = 0
        self.last = b""

    def begin_header(self) -> None:
        """Say that a header is read next."""
        self._header = _LONGEST_HEADER

    def tell(self) -> int:
        """Return how many bytes lie behind."""
        return self._at

    def read(self, size: int) -> bytes:
        """Read a part of a header."""
        self._header -= size
        if not size >= 0 or self._header < 0:
            raise tarfile.ReadError("a header is too long")
        self.last = self._take(size)
        return self.last

    def seek(self, to: int) -> None:
        """Skip what a member holds."""
        if to < self._at:
            raise tarfile.ReadError("a header points back")
        if isinstance(self._stream, BufferedReader):
            self._at = self._stream.seek(to)
        while self._at < to and (piece := self._take(min(_PIECE, to - self._at))):
            self._passed(len(piece))

    def content(self, size: int) -> Iterator[bytes]:
        """Yield the next bytes, which a member holds."""
        left = size
        while left > 0:
            piece = self._take(min(_PIECE, left))
            if not piece:
                raise tarfile.ReadError("unexpected end of data")
            left -= len(piece)
            yield piece

    def _take(self, size: int) -> bytes:
        piece = self._stream.read(size)
        self._at += len(piece)
        return piece


def _tar_members(stream: _Forward) -> Iterator[Member]:
    stream.begin_header()
    archive = tarfile.TarFile(
        fileobj=cast(IO[bytes], stream), encoding="utf-8", errors="surrogateescape"
    )
    while (info := archive.next()) is not None:
        if not info.isdir():
            raw = info.name.encode("utf-8", "surrogateescape")
            refusal = _tar_refusal(info)
            yield Member(raw_name(raw, info.name), refusal, stream.content(info.size))
        stream.begin_header()
    if stream.last.strip(b"\0"):  # the library takes any damage behind the first header for the end
        raise tarfile.ReadError("a header is damaged")


def _tar_refusal(info: tarfile.TarInfo) -> str:
    if info.issym() or info.islnk():
        return LINKS
    if info.issparse():
        return SPARSE
    return "" if info.isreg() else DEVICES
