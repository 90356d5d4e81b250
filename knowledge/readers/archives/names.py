"""Names of files in archives: decoded, and made safe for the folder they go to."""

import hashlib
import re
import unicodedata
from pathlib import Path, PurePosixPath
from zipfile import ZipInfo

_UTF8 = 0x800
_HANGUL = re.compile("[가-힣]")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\ud800-\udfff]')
_DRIVE = re.compile(r"[A-Za-z]:")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.I)
_LONGEST = 200  # bytes of one name
_DEEPEST = 30


def zip_name(info: ZipInfo) -> str:
    """Return the name of a member as it was meant.

    Names without the mark of UTF-8 are taken for code page 437 by the library, as the format says;
    programs put UTF-8 or the letters of their own country there all the same.
    """
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    return raw_name(raw, info.filename)


def raw_name(raw: bytes, otherwise: str) -> str:
    """Decode a name: UTF-8, then Korean, then what else it would be."""
    if raw.isascii():
        return otherwise
    for encoding in ("utf-8", "cp949"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or _HANGUL.search(text):
            return text
    return otherwise


def safe_parts(name: str) -> tuple[str, ...] | None:
    """Return the folders and the file of a name; None if it leads out of the archive.

    Example:
        >>> safe_parts("data/./run 1.csv"), safe_parts("../../etc/passwd"), safe_parts("C:/a.csv")
        (('data', 'run 1.csv'), None, None)
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/")
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or _DRIVE.match(name):
        return None
    return tuple(map(_safe, parts)) if len(parts) <= _DEEPEST else None


def _safe(part: str) -> str:
    part = _UNSAFE.sub("_", part).rstrip(" .") or "_"
    part = f"_{part}" if _RESERVED.fullmatch(part) else part
    if len(part.encode()) <= _LONGEST:
        return part
    ending = Path(part).suffix[:10]
    digest = hashlib.sha256(part.encode()).hexdigest()[:12]
    kept = part.encode()[: _LONGEST - 40].decode(errors="ignore")
    return f"{kept}-{digest}{ending}"


def free_path(folder: Path, parts: tuple[str, ...]) -> Path:
    """Return a path in a folder at which nothing is yet, and make the folders above it.

    Args:
        folder: The folder.
        parts: Names of the folders below it and of the file.
    """
    place = folder
    for part in parts[:-1]:
        place /= part
        while place.exists() and not place.is_dir():
            place = place.with_name(f"{place.name}_")
        place.mkdir(parents=True, exist_ok=True)
    path = place / parts[-1]
    count = 1
    while path.exists():
        count += 1
        path = place / f"{Path(parts[-1]).stem} ({count}){Path(parts[-1]).suffix}"
    return path
