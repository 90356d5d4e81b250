"""Systematic names by OPSIN, where a Java runtime exists."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

from labwright.core.errors import BadStructure
from labwright.tools.chemistry.name_table import Resolution
from labwright.tools.chemistry.refusals import refusal
from labwright.tools.chemistry.structures import canonical, read_smiles

_LONGEST_NAME = 500
_SECONDS = 30


def from_opsin(name: str) -> Resolution | None:
    """Resolve a systematic name by OPSIN.

    Args:
        name: A systematic (IUPAC) name.

    Returns:
        The structure; None if OPSIN does not know it or finds it ambiguous, RDKit does
        not accept what it gives, or there is no Java runtime that answers.
    """
    if "\n" in name or not 1 < len(name) <= _LONGEST_NAME or refusal(name) is not None:
        return None
    smiles, unsure = _opsin(name) if java_present() else ("", False)
    if not smiles or unsure or "*" in smiles:  # * stands for the end of a polymer's unit
        return None
    try:
        structure = canonical(read_smiles(smiles))
    except BadStructure:
        return None  # such as IF7, whose valence RDKit does not allow
    return Resolution(given=name, name=name, smiles=structure, source="OPSIN")


def opsin_is_unsure(name: str) -> bool:
    """Tell whether OPSIN reads a name, but says that it may mean several compounds.

    Args:
        name: A name without line ends, such as ``trimethylbenzene``.
    """
    readable = "\n" not in name and 1 < len(name) <= _LONGEST_NAME
    return readable and java_present() and _opsin(name)[1]


@cache
def _opsin(name: str) -> tuple[str, bool]:
    """Return OPSIN's SMILES, and whether it warns that the name is ambiguous."""
    import py2opsin

    # The package brings OPSIN's jar. Its own call writes the name to a file of a fixed name and
    # trusts the encoding of the terminal; a pipe needs neither.
    jar = next(Path(str(py2opsin.__file__)).parent.glob("opsin*.jar"))
    try:
        done = subprocess.run(
            ["java", "-Dfile.encoding=UTF-8", "-jar", str(jar), "-osmi"],
            input=name, capture_output=True, encoding="utf-8", timeout=_SECONDS, check=False,
        )  # fmt: skip
    except (subprocess.TimeoutExpired, OSError):
        return "", False
    return done.stdout.strip(), "APPEARS_AMBIGUOUS" in done.stderr


def java_present() -> bool:
    """Tell whether a Java runtime is on the path."""
    return shutil.which("java") is not None
