"""The check that a model for organic molecules is asked about one."""

from labwright.core.errors import BadArgument
from labwright.tools.chemistry.molecules import ReadMolecule

# Elements for which models fitted to drugs hold.
_ELEMENTS = frozenset((1, 5, 6, 7, 8, 9, 14, 15, 16, 17, 34, 35, 53))
_COUNTER_IONS = frozenset((3, 11, 12, 19, 20, 30))  # Li, Na, Mg, K, Ca, Zn
_CARBON = 6


def require_organic(found: ReadMolecule, method: str, *, salts: bool = False) -> None:
    """Raise unless a molecule is organic and has no open shell.

    Args:
        found: The molecule.
        method: What is asked of it, for the error.
        salts: Whether usual counter-ions of drugs are allowed.

    Raises:
        BadArgument: If it has no carbon, a metal or another element, or an unpaired electron.
    """
    atoms = list(found.mol.GetAtoms())
    allowed = _ELEMENTS | (_COUNTER_IONS if salts else frozenset())
    fault = ""
    if not any(atom.GetAtomicNum() == _CARBON for atom in atoms):
        fault = "has no carbon"
    elif odd := [a.GetSymbol() for a in atoms if a.GetAtomicNum() not in allowed]:
        fault = f"contains {odd[0]}"
    elif any(atom.GetNumRadicalElectrons() for atom in atoms):
        fault = "is a radical"
    if fault:
        raise BadArgument(
            f"{found.name[:60]} {fault}; {method} does not hold for it.",
            "Give an organic molecule of H, C, N, O, halogens, B, Si, P, S and Se.",
        )
