"""Routes to a molecule over the reversed library of named reactions."""

from typing import Annotated

from labwright.core.errors import BadArgument, TooLarge
from labwright.core.finding import Finding, Structure
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import ReadMolecule, read_molecule
from labwright.tools.chemistry.reactions.building_blocks import (
    BuildingBlocks,
    read_building_blocks,
)
from labwright.tools.chemistry.reactions.disconnections import Route, routes_to
from labwright.tools.chemistry.reactions.schemes import scheme_svg
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule, TableFile, counted

_MOST_STEPS = 3
_MOST_ATOMS = 60
_SEARCH_SECONDS, _SECONDS = 12.0, 20.0
_MOST_ROWS = 60


@tool(
    examples=(
        "Suggest a retrosynthesis of {molecule}",
        "How could {molecule} be made? Give a synthetic route",
        "retrosynthetic analysis of {molecule} in 2 steps",
        "Which disconnections are possible in {molecule}?",
        "Find a route to {molecule} from the building blocks in {file}",
        "synthesis plan for {molecule}",
    ),
    yields=(
        Yield("routes", ("retrosynthesis", "retrosynthetic", "synthetic route", "synthesis route",
                         "synthetic routes", "synthesis plan", "disconnection", "disconnections",
                         "역합성", "합성 경로")),
    ),
    domain="Neutral organic molecules of up to 60 heavy atoms; one to three steps.",
    cost="seconds",
)  # fmt: skip
def retrosynthesis(
    molecule: Molecule,
    steps: Annotated[int, counted("step", "steps")] = 2,
    file: TableFile = "",
    atoms: Annotated[int, counted("heavy atoms", "atoms")] = 10,
) -> Finding:
    """Search for routes to a molecule by named reactions run backwards.

    Args:
        molecule: A name, CAS number, InChI or SMILES.
        steps: The most steps one after another, 1 to 3.
        file: Building blocks that count as available: .smi, or .csv with a column smiles.
        atoms: Without a file: what has at most so many heavy atoms counts as available.

    Returns:
        Routes, the shortest first; each step was checked by running the reaction forward.

    Raises:
        BadArgument: If the steps are not 1 to 3, or the target is a chemical weapon, explosive,
            or controlled drug or precursor, for which no routes are given.
        TooLarge: If it has more than 60 heavy atoms.

    Example:
        >>> retrosynthesis("4-methylbiphenyl", 1).quantity("last_step").value
        'Suzuki coupling'
    """
    if not 1 <= steps <= _MOST_STEPS:
        raise BadArgument(f"{steps} steps are asked for.", f"It searches 1 to {_MOST_STEPS}.")
    if not 1 <= atoms <= _MOST_ATOMS:
        raise BadArgument(f"{atoms} heavy atoms are asked for.", f"Give 1 to {_MOST_ATOMS}.")
    found = read_molecule(molecule)
    if found.mol.GetNumHeavyAtoms() > _MOST_ATOMS:
        raise TooLarge(
            f"{found.name[:60]} has {found.mol.GetNumHeavyAtoms()} heavy atoms; routes are "
            f"searched for at most {_MOST_ATOMS}.",
            "Give a fragment of it.",
        )
    _refuse(found)
    blocks = read_building_blocks(file) if file.strip() else BuildingBlocks(frozenset(), atoms)
    routes = isolated(routes_to, found.smiles, steps, blocks, _SEARCH_SECONDS, seconds=_SECONDS)
    return _finding(found, routes, blocks, steps)


def _refuse(found: ReadMolecule) -> None:
    """Give no routes to weapons, explosives, and what international conventions control."""
    from labwright.tools.chemistry.safety.control_lists import guarded
    from labwright.tools.chemistry.safety.groups import hazards_of

    if place := guarded(found.mol):
        raise BadArgument(
            f"{found.name} stands in {place.list.name} ({place.entry.name}).",
            "No routes to such compounds are given.",
        )
    if groups := [hit.group.name for hit in hazards_of(found.mol, "energetic")]:
        raise BadArgument(
            f"{found.name} has an energetic group: {groups[0]}.",
            "No routes to explosive or energetic compounds are given.",
        )


def _finding(
    found: ReadMolecule, routes: list[Route], blocks: BuildingBlocks, steps: int
) -> Finding:
    number = Quantity(key="routes", name="routes found", value=len(routes))
    limit = Quantity(key="most_steps", name="steps allowed", value=steps)
    caution = _caution(found, blocks)
    if not routes:
        return Finding(
            statement=f"No route to {found.name} was found ({{routes}} within {{most_steps}} "
            f"{'step' if steps == 1 else 'steps'} at most).",
            quantities=(number, limit), structures=(found.structure,),
            caution=f"That does not say that there is none. {caution}",
        )  # fmt: skip
    best = routes[0]
    noun = "route" if len(routes) == 1 else "routes"
    quantities = (
        number, limit,
        Quantity(key="last_step", name="last step of the shortest route",
                 value=best.steps[0].reaction),
        Quantity(key="precursors", name="reactants of the last step",
                 value=".".join(best.steps[0].reactants)),
        Quantity(key="starting_materials", name="what the shortest route starts from",
                 value=".".join(best.starting)),
        Quantity(key="reactions_needed", name="reactions of the shortest route",
                 value=len(best.steps)),
    )  # fmt: skip
    return Finding(
        statement=f"{{routes}} {noun} to {found.name} found; the shortest ends with "
        "{last_step} of {precursors} and takes {reactions_needed} "
        f"{'reaction' if len(best.steps) == 1 else 'reactions'}.",
        quantities=quantities,
        structures=(found.structure,
                    *(Structure(name="starting material", smiles=s) for s in best.starting)),
        table=_table(routes),
        figure=scheme_svg([(step.reactants, (step.product,)) for step in reversed(best.steps)]),
        caution=caution,
    )  # fmt: skip


def _caution(found: ReadMolecule, blocks: BuildingBlocks) -> str:
    end = f"Available counts as: {blocks.described}."
    if blocks.unread:
        end += f" {blocks.unread} lines of the file could not be read."
    already = f" {found.name} itself counts as available." if blocks.holds(found.smiles) else ""
    return (
        f"{end}{already} The routes are templates run backwards and checked forwards; yields, "
        "protecting groups, selectivity and stereochemistry were not considered."
    )


def _table(routes: list[Route]) -> tuple[tuple[str, ...], ...]:
    rows = [
        (str(number), str(at), step.reaction, " + ".join(step.reactants), step.product)
        for number, route in enumerate(routes, 1)
        for at, step in enumerate(reversed(route.steps), 1)
    ]
    left = len(rows) - _MOST_ROWS
    more = [("…", "", f"{left} more steps are left out", "", "")] if left > 0 else []
    return (("route", "step", "reaction", "reactants", "product"), *rows[:_MOST_ROWS], *more)
