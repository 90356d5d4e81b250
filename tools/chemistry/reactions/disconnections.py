"""Search for routes: reversed templates, each checked by the forward reaction."""

import heapq
from dataclasses import dataclass
from functools import cache
from itertools import count
from time import monotonic

from labwright.tools.chemistry.reactions.building_blocks import BuildingBlocks, size
from labwright.tools.chemistry.reactions.flask import carried_out
from labwright.tools.chemistry.reactions.library import NamedReaction, named_reactions
from labwright.tools.chemistry.reactions.reactants import Reactant
from labwright.tools.chemistry.reactions.templates import outcomes
from labwright.tools.chemistry.structures import read_smiles

_BEAM = 120
_MOST_ROUTES = 20
_MOST_PRECURSORS = 40
_GROWTH = 3
_STEP_COST = 4.0


@dataclass(frozen=True)
class Step:
    """One disconnection, written forward.

    Args:
        reaction: Name of the reaction.
        reactants: SMILES.
        product: SMILES.
    """

    reaction: str
    reactants: tuple[str, ...]
    product: str


@dataclass(frozen=True)
class Route:
    """Steps from available molecules to the target; the last step comes first."""

    steps: tuple[Step, ...]
    depth: int

    @property
    def starting(self) -> tuple[str, ...]:
        """What has to be bought."""
        made = {step.product for step in self.steps}
        return tuple(dict.fromkeys(
            smiles for step in self.steps for smiles in step.reactants if smiles not in made
        ))  # fmt: skip


@cache
def precursors(target: str) -> tuple[tuple[NamedReaction, tuple[str, ...]], ...]:
    """Return what a molecule can be made from in one step.

    Args:
        target: Canonical SMILES.

    Returns:
        Reactions with their reactants; each gives the target as its favoured product.
    """
    mol = read_smiles(target)
    found = []
    for reaction in named_reactions():
        if not reaction.retro:
            continue
        for outcome in outcomes(reaction.retro, [mol])[:_MOST_PRECURSORS]:
            parts = outcome.products
            if target in parts or max(map(size, parts)) > size(target) + _GROWTH:
                continue
            if _gives(reaction, parts, target):
                found.append((reaction, parts))
    return tuple(found)


def _gives(reaction: NamedReaction, parts: tuple[str, ...], target: str) -> bool:
    pieces = [Reactant(smiles, smiles, read_smiles(smiles), number)
              for number, smiles in enumerate(parts)]  # fmt: skip
    run = carried_out(reaction, pieces)
    if run is None or run.alone or len(run.used) != len(parts):
        return False
    return _flat(target) == _flat(run.outcomes[0].products[0])


@cache
def _flat(smiles: str) -> str:
    from rdkit import Chem

    return str(Chem.MolToSmiles(read_smiles(smiles), isomericSmiles=False))


def routes_to(target: str, steps: int, blocks: BuildingBlocks, seconds: float) -> list[Route]:
    """Search for routes to a molecule, the shortest first.

    Args:
        target: Canonical SMILES.
        steps: The most steps one after another.
        blocks: What counts as available.
        seconds: How long to search.

    Returns:
        At most 20 routes; none if none was found in time.
    """
    end = monotonic() + seconds
    order = count()
    # A state: molecules to be made with their depth, and the steps so far.
    waiting: list[tuple[float, int, tuple[tuple[str, int], ...], tuple[Step, ...]]] = [
        (0.0, next(order), ((target, 0),), ())
    ]
    routes: list[Route] = []
    seen: set[frozenset[Step]] = set()
    while waiting and len(routes) < _MOST_ROUTES and monotonic() < end:
        _, _, open_, done = heapq.heappop(waiting)
        (smiles, depth), *rest = open_
        for reaction, parts in precursors(smiles):
            step = Step(reaction.name, parts, smiles)
            missing = [(part, depth + 1) for part in parts
                       if not blocks.holds(part)]  # fmt: skip
            more = tuple(dict.fromkeys((*rest, *missing)))
            path = (*done, step)
            if any(level >= steps for _, level in more) or _circular(path):
                continue
            if frozenset(path) in seen:
                continue
            seen.add(frozenset(path))
            if not more:
                routes.append(Route(path, depth + 1))
                continue
            cost = sum(size(part) for part, _ in more) + _STEP_COST * len(path)
            heapq.heappush(waiting, (cost, next(order), more, path))
        waiting = heapq.nsmallest(_BEAM, waiting)
    return sorted(routes, key=lambda route: (len(route.steps), _largest(route)))


def _largest(route: Route) -> int:
    return max(size(smiles) for smiles in route.starting)


def _circular(path: tuple[Step, ...]) -> bool:
    made = {step.product for step in path[:-1]}
    return any(part in made for part in path[-1].reactants)
