"""Which of the molecules given play which part in a reaction, and what comes out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, permutations
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadStructure
from labwright.tools.chemistry.reactions.library import NamedReaction
from labwright.tools.chemistry.reactions.orientation import favoured
from labwright.tools.chemistry.reactions.reactants import Reactant
from labwright.tools.chemistry.reactions.templates import Outcome, compiled, fits, outcomes

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_MOST_ARRANGEMENTS = 60


@dataclass(frozen=True)
class Run:
    """A reaction carried out on what was given.

    Args:
        reaction: The reaction.
        smarts: The template of it that fitted.
        used: The pieces that reacted, in the order of the template.
        agents: Pieces that point to the reaction without being in its template.
        outcomes: What comes out, the favoured first.
        alone: Whether a molecule reacted with itself.
    """

    reaction: NamedReaction
    smarts: str
    used: tuple[Reactant, ...]
    agents: tuple[Reactant, ...]
    outcomes: tuple[Outcome, ...]
    alone: bool = False


@lru_cache(maxsize=512)
def _agent(smarts: str) -> Any:
    from rdkit import Chem

    pattern = Chem.MolFromSmarts(smarts)
    if pattern is None:
        raise BadStructure(smarts, "it does not parse", kind="SMARTS")
    return pattern


def carried_out(reaction: NamedReaction, pieces: Sequence[Reactant]) -> Run | None:
    """Carry out a reaction with the pieces given, each in the part that it fits.

    Args:
        reaction: The reaction.
        pieces: What is in the flask.

    Returns:
        What was used and what comes out; None if the pieces do not fit.
    """
    for smarts in reaction.smarts:
        found: dict[tuple[str, ...], Outcome] = {}
        best: tuple[tuple[Reactant, ...], bool] | None = None
        for used, alone in islice(_arrangements(smarts, pieces), _MOST_ARRANGEMENTS):
            mols = [piece.mol for piece in used]
            made = outcomes(smarts, mols, reaction.inverts, reaction.scrambles)
            for outcome in _ordered(reaction, made, mols):
                found.setdefault(tuple(sorted(outcome.products)), outcome)
            if made and best is None:
                best = (used, alone)
            if best and len(best[0]) == 1:
                break
        if best is not None:
            agents = _agents(reaction, pieces, best[0])
            return Run(reaction, smarts, best[0], agents, tuple(found.values()), best[1])
    return None


def _arrangements(
    smarts: str, pieces: Sequence[Reactant]
) -> Iterator[tuple[tuple[Reactant, ...], bool]]:
    """Yield pieces in the order of a template; a molecule with itself only where nothing else."""
    roles = compiled(smarts).GetNumReactantTemplates()
    fitting = [[piece for piece in pieces if fits(smarts, role, piece.mol)]
               for role in range(roles)]  # fmt: skip
    if not all(fitting):
        return
    any_found = False
    if roles <= len(pieces):
        for chosen in permutations(pieces, roles):
            if all(any(c is f for f in fitting[role]) for role, c in enumerate(chosen)):
                any_found = True
                yield chosen, False
    if any_found or roles == 1:
        return
    # “ethyl acetate, Claisen condensation”: the molecule reacts with itself.
    for chosen in _with_repeats(fitting):
        yield chosen, True


def _with_repeats(fitting: list[list[Reactant]]) -> Iterator[tuple[Reactant, ...]]:
    if not fitting:
        yield ()
        return
    for piece in fitting[0]:
        for rest in _with_repeats(fitting[1:]):
            yield (piece, *rest)


def _ordered(reaction: NamedReaction, made: list[Outcome], mols: "Sequence[Mol]") -> list[Outcome]:
    if not reaction.orients:
        return made
    return sorted(
        made, key=lambda outcome: -favoured(mols[0], outcome.sites[0][0]) if outcome.sites[0] else 0
    )


def _agents(
    reaction: NamedReaction, pieces: Sequence[Reactant], used: Sequence[Reactant]
) -> tuple[Reactant, ...]:
    rest = [piece for piece in pieces if all(piece is not other for other in used)]
    return tuple(
        piece for piece in rest
        if any(piece.mol.HasSubstructMatch(_agent(smarts)) for smarts in reaction.agents)
    )  # fmt: skip
