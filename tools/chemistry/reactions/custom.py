"""Applying a reaction SMARTS that the user writes."""

from itertools import permutations

from labwright.core.errors import BadArgument, BadStructure
from labwright.core.finding import Finding, Structure
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import ReadMolecule
from labwright.tools.chemistry.reactions.named import MOST_ROWS
from labwright.tools.chemistry.reactions.reactants import read_reactants
from labwright.tools.chemistry.reactions.schemes import reaction_svg
from labwright.tools.chemistry.reactions.templates import compiled, outcomes
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecules, Reaction

_SECONDS = 5.0
_MOST_ROLES = 4
_LONGEST = 5000


@tool(
    examples=(
        "Apply the reaction SMARTS {reaction} to {molecule}",
        "Run {reaction} on {molecule} and {molecule}",
        "Which products does {reaction} give with {molecule}?",
        "enumerate the products of {molecule} under the transform {reaction}",
        "transform {molecule} with the SMIRKS {reaction}",
    ),
    yields=(Yield("first_product", ("reaction SMARTS", "SMIRKS", "products of the transform")),),
    domain="Any reaction SMARTS with one to four reactants; one application at each place.",
)
def apply_reaction_smarts(reaction: Reaction, molecules: Molecules) -> Finding:
    """Apply a reaction SMARTS to molecules and list the distinct products.

    Args:
        reaction: A reaction SMARTS such as ``[C:1](=O)[OH].[N:2]>>[C:1](=O)[N:2]``.
        molecules: One molecule for each reactant of the SMARTS, in any order.

    Returns:
        The sets of products, without duplicates and without those that break valence rules.

    Raises:
        BadStructure: If the SMARTS cannot be read.
        BadArgument: If the number of molecules is not that of the reactants.

    Example:
        >>> apply_reaction_smarts("[C:1][OH:2]>>[C:1]=[O:2]", ["ethanol"]).quantity(
        ...     "first_product").value
        'CC=O'
    """
    text = reaction.strip()
    if ">>" not in text or len(text) > _LONGEST:
        raise BadStructure(text, "it has no “>>”, or it is too long", kind="reaction SMARTS")
    roles = compiled(text).GetNumReactantTemplates()
    if roles > _MOST_ROLES:
        raise BadArgument(f"The SMARTS has {roles} reactants; at most {_MOST_ROLES} are run.")
    _, read = read_reactants(molecules)
    if len(read) != roles:
        raise BadArgument(
            f"The SMARTS has {roles} reactant{'s' if roles > 1 else ''}, and {len(read)} "
            f"molecule{'s are' if len(read) != 1 else ' is'} given.",
            "Give one molecule for each reactant of the SMARTS.",
        )
    found = isolated(products_of, text, [m.smiles for m in read], seconds=_SECONDS)
    return _finding(read, found)


def _finding(read: list[ReadMolecule], found: list[tuple[str, ...]]) -> Finding:
    names = " and ".join(molecule.name for molecule in read)
    count = Quantity(key="product_sets", name="distinct sets of products", value=len(found))
    structures = tuple(molecule.structure for molecule in read)
    if not found:
        return Finding(
            statement=f"The reaction SMARTS gives no product with {names} ({{product_sets}} sets).",
            quantities=(count,), structures=structures,
            caution="Its reactant patterns do not match, or every product breaks a valence rule.",
        )  # fmt: skip
    first = found[0]
    rows = [(str(n), ".".join(products)) for n, products in enumerate(found[:MOST_ROWS], 1)]
    left = len(found) - len(rows)
    return Finding(
        statement=f"The reaction SMARTS gives {{first_product}} with {names} ({{product_sets}} "
        f"distinct {'set' if len(found) == 1 else 'sets'} of products).",
        quantities=(
            Quantity(key="first_product", name="product", value=first[0],
                     method="reaction SMARTS as given, RDKit"),
            count,
        ),
        structures=(*structures, *(Structure(name="product", smiles=s) for s in first)),
        table=(("no.", "products (SMILES)"), *rows,
               *([("…", f"{left} more are left out")] if left > 0 else [])),
        figure=reaction_svg([m.smiles for m in read], first),
        caution="A SMARTS says which bonds change, not whether the reaction takes place. It was "
        "applied once at each place.",
    )  # fmt: skip


def products_of(smarts: str, molecules: list[str]) -> list[tuple[str, ...]]:
    """Run a reaction SMARTS, trying the molecules in every order until one gives products.

    Args:
        smarts: The reaction SMARTS.
        molecules: SMILES, as many as it has reactants.

    Returns:
        Distinct sets of products.
    """
    from labwright.tools.chemistry.structures import read_smiles

    mols = [read_smiles(smiles) for smiles in molecules]
    for order in permutations(mols):
        if found := outcomes(smarts, order):
            return [outcome.products for outcome in found]
    return []
