"""Exact descriptors of a molecule, chosen by name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule, PropertyKeys


@dataclass(frozen=True)
class Descriptor:
    """One descriptor: how it is called, computed, shown, and where it is defined."""

    key: str
    name: str
    compute: Callable[[Any], float | int]
    names: tuple[str, ...]
    method: str
    unit: str = ""
    decimals: int | None = None


def _by_name(module: str, function: str) -> Callable[[Any], Any]:
    # RDKit loads when a descriptor is computed, not when the tool is found.
    def compute(mol: Any) -> Any:
        from importlib import import_module

        return getattr(import_module(module), function)(mol)

    return compute


_RD = "rdkit.Chem.rdMolDescriptors"
_ALL = (
    Descriptor("logp", "logP (Crippen)", _by_name("rdkit.Chem.Crippen", "MolLogP"),
               ("logP", "log P", "clogP", "partition coefficient", "lipophilicity", "octanol-water",
                "between octanol and water", "octanol and water", "MolLogP", "SlogP",
                "hydrophobicity", "분배계수", "지용성", "로그p"),
               "Wildman and Crippen, J. Chem. Inf. Comput. Sci. 1999, 39, 868", "", 4),
    Descriptor("tpsa", "TPSA", _by_name("rdkit.Chem.rdMolDescriptors", "CalcTPSA"),
               ("TPSA", "polar surface area", "topological polar surface area", "PSA",
                "극성 표면적", "극성표면적"),
               "Ertl, Rohde and Selzer, J. Med. Chem. 2000, 43, 3714", "angstrom**2", 2),
    Descriptor("hbd", "hydrogen-bond donors", _by_name(_RD, "CalcNumHBD"),
               ("hydrogen bond donors", "H-bond donors", "HBD", "donors", "donor count",
                "수소결합 주개", "수소 결합 주개"), "RDKit definition"),
    Descriptor("hba", "hydrogen-bond acceptors", _by_name(_RD, "CalcNumHBA"),
               ("hydrogen bond acceptors", "H-bond acceptors", "HBA", "acceptors",
                "acceptor count", "수소결합 받개", "수소 결합 받개"), "RDKit definition"),
    Descriptor("rotatable_bonds", "rotatable bonds", _by_name(_RD, "CalcNumRotatableBonds"),
               ("rotatable bonds", "rotors", "rotatable bond count", "회전 가능한 결합",
                "회전가능 결합", "회전 결합"), "RDKit strict definition"),
    Descriptor("rings", "rings", _by_name(_RD, "CalcNumRings"),
               ("rings", "ring count", "cycles", "고리", "고리 수", "고리 개수"),
               "smallest set of smallest rings"),
    Descriptor("aromatic_rings", "aromatic rings", _by_name(_RD, "CalcNumAromaticRings"),
               ("aromatic rings", "aromatic ring count", "방향족 고리"),
               "RDKit aromaticity model"),
    Descriptor("heavy_atoms", "heavy atoms", _by_name(_RD, "CalcNumHeavyAtoms"),
               ("heavy atoms", "heavy atom count", "non-hydrogen atoms", "중원자", "무거운 원자"),
               "atoms other than hydrogen"),
    Descriptor("fraction_csp3", "fraction of sp3 carbons", _by_name(_RD, "CalcFractionCSP3"),
               ("fraction csp3", "fsp3", "fraction of sp3 carbons", "sp3 fraction"),
               "Lovering, Bikker and Humblet, J. Med. Chem. 2009, 52, 6752", "", 3),
    Descriptor("molar_refractivity", "molar refractivity",
               _by_name("rdkit.Chem.Crippen", "MolMR"),
               ("molar refractivity", "molar refraction", "몰 굴절률", "몰굴절"),
               "Wildman and Crippen 1999", "cm**3/mol", 2),
    Descriptor("qed", "QED", _by_name("rdkit.Chem.QED", "qed"),
               ("QED", "quantitative estimate of drug-likeness",
                "quantitative estimate of druglikeness",
                "quantitative drug-likeness estimate", "Bickerton score"),
               "Bickerton et al., Nature Chem. 2012, 4, 90", "", 4),
    Descriptor("sa_score", "synthetic accessibility score",
               _by_name("rdkit.Contrib.SA_Score.sascorer", "calculateScore"),
               ("synthetic accessibility", "SA score", "SAscore", "synthesizability",
                "ease of synthesis",
                "synthetic accessibility score", "합성 접근성", "합성 용이성"),
               "Ertl and Schuffenhauer, J. Cheminf. 2009, 1, 8 (1 easy … 10 hard)", "", 4),
)  # fmt: skip
DESCRIPTORS = {descriptor.key: descriptor for descriptor in _ALL}
_USUAL = ("logp", "tpsa", "hbd", "hba", "rotatable_bonds", "rings", "qed")


@tool(
    examples=(
        "What is the logP of {molecule}?",
        "Calculate TPSA and QED of {molecule}",
        "How many rings does {molecule} have?",
        "Number of hydrogen bond donors and rotatable bonds in {molecule}",
        "What SA score does {molecule} have?",
        "Physicochemical descriptors of {molecule}",
    ),
    yields=(
        *(Yield(d.key, d.names, d.unit) for d in _ALL),
        Yield("all", ("descriptors", "physicochemical properties", "물성", "기술자")),
    ),
    domain="Small molecules; logP, QED and SA score are models fitted to drug-like molecules.",
)
def descriptors(molecule: Molecule, properties: PropertyKeys | None = None) -> Finding:
    """Compute descriptors of a molecule: logP, TPSA, counts, QED, SA score.

    Args:
        molecule: A name, CAS number, InChI or SMILES.
        properties: Keys of the descriptors wanted, e.g. logp, tpsa, qed; none gives the usual.

    Returns:
        One quantity a descriptor, with its method.

    Raises:
        BadArgument: If a descriptor is not known.
        BadStructure: If the structure cannot be read.

    Example:
        >>> descriptors("ethanol", ["tpsa"]).sentence()
        'ethanol: TPSA 20.23 Å².'
    """
    found = read_molecule(molecule)
    wanted = [key for key in properties or _USUAL if key != "all"] or list(_USUAL)
    if unknown := [key for key in wanted if key not in DESCRIPTORS]:
        raise BadArgument(
            f"“{unknown[0]}” is not a descriptor.", f"Known: {', '.join(DESCRIPTORS)}."
        )
    chosen = [DESCRIPTORS[key] for key in dict.fromkeys(wanted)]
    listed = ", ".join(f"{d.name} {{{d.key}}}" for d in chosen)
    return Finding(
        statement=f"{found.name}: {listed}.",
        quantities=tuple(_quantity(d, found.mol) for d in chosen),
        structures=(found.structure,),
    )


def _quantity(descriptor: Descriptor, mol: Any) -> Quantity:
    return Quantity(
        key=descriptor.key,
        name=descriptor.name,
        value=descriptor.compute(mol),
        unit=descriptor.unit,
        decimals=descriptor.decimals,
        method=descriptor.method,
    )
