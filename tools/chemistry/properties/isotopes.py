"""Isotope patterns: which masses a compound shows, and how often."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from labwright.core.errors import BadArgument, TooLarge
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.properties.formulae import ReadComposition, read_composition
from labwright.tools.chemistry.properties.sticks import stick_plot
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Formula, counted

if TYPE_CHECKING:
    from numpy import ndarray

ELECTRON_MASS = 5.48579909065e-4  # Da; CODATA 2018
_MOST_ATOMS = 50_000
_MOST_PEAKS = 100
_LEAST_SHARE = 1e-5  # of the base peak, for a row of the table
_VISIBLE = 1e-9  # of all molecules, for M to be spoken of
_NEGLIGIBLE = 1e-15  # below this share a peak cannot be seen in any sum


@dataclass(frozen=True)
class Peak:
    """All isotopologues of one nominal mass.

    Args:
        shift: Nominal mass minus that of the monoisotopic peak.
        mass: Mean mass of its isotopologues in Da.
        share: Share of all molecules in 0…1.
    """

    shift: int
    mass: float
    share: float


@tool(
    examples=(
        "What does the isotope pattern of {formula} look like?",
        "isotopic distribution of {formula}",
        "Which M+2 peak do you expect for {formula} in the mass spectrum?",
        "Relative intensities of M, M+1 and M+2 for {formula}",
        "Simulate the isotope cluster of {formula} for MS",
        "m/z and abundances of the isotopologues of {formula}",
    ),
    yields=(
        Yield("isotope_pattern", ("isotope pattern", "isotopic pattern", "isotope distribution",
                                  "isotopic distribution", "isotope cluster", "isotopologues",
                                  "isotope peaks", "동위원소 패턴", "동위원소 분포")),
        Yield("m_plus_1", ("M+1 peak", "M+1"), "percent"),
        Yield("m_plus_2", ("M+2 peak", "M+2"), "percent"),
    ),
    domain="Natural isotope abundance unless an isotope is written; up to 50 000 atoms.",
)  # fmt: skip
def isotope_pattern(
    formula: Formula, peaks: Annotated[int, counted("peaks"), Field(ge=1, le=_MOST_PEAKS)] = 20
) -> Finding:
    """Compute the isotope pattern of a formula or molecule, with a stick plot.

    The distributions of the elements are convolved exactly, with masses and abundances as in
    RDKit (IUPAC). Peaks of one nominal mass are taken together, at their mean mass. An ion is
    shown by m/z, with the electrons that it lacks or has in excess weighed.

    Args:
        formula: A formula, with a charge if it is an ion, or a molecule.
        peaks: How many peaks the table shows at most, the strongest ones.

    Returns:
        The strongest peak, M, and the peaks M+1 and M+2 in percent of M; a table and a plot.

    Raises:
        BadArgument: If an element has no natural abundance, such as Tc.
        TooLarge: If it has more than 50 000 atoms.

    Example:
        >>> isotope_pattern("CH2Br2").quantity("m_plus_2").text()
        '194.6 %'
    """
    read = read_composition(formula)
    if not 1 <= peaks <= _MOST_PEAKS:
        raise BadArgument(f"{peaks} peaks cannot be shown.", f"Ask for 1 to {_MOST_PEAKS}.")
    all_peaks = pattern(read)
    base = max(all_peaks, key=lambda peak: peak.share)
    first = next((p for p in all_peaks if not p.shift and p.share > _VISIBLE), None)
    shown = sorted(all_peaks, key=lambda peak: -peak.share)[:peaks]
    shown = sorted((p for p in shown if p.share >= base.share * _LEAST_SHARE),
                   key=lambda peak: peak.mass)  # fmt: skip
    return Finding(
        statement=_statement(read, base, first is not None),
        quantities=_quantities(read, all_peaks, base, first),
        structures=read.structures,
        table=_table(shown, base, read.charge),
        figure=stick_plot(
            [_mz(p, read.charge) for p in shown],
            [100 * p.share / base.share for p in shown],
            "m/z" if read.charge else "mass / Da",
            "relative intensity / %",
        ),
        caution=""
        if read.charge
        else "The masses are those of the neutral molecule; a singly "
        "charged molecular ion lacks an electron (0.00055 Da).",
    )


def pattern(read: ReadComposition) -> list[Peak]:
    """Return all peaks of a composition that hold a visible share, by mass.

    Args:
        read: The composition.

    Returns:
        The peaks.

    Raises:
        BadArgument: If an element has no natural abundance.
        TooLarge: If it has more than 50 000 atoms.
    """
    import numpy as np

    number = sum(read.isotopes.values())
    if number > _MOST_ATOMS:
        raise TooLarge(
            f"{read.name[:60]} has {number} atoms; the pattern is computed up to {_MOST_ATOMS}.",
            "Give the formula of the repeating unit.",
        )
    total, base, reference = _single(0.0), 0, 0
    for (symbol, mass), count in read.isotopes.items():
        lightest, commonest, table = _isotopes_of(symbol, mass)
        total = _product(total, _power(table, count))
        base += lightest * count
        reference += commonest * count
    shares, moments = total
    visible = np.flatnonzero(shares > _NEGLIGIBLE)
    return [
        Peak(int(i) + base - reference, float(moments[i] / shares[i]), float(shares[i]))
        for i in visible
    ]


Distribution = tuple["ndarray[Any, Any]", "ndarray[Any, Any]"]
"""Shares by nominal mass, and shares times mean mass."""


def _single(mass: float) -> Distribution:
    import numpy as np

    return np.ones(1), np.full(1, mass)


def _isotopes_of(symbol: str, mass: int) -> tuple[int, int, Distribution]:
    """Return lightest and commonest mass number and the distribution of one atom."""
    import numpy as np
    from rdkit.Chem import GetPeriodicTable

    table = GetPeriodicTable()
    if mass:
        return mass, mass, _single(table.GetMassForIsotope(symbol, mass))
    number = table.GetAtomicNumber(symbol)
    found = {
        a: table.GetAbundanceForIsotope(symbol, a) / 100 for a in range(number, 3 * number + 4)
    }
    found = {a: share for a, share in found.items() if share > 0}
    if not found:
        raise BadArgument(
            f"{symbol} has no natural isotope abundance.", "Write the isotope, as in [99Tc]."
        )
    low, high, whole = min(found), max(found), sum(found.values())
    shares, moments = np.zeros(high - low + 1), np.zeros(high - low + 1)
    for a, share in found.items():
        shares[a - low] = share / whole
        moments[a - low] = share / whole * table.GetMassForIsotope(symbol, a)
    return low, max(found, key=lambda a: found[a]), (shares, moments)


def _product(first: Distribution, second: Distribution) -> Distribution:
    import numpy as np

    shares = np.convolve(first[0], second[0])
    moments = np.convolve(first[0], second[1]) + np.convolve(first[1], second[0])
    return shares, moments


def _power(table: Distribution, times: int) -> Distribution:
    result = _single(0.0)
    while times:
        if times & 1:
            result = _product(result, table)
        times >>= 1
        if times:
            table = _product(table, table)
    return result


def _mz(peak: Peak, charge: int) -> float:
    return (peak.mass - charge * ELECTRON_MASS) / (abs(charge) or 1)


def _statement(read: ReadComposition, base: Peak, has_first: bool) -> str:
    what = "at m/z {base_peak}" if read.charge else "at {base_peak}"
    return f"The strongest peak of {read.name}, {{base_label}}, lies {what}" + (
        "; relative to M, M+1 has {m_plus_1} and M+2 has {m_plus_2}."
        if has_first
        else "; the monoisotopic peak M is too weak to be seen."
    )


def _quantities(
    read: ReadComposition, peaks: list[Peak], base: Peak, first: Peak | None
) -> tuple[Quantity, ...]:
    unit = "" if read.charge else "Da"
    strongest = Quantity(
        key="base_peak", name="strongest peak", value=_mz(base, read.charge), unit=unit,
        decimals=4, definition="mean over the isotopologues of its nominal mass",
    )  # fmt: skip
    label = Quantity(key="base_label", name="its label", value=_label(base.shift))
    if first is None:
        return (strongest, label, read.quantity)
    monoisotopic = Quantity(
        key="monoisotopic_peak", name="monoisotopic peak M", value=_mz(first, read.charge),
        unit=unit, decimals=4, definition="most abundant isotope of each element",
    )  # fmt: skip
    shares: Mapping[int, float] = {peak.shift: peak.share for peak in peaks}
    return (
        strongest,
        label,
        monoisotopic,
        read.quantity,
        *(
            Quantity(key=f"m_plus_{shift}", name=f"M+{shift}", definition="relative to M",
                     value=100 * shares.get(shift, 0.0) / first.share, unit="percent",
                     decimals=1, method="exact convolution of natural abundances")
            for shift in (1, 2)
        ),
    )  # fmt: skip


def _label(shift: int) -> str:
    return f"M{shift:+d}" if shift else "M"


def _table(peaks: list[Peak], base: Peak, charge: int) -> tuple[tuple[str, ...], ...]:
    head = ("peak", "m/z" if charge else "mass / Da", "relative intensity / %", "share / %")
    rows = tuple(
        (
            _label(peak.shift),
            f"{_mz(peak, charge):.4f}",
            f"{100 * peak.share / base.share:.3f}",
            f"{100 * peak.share:.3f}",
        )
        for peak in peaks
    )
    return (head, *rows)
