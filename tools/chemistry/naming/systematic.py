"""Systematic names, each read back before it is given."""

from functools import cache
from typing import Final

from labwright.core.errors import BadArgument, BadStructure, TooLarge
from labwright.core.finding import Finding
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.knowledge.chemistry.opsin_process import java_present
from labwright.tools.chemistry.molecules import ReadMolecule, read_molecule
from labwright.tools.chemistry.names_file import own_tables
from labwright.tools.chemistry.naming.registry import entries_of, inchikey
from labwright.tools.chemistry.opsin import from_opsin
from labwright.tools.chemistry.structures import canonical, read_smiles
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule

_MOST_ATOMS = 150
_SECONDS = 8.0
_RADICAL_CENTRES = frozenset(("B", "C", "N", "O", "Si", "P", "S", "Se"))
# Ways of naming fused rings, the preferred one first; where OPSIN does not read one, it may
# read the next.
_MODES: Final = ("audited_pin", "general", "legacy", "disabled")


@tool(
    examples=(
        "What is the IUPAC name of {molecule}?",
        "Name the compound {molecule} by IUPAC rules",
        "systematic name for {molecule}",
        "How is {molecule} called in IUPAC nomenclature?",
        "Write down the name of the structure {molecule}",
        "{molecule} - give name",
        "Convert the SMILES {molecule} into a chemical name",
        "{molecule}의 IUPAC 이름은?",
    ),
    yields=(
        Yield("iupac_name", ("IUPAC name", "systematic name", "IUPAC nomenclature",
                             "preferred IUPAC name", "chemical name", "name this compound",
                             "name this molecule", "IUPAC 이름", "체계명")),
        Yield("common_name", ("trivial name", "common name", "관용명")),
    ),
    domain="Organic molecules and simple salts up to 150 atoms besides hydrogen.",
    cost="seconds",
    needs=("java",),
)  # fmt: skip
def iupac_name(molecule: Molecule) -> Finding:
    """Name a molecule by the IUPAC rules; the name is read back and must give the structure again.

    Args:
        molecule: A SMILES, InChI, CAS number or name.

    Returns:
        The systematic name, made with openclatura and read back by OPSIN (Lowe et al., J. Chem.
        Inf. Model. 2011, 51, 739), and the common name where the embedded table holds one.

    Raises:
        BadArgument: If no name is found that leads back to the structure.
        TooLarge: If it has over 150 atoms besides hydrogen.

    Example:
        >>> iupac_name("CC(C)O").quantity("iupac_name").value
        'propan-2-ol'
    """
    found = read_molecule(molecule)
    if found.mol.GetNumHeavyAtoms() > _MOST_ATOMS:
        raise TooLarge(
            f"{_brief(found)} has {found.mol.GetNumHeavyAtoms()} atoms besides hydrogen; names "
            f"are made for at most {_MOST_ATOMS}.",
            "Name its parts one by one.",
        )
    _refuse_unnameable(found)
    candidates = isolated(written_names, found.smiles, seconds=_SECONDS)
    checked = java_present()
    name, method = _chosen(found, candidates) if checked else _unchecked(found, candidates)
    common = _common_name(found)
    quantities = [Quantity(key="iupac_name", name="IUPAC name", value=name, method=method)]
    also = ""
    if common and common.lower() != name.lower():
        quantities.append(
            Quantity(key="common_name", name="common name", value=common,
                     method="name table of chemicals, by InChIKey")
        )  # fmt: skip
        also = "; it is known as {common_name}"
    subject = "The structure" if _is_structural(found) else found.name
    return Finding(
        statement=f"{subject} ({found.smiles}) is named {{iupac_name}} by the IUPAC rules{also}.",
        quantities=tuple(quantities),
        structures=(found.structure.model_copy(update={"name": name}),),
        caution="" if checked else
        "The name is unchecked: reading it back needs a Java runtime, and none was found.",
    )  # fmt: skip


