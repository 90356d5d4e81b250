"""The X-ray powder pattern of a crystal, computed from its atoms."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import asin, degrees, pi
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from labwright.core.errors import BadArgument, TooLarge
from labwright.core.finding import Finding
from labwright.core.isolation import isolated
from labwright.core.measures import read_measure
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.materials.crystals import Crystal, read_crystal_file
from labwright.tools.materials.faults import faults_of
from labwright.tools.materials.powder_plot import pattern_svg
from labwright.tools.parameters import CrystalFile, UnitText, measured, one_of

if TYPE_CHECKING:
    from pymatgen.core.structure import Structure

_SECONDS = 40
_MOST_TERMS = 20_000_000
_ROWS = 100
_WEAKEST = 0.5
_SHORTEST, _LONGEST = 0.1, 5.0
_TOLD = 5
_RANGE = (5.0, 90.0)

# Mean of Kα1 and Kα2 weighted 2:1, or the single line, in Å: Hölzer et al., Phys. Rev. A 1997, 56,
# 4554 for Cr to Cu, Bearden, Rev. Mod. Phys. 1967, 39, 78 for Mo and Ag.
WAVELENGTHS = {
    "CuKa": 1.54184, "CuKa1": 1.54056, "MoKa": 0.71073, "MoKa1": 0.70930, "CoKa": 1.79026,
    "CoKa1": 1.78896, "FeKa": 1.93735, "CrKa": 2.29100, "AgKa": 0.56087,
}  # fmt: skip
_LINES = {"CuKa": "Cu", "MoKa": "Mo", "CoKa": "Co", "FeKa": "Fe", "CrKa": "Cr", "AgKa": "Ag"}
_METALS = {"Cu": "copper", "Mo": "molybdenum", "Co": "cobalt", "Fe": "iron", "Cr": "chromium",
           "Ag": "silver"}  # fmt: skip


@dataclass(frozen=True)
class Peak:
    """A line of a powder pattern."""

    angle: float
    spacing: float
    indices: str
    intensity: float
    multiplicity: int


def _radiations() -> Mapping[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    for key in WAVELENGTHS:
        metal, line = key[:2], key[2:].replace("a", "α", 1)
        more = (f"{_METALS[metal]} radiation",) if key in _LINES else ()
        words[key] = (key, f"{metal} {key[2:]}", f"{metal} {line}", f"{metal}{line}",
                      f"{metal}-{line}", *more)  # fmt: skip
    return words


@tool(
    examples=(
        "Compute the X-ray powder pattern of {file}",
        "XRD peaks of {file} with Cu Ka radiation",
        "Where are the strongest reflections of {file}?",
        "Simulate a powder diffractogram for {file}, Mo radiation",
        "At which two theta does {file} diffract most strongly?",
        "Plot the diffraction pattern for the crystal in {file} from {quantity} on",
        "Index the diffraction lines of {file}: hkl, d spacing, intensity",
    ),
    yields=(
        Yield("strongest_angle", ("powder pattern", "powder diffraction", "powder XRD",
                                  "XRD pattern", "XRD peaks", "X-ray diffraction",
                                  "diffraction pattern", "diffractogram", "two theta",
                                  "2theta", "Bragg angles", "X선 회절", "회절 패턴"), "degree"),
        Yield("strongest_spacing", ("d spacing", "d-spacing", "interplanar spacing",
                                    "면간 거리"), "angstrom"),
    ),
    domain="Crystals with known atoms; ideal powder without texture, strain or thermal motion.",
    agent="materials",
    cost="seconds",
)  # fmt: skip
def powder_xrd(
    file: CrystalFile,
    radiation: Annotated[str, one_of(_radiations), Field(max_length=20)] = "CuKa",
    wavelength: Annotated[str, measured("angstrom", "wavelength", "lambda", "λ"), UnitText] = "",
    start: Annotated[str, measured("degree", "from", "start", "between"), UnitText] = "",
    end: Annotated[str, measured("degree", "to", "up to", "end", "and"), UnitText] = "",
) -> Finding:
    """Compute the X-ray powder pattern of a crystal: indexed peaks and a plot.

    Args:
        file: A CIF, POSCAR, or XYZ with a cell.
        radiation: CuKa, CuKa1, MoKa, CoKa, FeKa, CrKa, AgKa and the like.
        wavelength: A wavelength in place of the radiation, such as 0.5 Å.
        start: Smallest 2θ; 5° if nothing is given.
        end: Largest 2θ; 90° if nothing is given.

    Returns:
        2θ, d, hkl, multiplicity and intensity (strongest 100) of each line, with the
        Lorentz-polarisation factor and the scattering factors of neutral atoms as in pymatgen (Ong
        et al., Comput. Mater. Sci. 2013, 68, 314); hkl count in the cell of the file.

    Raises:
        BadArgument: If radiation, wavelength or range cannot be used.
        TooLarge: If the cell is so large that it has too many lines.

    Example:
        >>> powder_xrd("NaCl.cif").quantity("strongest_hkl").value  # doctest: +SKIP
        '200'
    """
    name, length = _wavelength(radiation, wavelength)
    low, high = _bounds(start, end)
    crystal = read_crystal_file(file)
    _refuse_large(crystal, length, high)
    peaks = isolated(pattern_of, crystal.structure, length, low, high, seconds=_SECONDS)
    conditions = f"{name}, λ = {length:g} Å, 2θ {low:g}–{high:g}°"
    if not peaks:
        raise BadArgument(
            f"{crystal.name} has no line between {low:g}° and {high:g}°.", "Ask for a wider range."
        )
    return _finding(crystal, peaks, conditions, (low, high))


def _finding(
    crystal: Crystal, peaks: list[Peak], conditions: str, bounds: tuple[float, float]
) -> Finding:
    ranked = sorted(peaks, key=lambda peak: -peak.intensity)
    listed = [peak for peak in peaks if peak.intensity >= _WEAKEST][:_ROWS]
    others = "; ".join(
        f"{{angle_{n}}} ({p.indices}, I = {{intensity_{n}}})"
        for n, p in enumerate(ranked[1:_TOLD], 2)
    )
    rows = [
        (f"{p.angle:.3f}", f"{p.spacing:.4f}", p.indices, str(p.multiplicity), f"{p.intensity:.1f}")
        for p in listed
    ]
    left = len(peaks) - len(listed)
    return Finding(
        statement=f"The powder pattern of {crystal.name} with {conditions} has {{lines}} lines; "
        "the strongest is {strongest_hkl} at 2θ = {strongest_angle}, d = {strongest_spacing}"
        + (f". Next come {others}." if others else "."),
        quantities=(*_strongest(ranked[0], len(peaks), conditions), *_next(ranked, conditions)),
        caution=" ".join((
            "Intensities are those of an ideal powder without texture and thermal motion.",
            *(fault.told for fault in faults_of(crystal)),
            *([f"{left} weak lines are left out of the table."] if left else []),
        )),
        table=(("2θ / °", "d / Å", "hkl", "multiplicity", "I / %"), *rows),
        figure=pattern_svg([(p.angle, p.intensity, p.indices) for p in peaks], bounds),
    )  # fmt: skip


def _strongest(peak: Peak, count: int, conditions: str) -> tuple[Quantity, ...]:
    told = {"conditions": conditions}
    return (
        Quantity(key="strongest_angle", name="2θ of the strongest line", value=peak.angle,
                 unit="degree", decimals=3, **told),
        Quantity(key="strongest_hkl", name="hkl of the strongest line", value=peak.indices),
        Quantity(key="strongest_spacing", name="d of the strongest line", value=peak.spacing,
                 unit="angstrom", decimals=4, **told),
        Quantity(key="lines", name="lines in the range", value=count, **told),
    )  # fmt: skip


def _next(ranked: list[Peak], conditions: str) -> list[Quantity]:
    made = []
    for n, peak in enumerate(ranked[1:_TOLD], 2):
        made += [
            Quantity(key=f"angle_{n}", name=f"2θ of {peak.indices}", value=peak.angle,
                     unit="degree", decimals=3, conditions=conditions),
            Quantity(key=f"intensity_{n}", name=f"relative intensity of {peak.indices}",
                     value=peak.intensity, decimals=1, definition="strongest line 100"),
        ]  # fmt: skip
    return made


def _wavelength(radiation: str, wavelength: str) -> tuple[str, float]:
    if wavelength:
        length = read_measure(wavelength, "angstrom", "The wavelength")
        if not _SHORTEST <= length <= _LONGEST:
            raise BadArgument(
                f"A wavelength of {length:g} Å cannot be used.",
                f"Give one between {_SHORTEST} and {_LONGEST} Å.",
            )
        return "X-rays", length
    for key, words in _radiations().items():
        if radiation.strip().lower() in {word.lower() for word in words}:
            return key.replace("Ka", " Kα"), WAVELENGTHS[key]
    raise BadArgument(
        f"The radiation “{radiation[:40]}” is not known here.",
        f"Known: {', '.join(WAVELENGTHS)}; or give a wavelength.",
    )


def _bounds(start: str, end: str) -> tuple[float, float]:
    low = read_measure(start, "degree", "The smallest angle") if start else _RANGE[0]
    high = read_measure(end, "degree", "The largest angle") if end else max(_RANGE[1], low + 40)
    if not 0 <= low < high <= 180:  # noqa: PLR2004 - degrees
        raise BadArgument(
            f"2θ from {low:g}° to {high:g}° is no range.", "Give two angles between 0° and 180°."
        )
    return low, high


def _refuse_large(crystal: Crystal, length: float, high: float) -> None:
    from math import radians, sin

    radius = 2 * sin(radians(high / 2)) / length
    lines = 4 / 3 * pi * radius**3 * float(crystal.structure.volume)
    if lines * len(crystal.structure) > _MOST_TERMS:
        raise TooLarge(
            f"{crystal.name} would need {lines:,.0f} lines of {len(crystal.structure):,} sites.",
            "Ask for a smaller largest angle (end), or a longer wavelength.",
        )


def pattern_of(structure: "Structure", length: float, low: float, high: float) -> list[Peak]:
    """Compute a powder pattern; called in a process of its own.

    Args:
        structure: The structure.
        length: Wavelength in Å.
        low: Smallest 2θ in degrees.
        high: Largest 2θ in degrees.

    Returns:
        The lines by angle.
    """
    from pymatgen.analysis.diffraction.xrd import XRDCalculator

    bare = structure.copy()
    bare.remove_oxidation_states()
    heavy = {e.symbol for e in bare.composition} & {"D", "T"}
    bare.replace_species(dict.fromkeys(heavy, "H"))
    pattern = XRDCalculator(wavelength=length).get_pattern(bare, two_theta_range=(low, high))
    return [
        Peak(
            degrees(2 * asin(length / 2 / float(d))), float(d), _indices(hkls), float(intensity),
            sum(int(family["multiplicity"]) for family in hkls),
        )
        for intensity, d, hkls in zip(pattern.y, pattern.d_hkls, pattern.hkls, strict=True)
    ]  # fmt: skip


def _indices(families: list[dict[str, tuple[int, ...]]]) -> str:
    """Write the indices of a line, such as “200” or “333, 511”."""
    names = []
    for family in families:
        parts = _three(family["hkl"])
        plain = all(0 <= part <= 9 for part in parts)  # noqa: PLR2004 - one digit each
        names.append(("" if plain else " ").join(str(part) for part in parts))
    return ", ".join(dict.fromkeys(names))


def _three(indices: tuple[int, ...]) -> tuple[int, ...]:
    """Return hkl; of the four of a hexagonal cell, h, k and i may change places and sign."""
    if len(indices) < 4:  # noqa: PLR2004
        return indices
    *plane, last = indices
    if sum(part < 0 for part in plane) > 1:
        plane = [-part for part in plane]
    first, second = sorted((part for part in plane if part >= 0), reverse=True)[:2]
    return first, second, abs(last)
