"""Rules of thumb for oral drugs, with the rule that fails."""

from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.contract import Molecule, Yield, tool


@tool(
    examples=(
        "Is {molecule} drug-like?",
        "Does {molecule} pass Lipinski's rule of five?",
        "Check {molecule} against the Veber rules",
        "Would {molecule} be a plausible oral drug by the usual rules?",
    ),
    yields=(
        Yield(
            "lipinski",
            ("Lipinski", "rule of five", "rule of 5", "Ro5", "druglike", "drug-like",
             "drug-likeness", "druglikeness", "리핀스키", "약물 유사성", "약물유사성"),
        ),
        Yield("veber", ("Veber", "oral bioavailability", "베버", "경구 생체이용률")),
    ),
    domain="Rules of thumb for orally given small molecules; they say nothing about safety.",
)  # fmt: skip
def drug_likeness(molecule: Molecule) -> Finding:
    """Apply the rules of Lipinski and Veber, naming each limit that is broken.

    Args:
        molecule: A name, CAS number, InChI or SMILES.

    Returns:
        Whether each rule set is passed. Lipinski: at most one of mass over 500 g/mol, logP over
        5, more than 5 donors, more than 10 acceptors, counted as N-H and O-H bonds and as N and O
        atoms (Lipinski et al., Adv. Drug Deliv. Rev. 1997, 23, 3). Veber: at most 10 rotatable
        bonds and TPSA at most 140 Å² (Veber et al., J. Med. Chem. 2002, 45, 2615).

    Raises:
        BadStructure: If the structure cannot be read.

    Example:
        >>> drug_likeness("aspirin").quantity("lipinski").value
        True
    """
    from rdkit.Chem import rdMolDescriptors

    counts = rdMolDescriptors
    from rdkit.Chem.Crippen import MolLogP  # type: ignore[attr-defined]
    from rdkit.Chem.Descriptors import MolWt  # type: ignore[attr-defined]

    found = read_molecule(molecule)
    measured = (
        Quantity(key="average_mass", name="average molecular mass",
                 value=MolWt(found.mol), unit="g/mol", decimals=2),
        Quantity(key="logp", name="logP (Crippen)", value=MolLogP(found.mol), decimals=2),
        Quantity(key="lipinski_donors", name="N-H and O-H bonds",
                 value=counts.CalcNumLipinskiHBD(found.mol)),
        Quantity(key="lipinski_acceptors", name="N and O atoms",
                 value=counts.CalcNumLipinskiHBA(found.mol)),
        Quantity(key="rotatable_bonds", name="rotatable bonds",
                 value=counts.CalcNumRotatableBonds(found.mol)),
        Quantity(key="tpsa", name="TPSA", value=counts.CalcTPSA(found.mol), unit="angstrom**2",
                 decimals=2),
    )  # fmt: skip
    limits = (500, 5, 5, 10, 10, 140)
    broken = [q for q, limit in zip(measured, limits, strict=True) if float(q.value) > limit]
    lipinski = [q for q in broken if q in measured[:4]]
    veber = [q for q in broken if q in measured[4:]]
    return Finding(
        statement=_statement(found.name, lipinski, veber),
        quantities=(
            *measured,
            Quantity(key="lipinski", name="passes Lipinski's rule of five",
                     value=len(lipinski) <= 1),
            Quantity(key="veber", name="passes Veber's rules", value=not veber),
            Quantity(key="violations", name="Lipinski limits broken", value=len(lipinski)),
        ),
        structures=(found.structure,),
        caution="These are rules of thumb; passing them is no statement about safety or effect.",
    )  # fmt: skip


def _statement(name: str, lipinski: list[Quantity], veber: list[Quantity]) -> str:
    shown = ", ".join(f"{q.name} {{{q.key}}}" for q in lipinski)
    first = f"{name} {'passes' if len(lipinski) <= 1 else 'fails'} Lipinski's rule of five"
    first += f" with {{violations}} limit{'s' * (len(lipinski) != 1)} broken"
    first += f" ({shown})" if lipinski else ""
    second = f"{'fails' if veber else 'passes'} Veber's rules"
    second += f" ({', '.join(f'{q.name} {{{q.key}}}' for q in veber)})" if veber else ""
    verdict = "it is drug-like" if len(lipinski) <= 1 else "it is not drug-like"
    return f"{first} and {second}; by Lipinski {verdict}."