def written_names(smiles: str) -> list[str]:
    """Return the names that openclatura writes for a structure, the preferred one first."""
    from openclatura import name

    found = []
    for mode in _MODES:
        try:
            made = name(smiles, fusion_mode=mode)
        except Exception:  # noqa: S112 - it raises many kinds; another mode may do
            continue
        if made.name:
            found.append(str(made.name))
    return list(dict.fromkeys(found))


def reads_back(name: str, smiles: str) -> bool:
    """Tell whether OPSIN reads a name as exactly this structure, stereochemistry included.

    Args:
        name: A systematic name.
        smiles: The structure that it should stand for.
    """
    read = from_opsin(name)
    if read is None:
        return False
    wanted = inchikey(read_smiles(smiles))
    return read.smiles == smiles or (bool(wanted) and inchikey(read_smiles(read.smiles)) == wanted)


def _chosen(found: ReadMolecule, candidates: list[str]) -> tuple[str, str]:
    for name in candidates:
        if reads_back(name, found.smiles):
            return name, "openclatura, read back by OPSIN: same InChIKey"
    for name in _table_names(found):
        if reads_back(name, found.smiles):
            return name, "name table of chemicals, read back by OPSIN: same InChIKey"
    if not candidates:
        raise _nameless(found, "the naming rules at hand do not cover it")
    raise _nameless(
        found,
        f"“{candidates[0]}” was written, but does not lead back to this structure",
    )


def _unchecked(found: ReadMolecule, candidates: list[str]) -> tuple[str, str]:
    if not candidates:
        raise _nameless(found, "the naming rules at hand do not cover it")
    return candidates[0], "openclatura, not read back"


def _nameless(found: ReadMolecule, why: str) -> BadArgument:
    return BadArgument(
        f"No IUPAC name can be given for {_brief(found)}: {why}.",
        "Name its fragments, or identify it by SMILES and InChIKey.",
    )


def _refuse_unnameable(found: ReadMolecule) -> None:
    """Raise for what the naming library takes for something else without saying so."""
    for atom in found.mol.GetAtoms():
        if atom.GetAtomicNum() == 0:
            raise _nameless(found, "it has an open end or placeholder atom")
        if atom.GetNumRadicalElectrons() and atom.GetSymbol() in _RADICAL_CENTRES:
            raise _nameless(found, "it has an unpaired electron")
    if any(atom.GetIsotope() for atom in found.mol.GetAtoms()):
        raise _nameless(found, "isotopes are not covered by the naming rules at hand")


def _table_names(found: ReadMolecule) -> list[str]:
    entries = entries_of(found.mol)
    return list(dict.fromkeys(str(n) for e in entries for n in (e.iupac_name, e.common_name) if n))


def _common_name(found: ReadMolecule) -> str:
    if not _is_structural(found):
        return found.name
    if found.smiles in _own_by_structure():
        return _own_by_structure()[found.smiles]
    names = (str(entry.common_name or "") for entry in entries_of(found.mol))
    return next((name for name in names if any(c.isalpha() for c in name)), "")


@cache
def _own_by_structure() -> dict[str, str]:
    """Return labwright's own names by structure, the first of each."""
    found: dict[str, str] = {}
    for name, target in own_tables()["names"].items():
        if target.startswith("smiles:") and not name.isupper():
            found.setdefault(canonical(read_smiles(target[7:])), name)
    return found


def _is_structural(found: ReadMolecule) -> bool:
    """Tell whether the molecule was given by a structure, so that its name is none."""
    if found.name == found.smiles or found.name.startswith("InChI="):
        return True
    try:
        return canonical(read_smiles(found.name)) == found.smiles
    except BadStructure:
        return False


def _brief(found: ReadMolecule) -> str:
    return found.name if len(found.name) <= 60 else found.name[:57] + "…"  # noqa: PLR2004
