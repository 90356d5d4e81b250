"""Solubility in water, estimated from structure."""

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import ReadMolecule, read_molecule
from labwright.tools.chemistry.properties.organic import require_organic
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule

# Delaney, J. Chem. Inf. Comput. Sci. 2004, 44, 1000, equation of table 3:
# intercept, logP, molecular weight, rotatable bonds, share of aromatic heavy atoms.
_INTERCEPT, _LOGP, _MASS, _ROTORS, _AROMATIC = 0.16, -0.63, -0.0062, 0.066, -0.74
_HEAVIEST = 1000  # g/mol; the set of Delaney ends below
_CLASSES = ((-10, "insoluble"), (-6, "poorly soluble"), (-4, "moderately soluble"),
            (-2, "soluble"), (0, "very soluble"))  # fmt: skip


@tool(
    examples=(
        "How soluble is {molecule} in water?",
        "Estimate logS of {molecule}",
        "ESOL solubility of {molecule}",
        "aqueous solubility of {molecule} in mol/L",
        "Would {molecule} dissolve in water, predicted from its structure?",
        "predicted water solubility {molecule}",
    ),
    yields=(
        Yield("logs", ("logS", "log S", "ESOL", "aqueous solubility", "water solubility",
                       "solubility in water", "solubility class", "수용해도", "물 용해도",
                       "용해도")),
    ),
    domain="Neutral organic molecules up to 1000 g/mol; no salts, ions or metals.",
)  # fmt: skip
def esol_solubility(molecule: Molecule) -> Finding:
    """Estimate the solubility in water by ESOL.

    log S = 0.16 - 0.63 logP - 0.0062 MW + 0.066 RB - 0.74 AP, with S in mol/L at 25 °C, RB the
    rotatable bonds and AP the share of heavy atoms in aromatic rings (Delaney, J. Chem. Inf.
    Comput. Sci. 2004, 44, 1000). Delaney took logP from Daylight; here it is that of Crippen.

    Args:
        molecule: A name, CAS number, InChI or SMILES.

    Returns:
        log S, the solubility in mol/L and in g/L, and a class.

    Raises:
        BadArgument: If it is a salt, an ion, has a metal, no carbon, or weighs over 1000 g/mol.

    Example:
        >>> esol_solubility("naphthalene").quantity("logs").text()
        '-3.16'
    """
    from rdkit.Chem.Crippen import MolLogP  # type: ignore[attr-defined]
    from rdkit.Chem.Descriptors import MolWt  # type: ignore[attr-defined]
    from rdkit.Chem.rdMolDescriptors import CalcNumRotatableBonds

    found = read_molecule(molecule)
    mass = float(MolWt(found.mol))
    _check(found, mass)
    aromatic = sum(a.GetIsAromatic() for a in found.mol.GetAtoms()) / found.mol.GetNumHeavyAtoms()
    logp, rotors = float(MolLogP(found.mol)), int(CalcNumRotatableBonds(found.mol))
    logs = _INTERCEPT + _LOGP * logp + _MASS * mass + _ROTORS * rotors + _AROMATIC * aromatic
    return Finding(
        statement=f"ESOL estimates log S = {{logs}} for {found.name} in water ({{solubility}}, "
        "{mass_solubility}): {solubility_class}.",
        quantities=(*_quantities(logs, mass), *_terms(logp, mass, rotors, aromatic)),
        structures=(found.structure,),
        caution="A regression: the solubilities of its validation sets were met within a factor "
        "of 5 to 8, and single values are off by more. It knows no melting point and no pH.",
    )


def _check(found: ReadMolecule, mass: float) -> None:
    from rdkit import Chem

    require_organic(found, "ESOL")
    fault = ""
    if len(Chem.GetMolFrags(found.mol)) > 1:
        fault = "consists of several parts"
    elif Chem.GetFormalCharge(found.mol):
        fault = "is an ion"
    elif mass > _HEAVIEST:
        fault = f"weighs {mass:.0f} g/mol"
    if fault:
        raise BadArgument(
            f"{found.name} {fault}; ESOL does not hold for it.",
            f"Give one neutral organic molecule up to {_HEAVIEST} g/mol.",
        )


def _quantities(logs: float, mass: float) -> tuple[Quantity, ...]:
    named = next((name for limit, name in _CLASSES if logs < limit), "highly soluble")
    method = "ESOL, Delaney, J. Chem. Inf. Comput. Sci. 2004, 44, 1000"
    return (
        Quantity(key="logs", name="log S", value=logs, decimals=2, method=method,
                 definition="decadic logarithm of the solubility in mol/L",
                 conditions="water, 25 °C"),
        Quantity(key="solubility", name="solubility", value=float(f"{10**logs:.2g}"),
                 unit="mol/L", method=method, conditions="water, 25 °C"),
        Quantity(key="mass_solubility", name="solubility by mass",
                 value=float(f"{10**logs * mass:.2g}"), unit="g/L", method=method,
                 conditions="water, 25 °C"),
        Quantity(key="solubility_class", name="solubility class", value=named,
                 definition="log S under -10 insoluble, -6 poorly, -4 moderately soluble, -2 "
                 "soluble, 0 very soluble, above highly soluble"),
    )  # fmt: skip


def _terms(logp: float, mass: float, rotors: int, aromatic: float) -> tuple[Quantity, ...]:
    return (
        Quantity(key="logp", name="logP (Crippen)", value=logp, decimals=2),
        Quantity(key="average_mass", name="average molecular mass", value=mass, unit="g/mol",
                 decimals=2),
        Quantity(key="rotatable_bonds", name="rotatable bonds", value=rotors),
        Quantity(key="aromatic_share", name="share of aromatic heavy atoms", value=aromatic,
                 decimals=3),
    )  # fmt: skip
