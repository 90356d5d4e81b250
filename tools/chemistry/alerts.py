"""Structural alerts, named by the list they come from."""

from functools import cache
from typing import Any

from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.contract import Molecule, Yield, tool

_CATALOGUES = {"PAINS": ("PAINS_A", "PAINS_B", "PAINS_C"), "Brenk": ("BRENK",)}


@cache
def _catalogue(name: str) -> Any:
    from rdkit.Chem.FilterCatalog import FilterCatalog, FilterCatalogParams

    parameters = FilterCatalogParams()
    for part in _CATALOGUES[name]:
        parameters.AddCatalog(getattr(FilterCatalogParams.FilterCatalogs, part))
    return FilterCatalog(parameters)


@tool(
    examples=(
        "Does {molecule} trigger any structural alerts?",
        "Is {molecule} a PAINS compound?",
        "Check {molecule} against the Brenk filter",
        "Any reactive or undesirable substructures in {molecule}?",
    ),
    yields=(
        Yield("pains", ("PAINS", "pan-assay interference", "frequent hitter")),
        Yield("brenk", ("Brenk", "Brenk filter", "unwanted substructures")),
        Yield("alerts", ("structural alerts", "alerts", "alert", "toxicophores",
                         "구조 경고", "경고 구조", "구조경고", "경고")),
    ),
    domain="Two published lists made for screening libraries; not a statement about hazard.",
)  # fmt: skip
def structural_alerts(molecule: Molecule) -> Finding:
    """Look for the structural alerts of the PAINS and Brenk lists.

    Args:
        molecule: A name, CAS number, InChI or SMILES.

    Returns:
        The alerts found, by list. PAINS: Baell and Holloway, J. Med. Chem. 2010, 53, 2719;
        Brenk: Brenk et al., ChemMedChem 2008, 3, 435; both as coded in RDKit.

    Raises:
        BadStructure: If the structure cannot be read.

    Example:
        >>> structural_alerts("ethanol").sentence()
        'ethanol: no alert in PAINS; no alert in Brenk.'
    """
    found = read_molecule(molecule)
    parts, quantities = [], []
    for name in _CATALOGUES:
        entries = [match.GetDescription() for match in _catalogue(name).GetMatches(found.mol)]
        key = name.lower()
        quantities.append(
            Quantity(key=f"{key}_names", name=f"{name} names", value=", ".join(entries) or "none")
        )
        quantities.append(Quantity(key=key, name=f"{name} alerts", value=len(entries)))
        quantities.append(
            Quantity(key=f"{key}_triggered", name=f"triggers {name}", value=bool(entries))
        )
        ending = "alert" if len(entries) == 1 else "alerts"
        parts.append(
            f"{{{key}}} {ending} in {name} ({{{key}_names}})" if entries else f"no alert in {name}"
        )
    return Finding(
        statement=f"{found.name}: {'; '.join(parts)}.",
        quantities=tuple(quantities),
        structures=(found.structure,),
        caution="These lists serve to sort screening libraries. A molecule without an alert in "
        "them is not thereby safe, and energetic or toxic molecules may have none.",
    )
