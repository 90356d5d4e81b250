"""Systematic names by OPSIN, where a Java runtime exists."""

import os
import shutil
import tempfile
import warnings
from functools import cache

from labwright.tools.chemistry.name_table import Resolution
from labwright.tools.chemistry.structures import canonical, read_smiles

_LONGEST_NAME = 500


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
    from py2opsin import py2opsin

    # Its temporary file has a fixed name unless told otherwise: two processes would mix answers.
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answer = py2opsin(name, tmp_fpath=os.path.join(folder, "names.txt"))
    return str(answer or "").strip()


def java_present() -> bool:
    """Tell whether a Java runtime is on the path."""
    return shutil.which("java") is not None
