"""Numbers of signals in proton and carbon NMR spectra."""

from collections import Counter
from typing import TYPE_CHECKING

from labwright.core.errors import BadArgument, TooLarge
from labwright.core.finding import Finding
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.chemistry.structure.stereo_forms import placed, stereo_forms
from labwright.tools.chemistry.structure.topicity import needs_space, topicity
from labwright.tools.chemistry.structures import read_smiles
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_MOST_ATOMS = 150
_SECONDS = 8.0
_FORMS = 16
_LISTED = 200

Row = tuple[str, str, str, str]
"""Nucleus, group, number of nuclei, indices of atoms."""


@tool(
    examples=(
        "How many signals does the 1H NMR spectrum of {molecule} show?",
        "number of peaks in the proton NMR of {molecule}",
        "How many different hydrogens does {molecule} have?",
        "13C NMR signals of {molecule}, how many?",
        "How many carbon environments are there in {molecule}?",
        "Are the protons of {molecule} diastereotopic? Count the NMR resonances",
    ),
    yields=(
        Yield("proton_signals",
              ("1H NMR signals", "1H NMR peaks", "proton NMR signals", "peaks in the 1H NMR",
               "signals in the 1H NMR", "1H NMR spectrum", "1H-NMR", "1H NMR", "proton NMR",
               "proton signals", "NMR signals", "NMR peaks", "hydrogen environments",
               "proton environments", "chemically distinct hydrogens", "non-equivalent protons",
               "NMR 신호", "NMR 피크", "수소 NMR")),
        Yield("carbon_signals",
              ("13C NMR signals", "13C NMR peaks", "13C NMR spectrum", "13C-NMR", "13C NMR",
               "carbon NMR", "carbon signals", "carbon environments",
               "chemically distinct carbons", "non-equivalent carbons", "탄소 NMR")),
    ),
    domain="Closed-shell molecules without metals, up to 150 heavy atoms; fast rotation about "
    "single bonds (amides too), ring flips and inversion of amines are averaged.",
    cost="seconds",
)  # fmt: skip
def nmr_signals(molecule: Molecule) -> Finding:
    """Count the signals of the 1H and 13C NMR spectra of a molecule by its symmetry.

    Args:
        molecule: A name, CAS number, InChI or SMILES.

    Returns:
        Numbers of chemically different hydrogens and carbons in an achiral solvent: enantiotopic
        nuclei count once, diastereotopic ones apart (Mislow and Raban, Top. Stereochem. 1967, 1,
        1); hydrogens on O, N and S count. Chance overlap and coupling are not looked at.

    Raises:
        BadArgument: If the molecule has a metal or unpaired electrons.
        TooLarge: If it is over the bound.

    Example:
        >>> nmr_signals("ethyl acetate").quantity("proton_signals").value
        3
    """
    found = read_molecule(molecule)
    _check(found.mol, found.name)
    counts, rows, forms = isolated(signals_of_forms, found.smiles, seconds=_SECONDS)
    protons, carbons = counts[0]
    return Finding(
        statement=f"By symmetry {found.name} shows {{proton_signals}} signals in its ¹H NMR "
        "spectrum and {carbon_signals} in its ¹³C NMR spectrum.",
        quantities=(
            Quantity(key="proton_signals", name="¹H NMR signals", value=protons,
                     definition="classes of hydrogens that are not homotopic or enantiotopic",
                     conditions="achiral solvent, fast exchange of conformers"),
            Quantity(key="carbon_signals", name="¹³C NMR signals", value=carbons,
                     definition="classes of carbons that are not homotopic or enantiotopic",
                     conditions="achiral solvent, fast exchange of conformers"),
        ),
        structures=(found.structure,),
        table=(("nucleus", "group", "nuclei", "atoms"), *rows[:_LISTED]),
        caution=_caution(found.smiles, counts, forms, rows),
    )  # fmt: skip


