"""Counting electrons, and degrees of unsaturation."""

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.properties.formulae import ReadComposition, read_composition
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Formula

# Lowest valences, as the formula of unsaturation takes them.
_VALENCES = {
    "H": 1, "F": 1, "Cl": 1, "Br": 1, "I": 1, "O": 2, "S": 2, "Se": 2, "Te": 2,
    "N": 3, "P": 3, "As": 3, "B": 3, "C": 4, "Si": 4, "Ge": 4, "Sn": 4,
}  # fmt: skip
_HYPERVALENT = ("P", "S", "As", "Se", "Te")
_D_BLOCK = frozenset([*range(21, 30), *range(39, 48), *range(71, 80), *range(103, 112)])
_F_BLOCK = frozenset([*range(57, 71), *range(89, 103)])


@tool(
    examples=(
        "How many electrons does {formula} have?",
        "total number of electrons in {formula}",
        "How many valence electrons are in {formula}?",
        "{formula} electron count",
        "Count the electrons of the ion {formula}",
        "valence electron count for a Lewis structure of {formula}",
    ),
    yields=(
        Yield("electrons", ("electron count", "total electron count", "number of electrons",
                            "total electrons", "total number of electrons", "전자 수", "전자수",
                            "총 전자")),
        Yield("valence_electrons", ("valence electrons", "valence electron count",
                                    "number of valence electrons", "원자가 전자", "원자가전자")),
    ),
    domain="Any formula or molecule, ions included.",
)  # fmt: skip
def electron_count(formula: Formula) -> Finding:
    """Count all electrons and the valence electrons of a formula, its charge included.

    Args:
        formula: A formula such as NH4+ or [Fe(CN)6]4-, or a molecule.

    Returns:
        Sum of the atomic numbers minus the charge; the same for the valence shell (main group: s
        and p; transition metals: s and d, the group number).

    Raises:
        BadArgument: If the charge takes away more electrons than there are.

    Example:
        >>> electron_count("NH4+").quantity("electrons").value
        10
    """
    from rdkit.Chem import GetPeriodicTable

    table = GetPeriodicTable()
    read = read_composition(formula)
    numbers = {symbol: table.GetAtomicNumber(symbol) for symbol in read.counts}
    total = sum(numbers[s] * n for s, n in read.counts.items()) - read.charge
    if total < 0:
        raise BadArgument(
            f"{read.name} has fewer electrons than none.", "Check its charge, e.g. H+ or Fe^3+."
        )
    quantities = [_electrons(total)]
    statement = f"{read.name} has {{electrons}} electron{'s' * (total != 1)}"
    valence = _valence(read, numbers)
    if valence is not None:
        quantities.append(valence)
        statement += ", {valence_electrons} of them in the valence shells"
    caution = "" if total % 2 == 0 else "The number is odd: at least one electron is unpaired."
    return Finding(
        statement=statement + ".",
        quantities=(*quantities, read.quantity),
        structures=read.structures,
        caution=caution,
    )


def _electrons(total: int) -> Quantity:
    return Quantity(
        key="electrons", name="electrons", value=total,
        definition="sum of the atomic numbers minus the charge",
    )  # fmt: skip


def _valence(read: ReadComposition, numbers: dict[str, int]) -> Quantity | None:
    """Return the valence electrons; None for f elements, for which there is no one count."""
    from rdkit.Chem import GetPeriodicTable

    if any(z in _F_BLOCK for z in numbers.values()):
        return None
    table = GetPeriodicTable()
    total = -read.charge
    for symbol, number in read.counts.items():
        z = numbers[symbol]
        outer = table.GetNOuterElecs(symbol)
        if z in _D_BLOCK:
            outer = 3 + (z - min(d for d in _D_BLOCK if z - d < 9 and d <= z))  # noqa: PLR2004
        total += number * outer
    if total < 0:
        return None  # Sn^6+ and the like: inner shells are open
    metals = [s for s in read.counts if numbers[s] in _D_BLOCK]
    return Quantity(
        key="valence_electrons", name="valence electrons", value=total,
        definition="s and p electrons of the outer shells minus the charge"
        + (f"; for {', '.join(metals)} s and d electrons, the group number" if metals else ""),
    )  # fmt: skip


@tool(
    examples=(
        "What is the degree of unsaturation of {formula}?",
        "DBE of {formula}",
        "How many rings plus double bonds does {formula} imply?",
        "index of hydrogen deficiency for {formula}",
        "double bond equivalents in {formula}",
        "Compute the IHD of {formula}",
    ),
    yields=(
        Yield("degree_of_unsaturation",
              ("degree of unsaturation", "degrees of unsaturation", "unsaturation number",
               "double bond equivalent", "double bond equivalents", "DBE", "IHD",
               "index of hydrogen deficiency", "hydrogen deficiency", "rings plus double bonds",
               "rings plus pi bonds", "불포화도")),
    ),
    domain="Covalent compounds of H, C, N, O, halogens, B, Si, P, S and their neighbours.",
)  # fmt: skip
def degree_of_unsaturation(formula: Formula) -> Finding:
    """Compute the degree of unsaturation: rings plus pi bonds that a formula implies.

    It is 1 + sum over atoms of (valence - 2)/2, each element with its lowest valence; an ion
    counts as a molecule that lost or took up protons (Pellegrin, J. Chem. Educ. 1983, 60, 626).

    Args:
        formula: A molecular formula, or a molecule.

    Returns:
        The degree of unsaturation.

    Raises:
        BadArgument: If an element has no fixed valence, or the result is no whole number from 0.

    Example:
        >>> degree_of_unsaturation("C6H6").quantity("degree_of_unsaturation").value
        4
    """
    read = read_composition(formula)
    if odd := [symbol for symbol in read.counts if symbol not in _VALENCES]:
        raise BadArgument(
            f"{odd[0]} in {read.name} has no fixed valence.",
            f"Give a compound of {', '.join(_VALENCES)}.",
        )
    doubled = 2 + sum((_VALENCES[s] - 2) * n for s, n in read.counts.items()) + read.charge
    if doubled < 0 or doubled % 2:
        raise BadArgument(
            f"{read.name} has {doubled / 2:g} degrees of unsaturation with the lowest valences: "
            "a radical, a salt, several molecules, or atoms of higher valence.",
            "Give one closed-shell molecule.",
        )
    value = doubled // 2
    higher = [s for s in _HYPERVALENT if s in read.counts]
    return Finding(
        statement=f"{read.name} ({read.hill}) has {{degree_of_unsaturation}} "
        f"degree{'s' * (value != 1)} of unsaturation (rings plus pi bonds).",
        quantities=(
            Quantity(key="degree_of_unsaturation", name="degree of unsaturation", value=value,
                     definition="rings plus pi bonds, each element with its lowest valence"),
            read.quantity,
        ),
        structures=read.structures,
        caution=f"Double bonds to {' or '.join(higher)} of higher valence, as in sulfones and "
        "phosphates, are not counted." if higher else "",
    )  # fmt: skip
