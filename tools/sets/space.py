"""A set of molecules on one map, alike ones side by side."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import MostMolecules, Question, TableFile
from labwright.tools.sets.calculations import Fingerprints, Properties, bits_of
from labwright.tools.sets.columns import named_properties, properties
from labwright.tools.sets.layouts import open_molecules
from labwright.tools.sets.loading import Reading, heading, svg_of
from labwright.tools.sets.molecule_file import MoleculeFile
from labwright.tools.sets.work import Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST = 20_000
_FEWEST = 3
_BITS = 1024
_ROUNDING = 1e-9
"""Relative spread that comes of the order in which atoms are summed."""
_KEYS = ("average_mass", "logp", "tpsa", "hbd", "hba", "rotatable_bonds", "rings",
         "aromatic_rings", "heavy_atoms", "fraction_csp3", "molar_refractivity")  # fmt: skip
_POINTS = 1_500
"""Points from which on they are drawn as one picture: as shapes they would be megabytes."""
_COLOUR = re.compile(
    r"\b(?:colou?r(?:ed|ing)?(?:\s+(?:it|them|points?|molecules?))?\s+(?:by|with|according to)"
    r"|colou?r\s*=)\s*(?:the\s+)?(?:column\s+)?[“\"']?(?P<name>[^”\"',;.?]+)",
    re.I,
)


@dataclass(frozen=True)
class _Colour:
    """What the points are coloured by: a property, or a column of the file."""

    name: str
    unit: str = ""
    key: str = ""
    column: int = -1


@tool(
    examples=(
        "Show the chemical space of {file}",
        "Plot a PCA of the molecules in {file}",
        "Map the compounds of {file} in two dimensions",
        "chemical space map of {file} coloured by logP",
        "PCA on fingerprints for {file}, colour by the activity column",
        "visualise how the library {file} is spread out",
    ),
    yields=(
        Yield("explained", ("chemical space", "chemical space map", "principal component analysis",
                            "PCA", "PCA plot", "map the compounds", "화학 공간", "주성분 분석"),
              "percent"),
    ),
    domain="3 to 20,000 molecules; linear projection, in which unlike molecules may coincide.",
    agent="analyst",
    cost="minutes",
)  # fmt: skip
def chemical_space_map(
    file: TableFile, wanted: Question = "", most: MostMolecules = _MOST
) -> Finding:
    """Draw a map of a set: its two principal components, coloured by a property or column.

    Args:
        file: Path of a CSV, TSV, SMILES or SDF file.
        wanted: May say “fingerprints” instead of descriptors, and “coloured by …” a property or
            a column of the file.
        most: How many molecules the set may have.

    Returns:
        The map, what part of the variance it shows, and what the two axes are made of: the
        largest loadings (Pearson, Phil. Mag. 1901, 2, 559). Descriptors are scaled to unit
        variance; fingerprints are Morgan, radius 2, 1024 bits.

    Raises:
        MissingFile: If there is no such file.
        BadArgument: If there is no such column, or there are fewer than three molecules.
        TooLarge: If the set is too large.

    Example:
        >>> chemical_space_map("molecules.csv", "coloured by logP").figure[:4]    # doctest: +SKIP
        '<svg'
    """
    source = open_molecules(file)
    by_prints = bool(re.search(r"fingerprint|morgan|ecfp", wanted, re.I))
    colour = _colour(wanted, source)
    keys = (
        _KEYS if colour is None or not colour.key or colour.key in _KEYS else (*_KEYS, colour.key)
    )
    reading = Reading(source, Fingerprints(_BITS) if by_prints else Properties(keys))
    found = reading.at_most(most, "to be mapped")
    if len(found) < _FEWEST:
        raise BadArgument(f"{len(found)} molecules make no map.", f"Give at least {_FEWEST}.")
    rows, names = (_bits(found), ()) if by_prints else _descriptors(found)
    places, shares, loadings = principal_components(rows)
    values = _values(found, colour, keys, by_prints)
    basis = f"Morgan fingerprints, radius 2, {_BITS} bits" if by_prints else (
        f"{len(_KEYS)} descriptors scaled to unit variance")  # fmt: skip
    shown = "" if colour is None else f", coloured by {colour.name}"
    return Finding(
        statement=f"The map shows {{molecules}} molecules of {source.path.name} by the first two "
        f"principal components of {basis}{shown}; they hold {{explained}} of the variance.",
        quantities=(
            Quantity(key="explained", name="variance shown", value=100 * float(sum(shares)),
                     unit="percent", decimals=1, method=f"principal components of {basis}"),
            *(Quantity(key=f"explained_{n}", name=f"variance of component {n}",
                       value=100 * float(share), unit="percent", decimals=1)
              for n, share in enumerate(shares, 1)),
            *reading.counts(),
        ),
        table=_loading_table(names, loadings),
        figure=_map(places, shares, values, colour),
        caution=reading.caution(
            "Points that lie together may still differ: two axes show only part of the variance."
        ),
    )  # fmt: skip


def _colour(wanted: str, file: MoleculeFile) -> _Colour | None:
    match = _COLOUR.search(wanted)
    if match is None:
        return None
    said = match["name"].strip()
    for at in sorted(range(len(file.columns)), key=lambda at: -len(file.columns[at])):
        name = file.columns[at]
        if re.match(rf"{re.escape(name)}(?!\w)", said, re.I):
            return _Colour(name, column=at)
    for start, _, key in named_properties(said):
        if start == 0 and properties()[key].numeric:
            column = properties()[key].column
            return _Colour(column.name, column.unit, key=key)
    raise BadArgument(
        f"“{said[:60]}” is neither a column of “{file.path.name}” nor a property.",
        f"Columns: {', '.join(file.columns)}. Properties: {', '.join(properties())}.",
    )


def _values(
    found: Sequence[Outcome], colour: _Colour | None, keys: Sequence[str], by_prints: bool
) -> "NDArray[Any] | None":
    """Return the numbers that points are coloured by; not a number where there is none."""
    import numpy as np

    if colour is None:
        return None
    if colour.key and not by_prints:
        at = keys.index(colour.key)
        return np.array([float((o.values or ())[at]) for o in found])
    if colour.key:
        from rdkit.Chem import MolFromSmiles

        from labwright.tools.sets.columns import compute

        function = compute(colour.key)
        return np.array([float(function(MolFromSmiles((o.values or ())[1]))) for o in found])
    numbers = np.array([_number(o.cells[colour.column]) for o in found])
    if np.isnan(numbers).all():
        raise BadArgument(f"Column “{colour.name}” holds no numbers.", "Choose one that does.")
    return numbers


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return float("nan")


def _descriptors(found: Sequence[Outcome]) -> tuple["NDArray[Any]", tuple[str, ...]]:
    import numpy as np

    rows = np.array([(o.values or ())[: len(_KEYS)] for o in found], dtype=float)
    spread = rows.std(axis=0)
    different = spread > _ROUNDING * np.maximum(1, np.abs(rows).max(axis=0))
    scaled = (rows[:, different] - rows[:, different].mean(axis=0)) / spread[different]
    names = [properties()[key].column.name for key in _KEYS]
    return scaled, tuple(n for n, one in zip(names, different, strict=True) if one)


def _bits(found: Sequence[Outcome]) -> "NDArray[Any]":
    import numpy as np

    rows: NDArray[Any] = np.zeros((len(found), _BITS), dtype=np.float32)
    for row, outcome in zip(rows, found, strict=True):
        row[list(bits_of((outcome.values or ())[0]).GetOnBits())] = 1
    rows -= rows.mean(axis=0)
    return rows


def principal_components(rows: "NDArray[Any]") -> tuple[Any, Any, Any]:
    """Return the first two principal components of centred rows.

    Args:
        rows: One row a molecule, with means of zero.

    Returns:
        Places on the two components, their shares of the variance, and their loadings.

    Raises:
        BadArgument: If all rows are equal.
    """
    import numpy as np

    if rows.shape[1] == 0 or not np.any(rows):
        raise BadArgument("All molecules have the same values.", "Give a set that varies.")
    spread = (rows.T @ rows).astype(float) / max(len(rows) - 1, 1)
    variances, vectors = np.linalg.eigh(spread)
    variances, axes = np.clip(variances[::-1], 0, None), vectors[:, ::-1][:, :2]
    # The sign of a component is arbitrary: its largest loading is made positive.
    largest = np.argmax(np.abs(axes), axis=0)
    axes = axes * np.sign(axes[largest, range(axes.shape[1])])
    places = rows @ axes
    shares = variances[:2] / variances.sum()
    if places.shape[1] == 1:
        places = np.column_stack([places, np.zeros(len(places))])
    return places, shares, axes


def _loading_table(names: Sequence[str], loadings: Any) -> tuple[tuple[str, ...], ...]:
    if not names:
        return ()
    rows = (
        (name, *(f"{value:+.2f}" for value in row))
        for name, row in zip(names, loadings, strict=True)
    )
    return (("descriptor", "component 1", "component 2")[: loadings.shape[1] + 1], *rows)


def _map(places: Any, shares: Any, values: Any, colour: _Colour | None) -> str:
    import numpy as np
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 5.0), layout="constrained", dpi=150)
    axes = figure.add_subplot()
    many = len(places) > _POINTS
    style: dict[str, Any] = {"s": 5 if many else 16, "linewidths": 0, "alpha": 0.75,
                             "rasterized": many}  # fmt: skip
    if values is None:
        axes.scatter(places[:, 0], places[:, 1], color="#3b7ea1", **style)
    else:
        known = ~np.isnan(values)
        axes.scatter(places[~known, 0], places[~known, 1], color="#bbbbbb", **style)
        low, high = np.percentile(values[known], (2, 98))
        drawn = axes.scatter(places[known, 0], places[known, 1], c=values[known], cmap="viridis",
                             vmin=low, vmax=high, **style)  # fmt: skip
        name = heading(colour.name, colour.unit) if colour else ""
        figure.colorbar(drawn, ax=axes, label=name, extend="both", shrink=0.85)
    for set_label, number in ((axes.set_xlabel, 0), (axes.set_ylabel, 1)):
        share = shares[number] if number < len(shares) else 0.0
        set_label(f"component {number + 1} ({100 * share:.1f} % of the variance)")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return svg_of(figure)
