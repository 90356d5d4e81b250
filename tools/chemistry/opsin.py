"""Systematic names by OPSIN, where a Java runtime exists."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

from labwright.tools.chemistry.name_table import Resolution
from labwright.tools.chemistry.structures import canonical, read_smiles

_LONGEST_NAME = 500
_SECONDS = 30


def from_opsin(name: str) -> Resolution | None:
    """Resolve a systematic name by OPSIN.

    Args:
        name: A systematic (IUPAC) name.

    Returns:
        The structure; None if OPSIN does not know it or there is no Java runtime.
    """
    if not java_present() or "\n" in name or not 1 < len(name) <= _LONGEST_NAME:
        return None
    smiles = _opsin(name)
    if not smiles:
        return None
    return Resolution(given=name, name=name, smiles=canonical(read_smiles(smiles)), source="OPSIN")


@cache
def _opsin(name: str) -> str:
    import py2opsin

    # The package brings OPSIN's jar. Its own call writes the name to a file of a fixed name and
    # trusts the encoding of the terminal; a pipe needs neither.
    jar = next(Path(str(py2opsin.__file__)).parent.glob("opsin*.jar"))
    done = subprocess.run(
        ["java", "-Dfile.encoding=UTF-8", "-jar", str(jar), "-osmi"],
        input=name, capture_output=True, encoding="utf-8", timeout=_SECONDS, check=False,
    )  # fmt: skip
    return done.stdout.strip()


def java_present() -> bool:
    """Tell whether a Java runtime is on the path."""
    return shutil.which("java") is not None
