"""Whether a chemical stands in lists of controlled chemicals."""

from typing import Annotated

from pydantic import Field

from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.chemistry.safety.control_lists import lists_in, own_lists, places
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Kind, Molecule

_MOST_ROWS = 100
ListFile = Annotated[str, Kind("file", endings=(".toml",)), Field(max_length=4096)]
"""A TOML file with lists of controlled chemicals."""


@tool(
    examples=(
        "Is {molecule} a controlled chemical?",
        "Is {molecule} on a CWC schedule?",
        "Chemical Weapons Convention status of {molecule}",
        "Is {molecule} a drug precursor under the 1988 UN convention?",
        "Does {molecule} fall under export or precursor control?",
        "check {molecule} against my list {file}",
    ),
    yields=(
        Yield("controlled", ("controlled chemical", "controlled substance", "controlled chemicals",
                             "CWC schedule", "Chemical Weapons Convention", "drug precursor",
                             "precursor control", "regulated chemical", "화학무기금지협약",
                             "규제 물질", "규제물질")),
    ),
    domain="Excerpts of international lists by structure; national law is not among them.",
    needs=("lookup",),
)  # fmt: skip
def controlled_chemicals(molecule: Molecule, file: ListFile = "") -> Finding:
    """Look up a chemical in lists of controlled chemicals.

    Args:
        molecule: A name, CAS number, InChI or SMILES.
        file: A TOML file with further lists; only those that come along by default.

    Returns:
        Where it stands, with source and date of each list.

    Raises:
        BadArgument: If the molecule or the file cannot be read.

    Example:
        >>> controlled_chemicals("phosgene").quantity("controlled_lists").value
        'CWC Schedule 3'
    """
    found = read_molecule(molecule)
    lists = own_lists() + (lists_in(file) if file.strip() else ())
    listed = places(found.mol, lists)
    looked = ", ".join(f"{one.name} ({one.date})" for one in lists)
    names = ", ".join(dict.fromkeys(place.list.name for place in listed))
    quantities = [
        Quantity(key="controlled", name="found in a list of controlled chemicals",
                 value=bool(listed), conditions=looked),
        Quantity(key="lists_searched", name="lists searched", value=len(lists)),
        Quantity(key="controlled_lists", name="lists that it stands in", value=names or "none"),
    ]  # fmt: skip
    if listed:
        entries = "; ".join(f"{place.list.name}: {place.entry.name}" for place in listed[:5])
        quantities.append(Quantity(key="entries", name="entries", value=entries))
        statement = f"{found.name} stands in {{controlled_lists}} ({{entries}})."
    else:
        statement = f"{found.name} was not found in the lists {looked}."
    rows = [(place.list.name, place.entry.name, place.entry.cas, place.list.date,
             place.list.source) for place in listed[:_MOST_ROWS]]  # fmt: skip
    return Finding(
        statement=statement,
        quantities=tuple(quantities),
        structures=(found.structure,),
        table=(("list", "entry", "CAS of the entry", "date", "source"), *rows) if rows else (),
        caution="The lists are excerpts, compared by structure without stereo; families have "
        "exemptions, and national law goes further. This is no legal advice: ask the authority.",
    )
