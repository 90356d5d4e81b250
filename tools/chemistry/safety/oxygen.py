"""Oxygen balance: how much oxygen is left or lacks when a compound burns by itself."""

from collections import Counter
from fractions import Fraction

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.chemistry.structures import composition
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule

_HALOGENS = ("F", "Cl", "Br", "I")
# Atoms of oxygen that one atom of a metal takes into its oxide.
_OXIDES = {"Li": Fraction(1, 2), "Na": Fraction(1, 2), "K": Fraction(1, 2), "Mg": Fraction(1),
           "Ca": Fraction(1), "Sr": Fraction(1), "Ba": Fraction(1), "Pb": Fraction(1),
           "Al": Fraction(3, 2), "B": Fraction(3, 2), "S": Fraction(2)}  # fmt: skip
_METHOD = (
    "−1600/M · (2 C + (H − halogens)/2 + oxygen of oxides − O), to CO2, H2O, N2, HX, SO2 and "
    "metal oxides (Lothrop and Handrick, Chem. Rev. 1949, 44, 419)"
)


def oxygen_balance_of(smiles: str) -> float | None:
    """Return the oxygen balance of a compound in percent.

    Args:
        smiles: Its SMILES.

    Returns:
        The balance to carbon dioxide; None if it holds elements that the formula leaves out.

    Example:
        >>> round(oxygen_balance_of("Cc1c([N+](=O)[O-])cc([N+](=O)[O-])cc1[N+](=O)[O-]"), 2)
        -73.97
    """
    atoms = composition(smiles)
    if set(atoms) - {"C", "H", "N", "O", *_HALOGENS, *_OXIDES}:
        return None
    from rdkit.Chem import GetPeriodicTable

    weights = GetPeriodicTable()
    mass = sum(weights.GetAtomicWeight(symbol) * number for symbol, number in atoms.items())
    return float(-1600 * _lacking(atoms)) / mass


def _lacking(atoms: "Counter[str]") -> Fraction:
    halogens = sum(atoms[symbol] for symbol in _HALOGENS)
    hydrogen = max(0, atoms["H"] - halogens)
    oxides = sum((share * atoms[symbol] for symbol, share in _OXIDES.items()), Fraction(0))
    return 2 * atoms["C"] + Fraction(hydrogen, 2) + oxides - atoms["O"]


@tool(
    examples=(
        "What is the oxygen balance of {molecule}?",
        "oxygen balance {molecule} in percent",
        "Does {molecule} have a positive oxygen balance?",
        "Calculate OB% for {molecule}",
    ),
    yields=(
        Yield("oxygen_balance", ("oxygen balance", "OB%", "산소 균형", "산소균형"), "percent"),
    ),
    domain="Compounds of C, H, N, O, halogens, S, B and a few metals.",
)
def oxygen_balance(molecule: Molecule) -> Finding:
    """Work out the oxygen balance of a compound.

    Args:
        molecule: A name, CAS number, InChI or SMILES.

    Returns:
        The oxygen balance to carbon dioxide in percent by mass.

    Raises:
        BadArgument: If it holds elements that the formula leaves out.

    Example:
        >>> oxygen_balance("nitroglycerin").quantity("oxygen_balance").text()
        '3.52 %'
    """
    found = read_molecule(molecule)
    value = oxygen_balance_of(found.smiles)
    if value is None:
        raise BadArgument(
            f"{found.name} holds elements for which no oxygen balance is defined here.",
            "It takes C, H, N, O, halogens, S, B, Al, Pb, alkali and alkaline-earth metals.",
        )
    return Finding(
        statement=f"The oxygen balance of {found.name} is {{oxygen_balance}}.",
        quantities=(
            Quantity(key="oxygen_balance", name="oxygen balance", value=value, unit="percent",
                     decimals=2, definition="oxygen in excess (+) or lacking (−), by mass",
                     method=_METHOD),
        ),
        structures=(found.structure,),
        caution="An oxygen balance says how much oxygen there is, not whether a compound "
        "explodes; water has one as well.",
    )  # fmt: skip
