"""Structural alerts, named by the list they come from."""

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule, one_of

if TYPE_CHECKING:
    from rdkit.Chem import Mol

# Catalogues of RDKit by list, and where each list was published.
_CATALOGUES = {
    "PAINS": (("PAINS_A", "PAINS_B", "PAINS_C"),
              "Baell and Holloway, J. Med. Chem. 2010, 53, 2719"),
    "Brenk": (("BRENK",), "Brenk et al., ChemMedChem 2008, 3, 435"),
    "NIH": (("NIH",), "Doveston et al., Org. Biomol. Chem. 2015, 13, 859; Jadhav et al., "
            "J. Med. Chem. 2010, 53, 37"),
    "ZINC": (("ZINC",), "ZINC filter rules, blaster.docking.org/filtering"),
    "ChEMBL": (("CHEMBL",), "eight sets gathered in ChEMBL 20 (BMS, Dundee, Glaxo, Inpharmatica, "
               "LINT, MLSMR, PAINS, SureChEMBL)"),
}  # fmt: skip
_MOST_NAMED = 8
_LARGEST_DRAWN = 200


@cache
def _catalogue(name: str) -> Any:
    from rdkit.Chem.FilterCatalog import FilterCatalog, FilterCatalogParams

    parameters = FilterCatalogParams()
    for part in _CATALOGUES[name][0]:
        parameters.AddCatalog(getattr(FilterCatalogParams.FilterCatalogs, part))
    return FilterCatalog(parameters)


def _lists() -> dict[str, tuple[str, ...]]:
    return {
        "PAINS": ("PAINS filter", "PAINS list"),
        "Brenk": ("Brenk filter", "Brenk list"),
        "NIH": ("NIH filter", "NIH list", "NIH alerts", "NIH"),
        "ZINC": ("ZINC filter", "ZINC list", "ZINC alerts", "ZINC rules"),
        "ChEMBL": ("ChEMBL filter", "ChEMBL alerts", "ChEMBL list"),
    }


@tool(
    examples=(
        "Does {molecule} trigger any structural alerts?",
        "Is {molecule} a PAINS compound?",
        "Check {molecule} against the Brenk filter",
        "Any reactive or undesirable substructures in {molecule}?",
        "NIH and ChEMBL alerts of {molecule}",
        "which medicinal chemistry filters does {molecule} fail?",
    ),
    yields=(
        Yield("pains", ("PAINS", "pan-assay interference", "frequent hitter")),
        Yield("brenk", ("Brenk", "Brenk filter", "unwanted substructures")),
        Yield("alerts", ("structural alerts", "alerts", "alert", "toxicophores",
                         "구조 경고", "경고 구조", "구조경고", "경고")),
        Yield("nih", ("NIH filter", "NIH alerts")),
        Yield("zinc", ("ZINC filter", "ZINC alerts")),
        Yield("chembl", ("ChEMBL filter", "ChEMBL alerts")),
    ),
    domain="Five published lists made for screening libraries; not a statement about hazard.",
)  # fmt: skip
def structural_alerts(
    molecule: Molecule, filter_list: Annotated[str, one_of(_lists), Field(max_length=20)] = ""
) -> Finding:
    """Look for the structural alerts of the PAINS, Brenk, NIH, ZINC and ChEMBL lists.

    Args:
        molecule: A name, CAS number, InChI or SMILES.
        filter_list: Draw only the hits of this list: PAINS, Brenk, NIH, ZINC or ChEMBL; all by
            default.

    Returns:
        The alerts found, by list, with the atoms that match highlighted. PAINS: Baell and
        Holloway, J. Med. Chem. 2010, 53, 2719; Brenk: Brenk et al., ChemMedChem 2008, 3, 435; NIH,
        ZINC and ChEMBL, all as coded in RDKit.

    Raises:
        BadStructure: If the structure cannot be read.

    Example:
        >>> structural_alerts("ethanol").quantity("brenk").value
        0
    """
    if filter_list and filter_list not in _CATALOGUES:
        raise BadArgument(
            f"“{filter_list}” is no list of alerts.", f"Known: {', '.join(_lists())}."
        )
    found = read_molecule(molecule)
    quantities: list[Quantity] = []
    parts: list[str] = []
    rows: list[tuple[str, str, str]] = []
    atoms: set[int] = set()
    for name, (_, source) in _CATALOGUES.items():
        hits = _hits(name, found.mol)
        quantities += _counts(name, [alert for alert, _ in hits])
        parts.append(_part(name, len(hits)))
        rows += [(name, alert, source) for alert, _ in hits]
        if filter_list in ("", name):
            atoms.update(atom for _, matched in hits for atom in matched)
    quantities.append(_version())
    drawn = bool(atoms) and found.mol.GetNumAtoms() <= _LARGEST_DRAWN
    return Finding(
        statement=f"{found.name}: {'; '.join(parts)} (lists as coded in RDKit {{list_version}}).",
        quantities=tuple(quantities),
        structures=(found.structure,),
        table=(("list", "alert", "source of the list"), *rows) if rows else (),
        figure=_drawing(found.mol, atoms) if drawn else "",
        caution="These lists serve to sort screening libraries. A molecule without an alert in "
        "them is not thereby safe, and energetic or toxic molecules may have none.",
    )


def _hits(name: str, mol: "Mol") -> list[tuple[str, set[int]]]:
    """Return the alerts of a list with the atoms that match."""
    return [
        (
            str(entry.GetDescription()),
            {pair[1] for match in entry.GetFilterMatches(mol) for pair in match.atomPairs},
        )
        for entry in _catalogue(name).GetMatches(mol)
    ]


def _counts(name: str, alerts: list[str]) -> list[Quantity]:
    key = name.lower()
    left = len(alerts) - _MOST_NAMED
    shown = ", ".join(alerts[:_MOST_NAMED]) + (f" and {left} more" if left > 0 else "")
    return [
        Quantity(key=f"{key}_names", name=f"{name} names", value=shown or "none"),
        Quantity(key=key, name=f"{name} alerts", value=len(alerts), method=_CATALOGUES[name][1]),
        Quantity(key=f"{key}_triggered", name=f"triggers {name}", value=bool(alerts)),
    ]


def _part(name: str, number: int) -> str:
    key = name.lower()
    ending = "alert" if number == 1 else "alerts"
    return f"{{{key}}} {ending} in {name} ({{{key}_names}})" if number else f"no alert in {name}"


def _version() -> Quantity:
    from rdkit import rdBase

    return Quantity(key="list_version", name="version of the lists", value=rdBase.rdkitVersion)


def _drawing(mol: "Mol", atoms: set[int]) -> str:
    from labwright.tools.chemistry.drawing import draw_svg

    return draw_svg(mol, highlight=sorted(atoms))
