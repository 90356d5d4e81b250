"""Hazards that a structure speaks of: explosive, peroxide-forming, reactive, toxic groups."""

from collections.abc import Sequence

from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.drawing import draw_svg
from labwright.tools.chemistry.molecules import ReadMolecule, read_molecule
from labwright.tools.chemistry.safety.groups import (
    Hit,
    Kind,
    hazards_of,
    peroxide_class,
    table_version,
)
from labwright.tools.chemistry.safety.oxygen import oxygen_balance_of
from labwright.tools.chemistry.structures import composition
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule

_KINDS: dict[Kind, tuple[str, str]] = {
    "energetic": ("explosive_groups", "explosive or energetic groups"),
    "peroxide": ("peroxide_groups", "groups that form peroxides"),
    "reactive": ("reactive_groups", "groups reactive with water, air or much else"),
    "toxic": ("toxic_families", "structural families with toxic members"),
}
_CLASSES = {
    "A": "A (dangerous without concentrating)",
    "B": "B (dangerous when concentrated)",
    "C": "C (may polymerise violently when peroxides have formed)",
}
_LARGEST_DRAWN = 200
_CAUTION = (
    "These are groups in a structure, not a judgement of a substance. A compound without an alert "
    "may be dangerous all the same; amount, purity, mixture and handling decide. Read the safety "
    "data sheet and ask your safety officer before work."
)


@tool(
    examples=(
        "Is {molecule} explosive?",
        "Does {molecule} contain energetic or shock-sensitive groups?",
        "Can {molecule} form peroxides on storage?",
        "Which hazards does the structure of {molecule} show?",
        "{molecule} - water reactive or pyrophoric?",
        "Hazard alerts for {molecule}",
        "Is it dangerous to heat {molecule}?",
        "Check {molecule} for explosive, peroxide-forming and toxic groups",
    ),
    yields=(
        Yield("hazard_alerts", ("hazard alerts", "hazardous groups", "structural hazards",
                                "위험 작용기", "위험성 경고")),
        Yield("explosive_groups", ("explosive", "explosive groups", "explosophore",
                                   "energetic groups", "shock-sensitive", "shock sensitive",
                                   "explosive hazard", "폭발성")),
        Yield("peroxide_former", ("peroxide former", "peroxide-forming", "form peroxides",
                                  "forms peroxides", "peroxide formation", "과산화물 형성")),
        Yield("reactive_groups", ("water reactive", "water-reactive", "pyrophoric",
                                  "air-sensitive groups", "자연발화성", "금수성")),
    ),
    domain="Groups of labwright's own table and a published list of peroxide formers.",
)  # fmt: skip
def hazard_alerts(molecule: Molecule) -> Finding:
    """Look for explosive, peroxide-forming, reactive and toxic groups in a structure.

    Args:
        molecule: A name, CAS number, InChI or SMILES.

    Returns:
        The groups by kind of hazard, highlighted, with the oxygen balance of energetic compounds.

    Raises:
        BadArgument: If the molecule cannot be read: no verdict is given then.

    Example:
        >>> hazard_alerts("nitroglycerin").quantity("explosive_groups").value
        'nitrate ester'
    """
    found = read_molecule(molecule)
    hits = hazards_of(found.mol)
    listed = peroxide_class(found.smiles)
    quantities, parts = _quantities(found, hits, listed)
    atoms = sorted({atom for hit in hits for atom in hit.atoms})
    drawn = bool(atoms) and found.mol.GetNumAtoms() <= _LARGEST_DRAWN
    lists = f"the lists hazard groups ({table_version()}) and peroxide formers (Clark 2001)"
    statement = "; ".join(parts) if parts else f"no alert in {lists}"
    return Finding(
        statement=f"{found.name}: {statement}.",
        quantities=tuple(quantities),
        structures=(found.structure,),
        table=_table(hits, listed),
        figure=draw_svg(found.mol, highlight=atoms) if drawn else "",
        caution=_CAUTION + _notes(hits),
    )


def _quantities(
    found: ReadMolecule, hits: Sequence[Hit], listed: str
) -> tuple[list[Quantity], list[str]]:
    named = bool(listed) and not any(hit.group.kind == "peroxide" for hit in hits)
    source = f"hazard groups, version {table_version()}"
    quantities = [Quantity(key="hazard_alerts", name="hazard alerts", value=len(hits) + named,
                           method=source)]  # fmt: skip
    parts = []
    for kind, (key, name) in _KINDS.items():
        names = [hit.group.name for hit in hits if hit.group.kind == kind]
        value = ", ".join(names) or "none found"
        quantities.append(Quantity(key=key, name=name, value=value, method=source))
        if names:
            parts.append(f"{name} – {{{key}}}")
    explosive = any(hit.group.kind == "energetic" for hit in hits)
    former = bool(listed) or any(hit.group.kind == "peroxide" for hit in hits)
    quantities += [
        Quantity(key="explosive_alert", name="alert for explosive groups", value=explosive),
        Quantity(key="peroxide_former", name="alert as a peroxide former", value=former),
    ]
    if former:
        quantities.append(Quantity(key="peroxide_class", name="class of peroxide former",
                                   value=_class(hits, listed)))  # fmt: skip
        parts.append("peroxide former of class {peroxide_class}")
    burns = set(composition(found.smiles)) & {"C", "H", "O"}
    balance = oxygen_balance_of(found.smiles) if explosive and burns else None
    if balance is not None:
        quantities.append(Quantity(key="oxygen_balance", name="oxygen balance", value=balance,
                                   unit="percent", decimals=1))  # fmt: skip
        parts.append("oxygen balance {oxygen_balance}")
    return quantities, parts


def _class(hits: Sequence[Hit], listed: str) -> str:
    if listed:
        return _CLASSES[listed]
    classes = [hit.group.danger_class for hit in hits if hit.group.kind == "peroxide"]
    return f"{classes[0]}, by structure; it is not in the list"


def _table(hits: Sequence[Hit], listed: str) -> tuple[tuple[str, ...], ...]:
    rows = [(_KINDS[hit.group.kind][1], hit.group.name, hit.group.note) for hit in hits]
    if listed:
        rows.append(("peroxide formers (Clark, Chem. Health Saf. 2001, 8 (5), 12)",
                     f"class {_CLASSES[listed]}", ""))  # fmt: skip
    return (("kind", "group", "note"), *rows) if rows else ()


def _notes(hits: Sequence[Hit]) -> str:
    notes = dict.fromkeys(hit.group.note for hit in hits if hit.group.note)
    return "".join(f" {note}" for note in notes)