def signals_of_forms(smiles: str) -> tuple[list[tuple[int, int]], list[Row], list[str]]:
    """Count signals of the stereoisomers that a SMILES leaves open.

    Args:
        smiles: A SMILES.

    Returns:
        Numbers of proton and carbon signals of each form, the signals of the first, and the forms.
    """
    forms = stereo_forms(smiles, _FORMS)
    counts, rows = [], []
    for number, form in enumerate(forms):
        protons, carbons = _signals(form)
        counts.append((len(protons), len(carbons)))
        if number == 0:
            rows = protons + carbons
    return counts, rows, forms


def _signals(form: str) -> tuple[list[Row], list[Row]]:
    mol = read_smiles(form)
    space = placed(form) if needs_space(mol) else None
    classes = topicity(mol, space)
    protons = [
        ("1H", _group(mol, sites[0][0]), str(len(sites)), _indices(s[0] for s in sites))
        for sites in classes.hydrogens
    ]
    carbons: dict[int, list[int]] = {}
    for index, label in enumerate(classes.atoms):
        if mol.GetAtomWithIdx(index).GetSymbol() == "C":
            carbons.setdefault(label, []).append(index)
    return protons, [
        ("13C", _group(mol, members[0]), str(len(members)), _indices(members))
        for members in carbons.values()
    ]


def _group(mol: "Mol", index: int) -> str:
    atom = mol.GetAtomWithIdx(index)
    number = atom.GetTotalNumHs()
    return f"{atom.GetSymbol()}{'H' if number else ''}{number if number > 1 else ''}"


def _indices(sites: "object") -> str:
    return ", ".join(str(i) for i in sorted(set(sites)))  # type: ignore[call-overload]


def _check(mol: "Mol", name: str) -> None:
    if mol.GetNumAtoms() > _MOST_ATOMS:
        raise TooLarge(
            f"{name[:60]} has {mol.GetNumAtoms()} heavy atoms; signals are counted up to "
            f"{_MOST_ATOMS}.", "Give a smaller molecule, or its repeating part.",
        )  # fmt: skip
    for atom in mol.GetAtoms():
        if atom.GetNumRadicalElectrons():
            raise BadArgument(
                f"{name} has unpaired electrons at {atom.GetSymbol()}.",
                "Signals are counted for closed-shell molecules only.",
            )
        if _is_metal(atom.GetAtomicNum()):
            raise BadArgument(
                f"{name} holds the metal {atom.GetSymbol()}.",
                "Give the ligand or the organic ion alone.",
            )


def _is_metal(number: int) -> bool:
    light = {1, 2, 5, 6, 7, 8, 9, 10, 14, 15, 16, 17, 18, 32, 33, 34, 35, 36, 51, 52, 53, 54}
    return number not in light and number > 0


def _moves_hydrogen(smiles: str) -> bool:
    from rdkit import Chem

    azole = Chem.MolFromSmarts("[nX3;H1]~*~[nX2]"), Chem.MolFromSmarts("[nX3;H1]~[nX2]")
    mol = read_smiles(smiles)
    return any(mol.HasSubstructMatch(pattern) for pattern in azole)


def _caution(smiles: str, counts: list[tuple[int, int]], forms: list[str], rows: list[Row]) -> str:
    parts = []
    if len(forms) > 1:
        parts.append(f"Stereochemistry is left open; {forms[0]} was taken.")
        if len(set(counts)) > 1:
            others = Counter(counts)
            listed = "; ".join(f"{h} and {c}" for h, c in sorted(others) if (h, c) != counts[0])
            parts.append(f"Other stereoisomers show other numbers (1H and 13C): {listed}.")
        else:
            parts.append("The other stereoisomers show the same numbers.")
    kinds = {row[1] for row in rows if row[0] == "1H"}
    if kinds & {"OH", "NH", "NH2", "SH", "NH3", "OH2"}:
        parts.append("OH, NH and SH count; they vanish in D2O and may be broad.")
    if _moves_hydrogen(smiles):
        parts.append("Exchange of NH between ring nitrogens would make the ring more symmetric.")
    if len(rows) > _LISTED:
        parts.append(f"The table lists the first {_LISTED} of {len(rows)} signals.")
    parts.append("Atoms are numbered from 0 in the order of the canonical SMILES.")
    return " ".join(parts)
