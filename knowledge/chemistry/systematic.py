"""Systematic names by OPSIN, all names of a document in one call."""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from labwright.knowledge.chemistry.keys import identify

_LONGEST_NAME = 300
_SECONDS = 120
_MOST_NAMES = 20_000
_BLANK = "Input chemical name was blank!"
_UNSURE = "APPEARS_AMBIGUOUS"

_UTF8 = ("-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8")


def read_systematic(names: Sequence[str]) -> dict[str, str]:
    """Read systematic names.

    Args:
        names: Names; those with a line end or of great length are passed over, since each name is
            a line of its own and a stray line end would move all later answers.

    Returns:
        Canonical SMILES of the names that OPSIN reads as one compound; none at all where the
        package ``py2opsin`` or a Java runtime is missing or does not answer in time.

    Example:
        >>> read_systematic([])
        {}
    """
    asked = [name for name in dict.fromkeys(names) if _can_be_asked(name)][:_MOST_NAMES]
    jar = _jar()
    if not asked or jar is None:
        return {}
    # A blank line behind each name: it draws a message of its own, which tells apart the warnings.
    lines = "".join(f"{name}\n\n" for name in asked)
    try:
        done = subprocess.run(
            ["java", *_UTF8, "-jar", jar, "-osmi", "-n"],
            input=lines, capture_output=True, encoding="utf-8", errors="replace",
            timeout=_SECONDS, check=False,
        )  # fmt: skip
    except (subprocess.TimeoutExpired, OSError):
        return {}
    return dict(_answers(asked, done.stdout, done.stderr))


def _can_be_asked(name: str) -> bool:
    return 1 < len(name) <= _LONGEST_NAME and name.isprintable() and bool(name.strip())


def _answers(asked: Sequence[str], output: str, errors: str) -> Iterator[tuple[str, str]]:
    """Pair names and structures; a name that does not come back as it was asked is passed over."""
    told = errors.split(_BLANK)
    unsure = {name for name, said in zip(asked, told, strict=False) if _UNSURE in said}
    apart = len(told) == len(asked) + 1
    wanted = set(asked)
    for line in output.splitlines():
        smiles, _, name = line.partition("\t")
        if not smiles or name not in wanted or "*" in smiles or not apart or name in unsure:
            continue
        if (structure := identify(smiles)) is not None:
            yield name, structure.smiles


@cache
def _jar() -> str | None:
    try:
        import py2opsin
    except ImportError:
        return None
    found = sorted(Path(str(py2opsin.__file__)).parent.glob("opsin*.jar"))
    return str(found[0]) if found and shutil.which("java") else None
