"""Scores of a series of molecules as sums of contributions of their substituents."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding, Structure
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.structure.score_table import ScoreTable, read_score_table
from labwright.tools.chemistry.structure.substitution import Substitution, substituents
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Question

_SECONDS = 10.0
_TINY = 1e-8
_LISTED = 200
Terms = list[tuple[str, str]]
Row = Counter[tuple[str, str]]
"""How often a molecule has a substituent at a place."""


@dataclass(frozen=True)
class Fit:
    """Result of the least-squares fit."""

    predicted: tuple[float, ...]
    fitted: tuple[float, ...]
    contributions: tuple[tuple[str, str, float], ...]
    deviation: float
    freedom: int


@tool(
    examples=(
        "Here are SMILES with their activities; predict the score of the unknown molecule",
        "Free-Wilson analysis of this table, what is the activity of the last compound?",
        "Estimate the missing value of the new analogue from the structure-activity table",
        "Index SMILES Score table: what score would the unknown compound have?",
        "Fit additive substituent contributions to these scores and predict the unmeasured one",
    ),
    yields=(
        Yield("predicted_score", ("score of the unknown", "Free-Wilson", "Free–Wilson",
                                  "additive substituent contributions", "predict the score",
                                  "structure-activity table", "structure–activity relationship",
                                  "구조-활성 관계")),
    ),
    domain="A series on one core whose substituents add up independently; the unknown may only "
    "hold substituents that the table determines.",
    cost="seconds",
)  # fmt: skip
def fit_additive_scores(question: Question) -> Finding:
    r"""Predict the score of a molecule from a table of its analogues by additive contributions.

    Args:
        question: A text with one SMILES and its score a line, and the SMILES of the molecule
            without a score.

    Returns:
        The predicted score, the residual of the fit and the contribution of each substituent:
        least squares on presence of substituents at the places of the common core (Free and
        Wilson, J. Med. Chem. 1964, 7, 395).

    Raises:
        BadArgument: If the table does not determine the score of the unknown.

    Example:
        >>> rows = "Fc1ccccc1 1\nClc1ccccc1 3\nFc1ccc(F)cc1 2\nunknown: Fc1ccc(Cl)cc1"
        >>> fit_additive_scores(rows).quantity("predicted_score").value
        4.0
    """
    table = read_score_table(question)
    cut = isolated(substituents, [*table.smiles, *table.wanted], seconds=_SECONDS)
    fit = _fit(table, cut)
    return Finding(
        statement="The score predicted for {unknown} is {predicted_score}; the table is fitted "
        "with a residual standard deviation of {residual} over {molecules} molecules.",
        quantities=(*_predictions(table, fit),
            Quantity(key="residual", name="residual standard deviation of the fit",
                     value=fit.deviation, decimals=4,
                     definition="root of the sum of squared residuals over degrees of freedom"),
            Quantity(key="molecules", name="molecules with a score", value=len(table.smiles)),
            Quantity(key="freedom", name="degrees of freedom of the fit", value=fit.freedom)),
        structures=tuple(Structure(name=s, smiles=s) for s in (*table.wanted, *table.smiles)),
        table=_rows(table, cut, fit),
        caution=_caution(fit, cut),
    )  # fmt: skip


def _fit(table: ScoreTable, cut: Substitution) -> Fit:
    import numpy as np

    number = len(table.smiles)
    if None in cut.rows:
        raise BadArgument(
            "Not every molecule holds the common core.", "Give molecules of one series."
        )
    rows = [
        Counter((cut.alike[place], group) for place, group in row.items())
        for row in cut.rows
        if row is not None
    ]
    terms = sorted({term for row in rows[:number] for term in row})
    design = np.array([_coded(row, terms) for row in rows[:number]])
    values = np.array(table.scores)
    _, singular, directions = np.linalg.svd(design, full_matrices=False)
    rank = int((singular > singular[0] * _TINY).sum())
    known = directions[:rank]
    solved = np.linalg.pinv(design, rcond=_TINY) @ values
    predicted = []
    for smiles, row in zip(table.wanted, rows[number:], strict=True):
        vector = _determined(smiles, row, terms, known)
        predicted.append(float(vector @ solved))
    fitted = design @ solved
    freedom = number - rank
    left = float(((values - fitted) ** 2).sum())
    return Fit(
        predicted=tuple(_clean(p) for p in predicted),
        fitted=tuple(float(f) for f in fitted),
        contributions=tuple(
            (place, group, float(c)) for (place, group), c in zip(terms, solved[1:], strict=True)
        ),
        deviation=_clean((left / freedom) ** 0.5 if freedom else left**0.5),
        freedom=freedom,
    )


def _clean(value: float) -> float:
    return round(value, 9) + 0.0


def _coded(row: Row, terms: Terms) -> list[float]:
    return [1.0, *(float(row[term]) for term in terms)]


def _determined(smiles: str, row: Row, terms: Terms, known: Any) -> Any:
    """Return the row of an unknown molecule if the table determines its score."""
    import numpy as np

    strange = [f"{group} at {place}" for place, group in row if (place, group) not in terms]
    if strange:
        raise BadArgument(
            f"No molecule of the table has {strange[0]}, which {smiles} has.",
            "Add scores of molecules that hold this substituent.",
        )
    vector = np.array(_coded(row, terms))
    outside = vector - known.T @ (known @ vector)
    if float(np.linalg.norm(outside)) > 1e-6:  # noqa: PLR2004 - rounding of a unit vector
        raise BadArgument(
            f"The table does not determine the score of {smiles}: substituents occur only together "
            "whose contributions would have to be told apart.",
            "Add scores of molecules that differ in one substituent.",
        )
    return vector


def _predictions(table: ScoreTable, fit: Fit) -> list[Quantity]:
    found = [Quantity(key="unknown", name="molecule asked for", value=table.wanted[0])]
    for index, (smiles, value) in enumerate(zip(table.wanted, fit.predicted, strict=True)):
        found.append(
            Quantity(key="predicted_score" if index == 0 else f"predicted_score_{index + 1}",
                     name=f"predicted score of {smiles}", value=value,
                     method="additive least squares (Free–Wilson)")
        )  # fmt: skip
    return found


def _rows(table: ScoreTable, cut: Substitution, fit: Fit) -> tuple[tuple[str, ...], ...]:
    head = ("molecule", *cut.places, "score", "fitted")
    rows = [head]
    values = [*(f"{s:g}" for s in table.scores), *("" for _ in table.wanted)]
    fitted = [*fit.fitted, *fit.predicted]
    smiles = (*table.smiles, *table.wanted)
    for one, row, value, computed in zip(smiles, cut.rows, values, fitted, strict=True):
        groups = [(row or {}).get(place, "") for place in cut.places]
        rows.append((one, *groups, value, f"{computed:.6g}"))
    return tuple(rows[: _LISTED + 1])


def _caution(fit: Fit, cut: Substitution) -> str:
    parts = [f"Core {cut.core}; contributions are taken to add up without interaction."]
    if set(cut.alike.values()) != set(cut.places):
        parts.append("Places that symmetry of the core makes equivalent share contributions.")
    if fit.freedom == 0:
        parts.append(
            "No degree of freedom is left: the fit reproduces the table exactly and cannot test "
            "whether contributions add up."
        )
    elif fit.deviation > 0:
        parts.append("The residual tells how far the table is from adding up.")
    return " ".join(parts)
