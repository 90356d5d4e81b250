"""What is in a set of molecules, at a glance."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import TableFile
from labwright.tools.sets.calculations import Properties
from labwright.tools.sets.columns import USUAL, properties
from labwright.tools.sets.loading import Reading, heading, read_set, svg_of
from labwright.tools.sets.work import Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

_KEYS = (*USUAL, "fraction_csp3")
_MOST_GIVEN = 4
"""Columns of numbers of the file itself that are drawn."""
_NUMERIC = 0.8
_BINS = 30
_HEADER = ("property", "values", "lowest", "5 %", "median", "mean", "95 %", "highest")


@dataclass
class _Series:
    """The values of one property over a set."""

    key: str
    name: str
    unit: str
    decimals: int
    given: bool = False
    values: "array[float]" = field(default_factory=lambda: array("d"))
    other: int = 0

    @property
    def numeric(self) -> bool:
        return len(self.values) >= _NUMERIC * max(1, len(self.values) + self.other)


@tool(
    examples=(
        "Describe the molecules in {file}",
        "What is in {file}?",
        "Give me an overview of the compounds in {file}",
        "How many molecules are in {file}, and how many of them are broken?",
        "property distributions of {file}",
        "Plot histograms of molecular weight and logP for the set {file}",
        "summary statistics of the library {file}",
    ),
    yields=(
        Yield("molecules", ("overview of the set", "molecules in the file", "describe the set",
                            "set statistics", "library statistics", "분자 세트 요약")),
        Yield("bad_records", ("bad records", "broken records", "unreadable records",
                              "invalid smiles in the file")),
        Yield("median_average_mass", ("property histograms", "property distributions",
                                      "distribution of properties"), "g/mol"),
    ),
    domain="CSV, TSV, SMILES and SDF files, also .gz; one structure a record.",
    agent="analyst",
    cost="minutes",
)  # fmt: skip
def describe_set(file: TableFile) -> Finding:
    """Describe a set of molecules: how many, which are broken, and how properties are spread.

    Args:
        file: Path of a CSV, TSV, SMILES or SDF file.

    Returns:
        Numbers of molecules, of different molecules and of bad records; for each property its
        range, mean and median, and one figure of histograms. Columns of numbers that the file
        has are described as well.

    Raises:
        MissingFile: If there is no such file.
        BadArgument: If it holds no molecules.

    Example:
        >>> describe_set("molecules.csv").sentence()    # doctest: +SKIP
        'molecules.csv holds 500 molecules, 496 of them different; 0 records cannot be read. …'
    """
    reading = read_set(file, Properties((*_KEYS, "canonical_smiles")))
    series, different = _collect(reading)
    reading.refuse_nothing()
    told = [one for one in series if one.numeric and len(one.values)]
    medians = tuple(_median(one) for one in told if not one.given)
    name = reading.file.path.name
    return Finding(
        statement=f"{name} holds {{molecules}} molecules, {{different}} of them different; "
        "{bad_records} records cannot be read. Medians: "
        + ", ".join(f"{q.name.removeprefix('median ')} {{{q.key}}}" for q in medians)
        + ".",
        quantities=(
            *reading.counts(),
            Quantity(key="different", name="different molecules", value=different,
                     method="canonical SMILES with stereo"),
            *medians,
        ),
        table=(_HEADER, *(_row(one) for one in told)),
        figure=_histograms(told),
        caution=reading.caution(),
    )  # fmt: skip


def _collect(reading: Reading) -> tuple[list[_Series], int]:
    series = [
        _Series(key, p.column.name, p.column.unit, p.decimals)
        for key, p in ((key, properties()[key]) for key in _KEYS)
    ]
    given = _given(reading)
    seen: set[int] = set()
    for outcome in reading:
        *values, smiles = outcome.values or ()
        for one, value in zip(series, values, strict=True):
            one.values.append(float(value))
        seen.add(hash(smiles))
        _add_given(given, outcome)
    return [*series, *[one for one in given.values() if one.numeric][:_MOST_GIVEN]], len(seen)


def _given(reading: Reading) -> dict[int, _Series]:
    """Return the columns of the file that may hold numbers worth describing."""
    names = enumerate(reading.file.columns)
    return {
        at: _Series(name, name, "", 3, given=True)
        for at, name in names
        if at != reading.file.structure and name.lower() not in ("id", "cid", "index", "idx", "no")
    }


def _add_given(given: dict[int, _Series], outcome: Outcome) -> None:
    for at, one in list(given.items()):
        cell = outcome.cells[at]
        if not cell:
            continue
        try:
            one.values.append(float(cell))
        except ValueError:
            one.other += 1
            if one.other > 20 and not one.numeric:  # noqa: PLR2004
                del given[at]


def _median(one: _Series) -> Quantity:
    from numpy import median

    return Quantity(
        key=f"median_{one.key}", name=f"median {one.name}", value=float(median(one.values)),
        unit=one.unit, decimals=min(max(one.decimals, 1), 3),
        method=properties()[one.key].column.method,
    )  # fmt: skip


def _row(one: _Series) -> tuple[str, ...]:
    import numpy as np

    values = _finite(one.values)
    low, five, middle, ninety_five, high = np.percentile(values, (0, 5, 50, 95, 100))
    shown = (low, five, middle, values.mean(), ninety_five, high)
    return (heading(one.name, one.unit), str(len(values)), *(f"{value:.4g}" for value in shown))


def _finite(values: "Sequence[float] | array[float]") -> "NDArray[Any]":
    import numpy as np

    found: NDArray[Any] = np.asarray(values, dtype=float)
    finite: NDArray[Any] = found[np.isfinite(found)]
    return finite


def _histograms(series: Sequence[_Series]) -> str:
    """Draw one small histogram a property, the outermost per cent at each end cut off."""
    from matplotlib.figure import Figure

    rows = -(-len(series) // 4)
    figure = Figure(figsize=(9.6, 2.1 * rows), layout="constrained")
    for at, one in enumerate(series, 1):
        axes = figure.add_subplot(rows, 4, at)
        _draw(axes, one)
        if at % 4 == 1:
            axes.set_ylabel("molecules", fontsize=8)
    return svg_of(figure)


def _draw(axes: Any, one: _Series) -> None:
    import numpy as np

    values = _finite(one.values)
    low, high = np.percentile(values, (0.5, 99.5))
    whole = bool(np.all(values == np.round(values))) and high - low <= _BINS
    if whole:
        edges = np.arange(np.floor(low) - 0.5, np.ceil(high) + 1)
    elif high > low:
        edges = np.linspace(low, high, _BINS + 1)
    else:
        edges = np.array([low - 0.5, low + 0.5])
    axes.hist(values, bins=edges, color="#3b7ea1" if not one.given else "#b5651d")
    axes.axvline(float(np.median(values)), color="#222222", linewidth=0.8, linestyle="--")
    axes.set_title(heading(one.name, one.unit), fontsize=8)
    axes.tick_params(labelsize=7)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
