"""The files to be taken in, archives opened."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from labwright.core.errors import LabwrightError
from labwright.knowledge.keys import member_path
from labwright.knowledge.readers.archives.archives import is_archive, members
from labwright.knowledge.readers.registry import unopened


@dataclass(frozen=True)
class Opened:
    """An archive that was opened, or could not be.

    Args:
        archive: The archive.
        members: How the manifest knows its members.
        notes: What was left out of it.
        error: Why it could not be opened.
    """

    archive: Path
    members: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    error: LabwrightError | None = None


def opened(
    files: Sequence[Path], scratch: Path, told: Callable[[Opened], None]
) -> Iterator[tuple[Path, str, str]]:
    """Yield files, and the members of archives instead of them.

    Args:
        files: Absolute paths.
        scratch: Where members are unpacked.
        told: Told of each archive, before its members come.

    Yields:
        The file with the content, its name in the manifest, its archive.
    """
    for number, file in enumerate(files):
        if not is_archive(file):
            yield file, str(file), ""
            continue
        into = scratch / str(number)
        into.mkdir()
        try:
            found, notes = members(file, into)
        except OSError as error:
            told(Opened(file, error=unopened(file, error)))
            continue
        except LabwrightError as error:
            told(Opened(file, error=error))
            continue
        names = [member_path(str(file), str(member.relative_to(into))) for member in found]
        told(Opened(file, tuple(names), tuple(notes)))
        for member, name in zip(found, names, strict=True):
            yield member, name, str(file)
