"""A table of molecules with scores, and a molecule without one, read from a question."""

import re
from dataclasses import dataclass

from labwright.core.errors import BadArgument, BadStructure, TooLarge
from labwright.tools.chemistry.structures import canonical, read_smiles

_MOST_ROWS = 500
_FIGURE = re.compile(r"[-+−]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?")
_FIELD = re.compile(r"[\t|;]+|,?\s+")
_TRIMMED = ".,;:?!\"'“”`"


@dataclass(frozen=True)
class ScoreTable:
    """What a question gives.

    Args:
        smiles: Canonical SMILES of the molecules with a score.
        scores: Their scores.
        wanted: Canonical SMILES of those without.
    """

    smiles: tuple[str, ...]
    scores: tuple[float, ...]
    wanted: tuple[str, ...]


def read_score_table(text: str) -> ScoreTable:
    r"""Read lines of SMILES with a score, and the SMILES that stand without one.

    Args:
        text: Lines such as ``0  Clc1ccccc1  4.2`` in any column order, and elsewhere a molecule
            that is asked for.

    Returns:
        The table.

    Raises:
        BadArgument: If there are no rows, or no molecule without a score.
        TooLarge: If there are too many rows.

    Example:
        >>> read_score_table("Clc1ccccc1 4.2\nwhat about Brc1ccccc1?").wanted
        ('Brc1ccccc1',)
    """
    rows: list[tuple[str, float]] = []
    wanted: list[str] = []
    for line in text.splitlines():
        fields = [f.strip(_TRIMMED) for f in _FIELD.split(line.strip()) if f.strip(_TRIMMED)]
        molecules = [smiles for f in fields if (smiles := _smiles(f))]
        figures = [f for f in fields if _FIGURE.fullmatch(f)]
        if len(molecules) == 1 and figures:
            rows.append((molecules[0], float(figures[-1].replace("−", "-").replace(",", "."))))
        else:
            wanted += molecules
        if len(rows) > _MOST_ROWS:
            raise TooLarge(f"Over {_MOST_ROWS} rows are given.", "Give fewer molecules.")
    asked = tuple(dict.fromkeys(wanted))
    if not rows or not asked:
        missing = "rows of a SMILES and a score" if not rows else "molecule without a score"
        raise BadArgument(
            f"The text holds no {missing}.",
            "Write one SMILES and its score a line, and the unknown molecule on a line of its own.",
        )
    return ScoreTable(tuple(r[0] for r in rows), tuple(r[1] for r in rows), asked)


def _smiles(field: str) -> str:
    """Return the canonical SMILES of a field, or nothing for a word or a figure."""
    if len(field) < 3 or _FIGURE.fullmatch(field) or not re.search(r"[A-Zcnosbp*]", field):  # noqa: PLR2004
        return ""
    if not re.search(r"[\d()=#\[\]]", field) and not re.fullmatch(r"(?:Cl|Br|[BCNOPSFI])+", field):
        return ""  # a word, not a ring or branch
    try:
        return canonical(read_smiles(field))
    except BadStructure:
        return ""
