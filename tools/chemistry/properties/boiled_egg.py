"""The BOILED-Egg: gut absorption and brain permeation from polarity and lipophilicity."""

from math import cos, radians, sin
from typing import NamedTuple

from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.chemistry.properties.organic import require_organic
from labwright.tools.chemistry.properties.sticks import drawn
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule


class Ellipse(NamedTuple):
    """An ellipse in the plane of TPSA (Å²) and logP."""

    tpsa: float
    logp: float
    width: float
    height: float
    angle: float  # degrees

    def holds(self, tpsa: float, logp: float) -> bool:
        """Tell whether a point lies inside."""
        turn = radians(self.angle)
        x, y = tpsa - self.tpsa, logp - self.logp
        along = x * cos(turn) + y * sin(turn)
        across = y * cos(turn) - x * sin(turn)
        return (2 * along / self.width) ** 2 + (2 * across / self.height) ** 2 <= 1


# Daina and Zoete, ChemMedChem 2016, 11, 1117: centre, full axes and turn of both ellipses.
WHITE = Ellipse(71.051, 2.292, 142.081, 8.740, -1.031325)
YOLK = Ellipse(38.117, 3.177, 82.061, 5.557, -0.171887)
_FARTHEST = WHITE.tpsa + WHITE.width / 2
_POLAR_HETERO = (15, 16)  # P and S, which TPSA leaves out by default


@tool(
    examples=(
        "Does {molecule} cross the blood-brain barrier?",
        "Is {molecule} BBB permeant?",
        "Will {molecule} get into the brain?",
        "GI absorption of {molecule}, high or low?",
        "Is {molecule} well absorbed from the gut?",
        "Plot the BOILED-Egg for {molecule}",
        "intestinal absorption predicted for {molecule}",
    ),
    yields=(
        Yield("gi_absorption", ("gastrointestinal absorption", "GI absorption",
                                "intestinal absorption", "gut absorption", "GI absorbed",
                                "HIA", "위장관 흡수", "장 흡수")),
        Yield("bbb_permeant", ("blood-brain barrier", "blood brain barrier", "BBB",
                               "BBB permeability", "BBB permeant", "brain penetration",
                               "brain permeation", "brain permeant", "혈뇌장벽",
                               "혈액뇌장벽")),
        Yield("boiled_egg", ("BOILED-Egg", "boiled egg", "BOILED Egg model")),
    ),
    domain="Small drug-like molecules that pass membranes passively.",
)  # fmt: skip
def boiled_egg(molecule: Molecule) -> Finding:
    """Predict passive gut absorption and brain permeation by the BOILED-Egg.

    A molecule inside the white of the egg is predicted to be well absorbed from the gut, one
    inside the yolk to reach the brain (Daina and Zoete, ChemMedChem 2016, 11, 1117).

    Args:
        molecule: A name, CAS number, InChI or SMILES.

    Returns:
        Gastrointestinal absorption (high or low), whether the blood-brain barrier is passed, the
        TPSA and logP that decide, and a plot.

    Raises:
        BadArgument: If it is a radical, has no carbon, or a metal that no drug salt has.

    Example:
        >>> boiled_egg("caffeine").quantity("gi_absorption").value
        'high'
    """
    from rdkit.Chem.Crippen import MolLogP  # type: ignore[attr-defined]
    from rdkit.Chem.rdMolDescriptors import CalcTPSA

    found = read_molecule(molecule)
    tpsa, logp = float(CalcTPSA(found.mol)), float(MolLogP(found.mol))
    if tpsa <= _FARTHEST:  # beyond, logP decides nothing, which has no values for metals
        require_organic(found, "the BOILED-Egg", salts=True)
    absorbed, permeant = WHITE.holds(tpsa, logp), YOLK.holds(tpsa, logp)
    method = "BOILED-Egg, Daina and Zoete, ChemMedChem 2016, 11, 1117"
    wider = tpsa
    if any(atom.GetAtomicNum() in _POLAR_HETERO for atom in found.mol.GetAtoms()):
        wider = float(CalcTPSA(found.mol, includeSandP=True))
    return Finding(
        statement=f"{found.name} is predicted to have {{gi_absorption}} gastrointestinal "
        f"absorption and {'to pass' if permeant else 'not to pass'} the blood-brain barrier "
        "(BOILED-Egg: TPSA {tpsa}, logP {logp}).",
        quantities=(
            Quantity(key="gi_absorption", name="gastrointestinal absorption",
                     value="high" if absorbed else "low", method=method),
            Quantity(key="bbb_permeant", name="passes the blood-brain barrier", value=permeant,
                     method=method),
            Quantity(key="tpsa", name="TPSA", value=tpsa, unit="angstrom**2", decimals=2,
                     method="N and O only; Ertl, Rohde and Selzer 2000"),
            Quantity(key="logp", name="logP (Crippen)", value=logp, decimals=2,
                     method="Wildman and Crippen 1999"),
        ),
        structures=(found.structure,),
        caution=_caution((absorbed, permeant), wider, logp),
        figure=_egg(found.name, tpsa, logp),
    )  # fmt: skip


def _caution(predicted: tuple[bool, bool], wider: float, logp: float) -> str:
    usual = (
        "It speaks of passive diffusion only, not of transporters, metabolism or efflux; about "
        "one prediction in ten is wrong."
    )
    if (WHITE.holds(wider, logp), YOLK.holds(wider, logp)) == predicted:
        return usual
    return usual + " With S and P counted in TPSA as well, the prediction would be another."


def _egg(name: str, tpsa: float, logp: float) -> str:
    from matplotlib.figure import Figure
    from matplotlib.patches import Ellipse as Patch

    figure = Figure(figsize=(5.6, 3.8), layout="constrained")
    axes = figure.subplots()
    axes.set_facecolor("#d9d9d9")
    for ellipse, colour, label in ((WHITE, "white", "absorbed"), (YOLK, "#ffd84d", "brain")):
        axes.add_patch(
            Patch((ellipse.tpsa, ellipse.logp), ellipse.width, ellipse.height,
                  angle=ellipse.angle, facecolor=colour, edgecolor="#999999", label=label)
        )  # fmt: skip
    axes.plot([tpsa], [logp], "o", color="#b00020", label=_plain(name))
    axes.set_xlim(min(-10.0, tpsa - 10), max(180.0, tpsa + 10))
    axes.set_ylim(min(-4.0, logp - 1), max(8.0, logp + 1))
    axes.set_xlabel("TPSA / Å²")
    axes.set_ylabel("logP (Wildman and Crippen)")
    axes.legend(loc="upper right", fontsize=8)
    return drawn(figure)


def _plain(name: str) -> str:
    """Return a name for the legend: short, and without marks of mathematical text."""
    shown = name if len(name) <= 30 else name[:29] + "…"  # noqa: PLR2004
    return shown.replace("$", r"\$").lstrip("_")
