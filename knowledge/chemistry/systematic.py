"""Systematic names of a document by OPSIN."""

import time
from collections.abc import Sequence

from labwright.knowledge.chemistry.keys import identify
from labwright.knowledge.chemistry.opsin_process import java_present, opsin_process

_LONGEST_NAME = 300
_SECONDS = 120
_MOST_NAMES = 20_000


def read_systematic(names: Sequence[str]) -> dict[str, str]:
    """Read systematic names.

    Args:
        names: Names; those with a line end or of great length are passed over, since each name is
            a line of its own and a stray line end would move all later answers.

    Returns:
        Canonical SMILES of the names that OPSIN reads as one compound; none at all where there is
        no Java runtime, or none that answers.

    Example:
        >>> read_systematic([])
        {}
    """
    asked = [name for name in dict.fromkeys(names) if _can_be_asked(name)][:_MOST_NAMES]
    if not asked or not java_present():
        return {}
    opsin = opsin_process()
    until = time.monotonic() + _SECONDS
    found: dict[str, str] = {}
    for name in asked:
        if time.monotonic() > until:
            break
        smiles, unsure = opsin.ask(name)
        if smiles and not unsure and "*" not in smiles and (made := identify(smiles)) is not None:
            found[name] = made.smiles
    return found


def _can_be_asked(name: str) -> bool:
    return 1 < len(name) <= _LONGEST_NAME and name.isprintable() and bool(name.strip())
