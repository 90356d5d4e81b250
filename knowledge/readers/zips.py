"""ZIP files, which Office files are too, opened without trusting what they say of themselves."""

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from labwright.core.errors import UnreadableDocument

FAULTS = (
    BadZipFile, EOFError, LZMAError, NotImplementedError, OSError, OverflowError, RuntimeError,
    ValueError, struct.error, zlib.error,
)  # fmt: skip
"""What the library lets out where a ZIP file is damaged."""

_LONGEST_LIST = 8 * 2**20  # bytes that name the members; twenty thousand take a tenth of it
_ENCRYPTED = 1
_PIECE, _SMALL_PIECE = 64 * 1024, 4096


@contextmanager
def open_zip(path: Path) -> Iterator[ZipFile]:
    """Open a ZIP file.

    Args:
        path: The file.

    Yields:
        The open file; its members are to be read by ``pieces``.

    Raises:
        UnreadableDocument: If it is damaged, or names more members than anyone packs.
        OSError: If it cannot be opened.
    """
    with _Wary(io.FileIO(path)) as stream:
        try:
            archive = ZipFile(stream)
        except FAULTS as error:
            raise UnreadableDocument(f"It is damaged ({error}).", "Get it anew.") from error
        with archive:
            yield archive


def is_encrypted(member: ZipInfo) -> bool:
    """Tell whether a member needs a password."""
    return bool(member.flag_bits & _ENCRYPTED)


def is_plain(member: ZipInfo) -> bool:
    """Tell whether a member is packed as Office files must be: deflated, or not at all."""
    return member.compress_type in (ZIP_STORED, ZIP_DEFLATED)


def pieces(stream: IO[bytes], member: ZipInfo) -> Iterator[bytes]:
    """Yield what a member holds, piece by piece.

    The library unpacks all that a piece of BZIP2 or LZMA gives, so those are fed by little.

    Args:
        stream: The member, opened.
        member: What the list says of it.
    """
    size = _PIECE if is_plain(member) else _SMALL_PIECE
    while piece := stream.read(size):
        yield piece


class _Wary(io.BufferedReader):
    """Never reads much at once: the list of members is read whole, however long it says it is."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Read some bytes, or all that are left."""
        most = _LONGEST_LIST + 1
        data = super().read(most if size is None or size < 0 else min(size, most))
        if len(data) == most:
            raise BadZipFile("its list of members is too long")
        return data
