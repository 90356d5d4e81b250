"""Carrying out a named reaction on given molecules."""

from typing import Annotated

from pydantic import Field

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding, Structure
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.reactions.flask import Run, carried_out
from labwright.tools.chemistry.reactions.library import (
    NamedReaction,
    reaction_by_name,
    reaction_words,
)
from labwright.tools.chemistry.reactions.reactants import Reactant, read_reactants
from labwright.tools.chemistry.reactions.schemes import reaction_svg
from labwright.tools.chemistry.reactions.warnings import warnings_of
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecules, one_of

MOST_ROWS = 50
SECONDS = 8.0
_TEMPLATE_CAUTION = (
    "This is what the structural template of the reaction gives; it does not tell whether the "
    "reaction works, how fast, or which other groups interfere."
)


@tool(
    examples=(
        "What does the Suzuki coupling of {molecule} and {molecule} give?",
        "product of the Fischer esterification of {molecule} with {molecule}",
        "Run a Diels-Alder reaction on {molecule} and {molecule}",
        "Boc deprotection of {molecule}",
        "{molecule} is oxidised by Swern. What forms?",
        "nitration of {molecule}: main product?",
        "Beckmann rearrangement of {molecule}",
        "Apply reductive amination to {molecule} and {molecule} and draw the product",
    ),
    yields=(
        Yield("named_product", ("product of the named reaction", "named reaction",
                                "name reaction", "인명반응", "인명 반응")),
    ),
    domain="About 190 named reactions of labwright's own library; one application of the template.",
)  # fmt: skip
def run_named_reaction(
    reaction: Annotated[str, one_of(reaction_words), Field(max_length=200)], molecules: Molecules
) -> Finding:
    """Carry out a named reaction on molecules and draw the product.

    Args:
        reaction: Name of the reaction, such as Suzuki coupling or Boc deprotection.
        molecules: The reactants; reagents and catalysts may be among them.

    Returns:
        The favoured product, other products that the template allows, and usual conditions.

    Raises:
        BadArgument: If no reaction is called so, or the molecules do not fit it.

    Example:
        >>> run_named_reaction("Suzuki", ["bromobenzene", "phenylboronic acid"]).quantity(
        ...     "named_product").value
        'c1ccc(-c2ccccc2)cc1'
    """
    known = reaction_by_name(reaction)
    pieces, _ = read_reactants(molecules)
    run = isolated(carried_out, known, pieces, seconds=SECONDS)
    if run is None:
        raise _unfitting(known, pieces)
    return _finding(run, pieces)


def _unfitting(known: NamedReaction, pieces: list[Reactant]) -> BadArgument:
    given = ", ".join(piece.name[:60] for piece in pieces)
    needed = "; ".join(known.reactants)
    return BadArgument(
        f"{known.name} needs {needed}; {given} do not fit.",
        f"Give reactants such as {' and '.join(known.example)}.",
    )


def _finding(run: Run, pieces: list[Reactant]) -> Finding:
    main, *others = run.outcomes
    product = main.products[0]
    names = " and ".join(dict.fromkeys(piece.name for piece in run.used))
    quantities = [
        Quantity(key="named_product", name=f"product of {run.reaction.name}", value=product,
                 method=f"structural template of {run.reaction.name}"),
        Quantity(key="named_products", name="products that the template allows",
                 value=len(run.outcomes)),
        Quantity(key="conditions", name="usual conditions", value=run.reaction.conditions),
    ]  # fmt: skip
    itself = " with itself" if run.alone else ""
    statement = (
        f"{run.reaction.name} of {names}{itself} gives {{named_product}} (usual conditions: "
        "{conditions})"
    )
    if len(main.products) > 1:
        quantities.append(Quantity(key="with_it", name="formed with it",
                                   value=".".join(main.products[1:])))  # fmt: skip
        statement += "; {with_it} forms with it"
    if others:
        statement += "; the template allows {named_products} products, the favoured first"
    return Finding(
        statement=f"{statement}.",
        quantities=tuple(quantities),
        structures=(
            *(Structure(name=piece.name, smiles=piece.smiles) for piece in run.used),
            *(Structure(name="product", smiles=smiles) for smiles in main.products),
        ),
        table=_table(run) if others else (),
        figure=reaction_svg([piece.smiles for piece in run.used], main.products),
        caution=" ".join(filter(None, (_TEMPLATE_CAUTION, _order_caution(run),
                                       _unused(run, pieces), stereo_caution(run),
                                       warnings_of(main.products)))),
    )  # fmt: skip


def stereo_caution(run: Run) -> str:
    """Say what the template does to configurations, where it does something."""
    if run.reaction.inverts:
        return "The configuration of the carbon that is attacked is turned over (SN2)."
    if run.reaction.scrambles:
        return "The new or attacked stereocentre is left open."
    return ""


def _order_caution(run: Run) -> str:
    if len(run.outcomes) == 1:
        return ""
    if run.reaction.orients:
        return (
            "Places of the ring are ordered by the directing groups on it; mixtures are usual, "
            "and a deactivated ring may not react."
        )
    return "Several products are possible; their order says little about their shares."


def _unused(run: Run, pieces: list[Reactant]) -> str:
    parts = {(piece.given, piece.smiles) for piece in (*run.used, *run.agents)}
    rest = [piece.name for piece in pieces if (piece.given, piece.smiles) not in parts]
    return f"Not part of the template: {', '.join(rest)}." if rest else ""


def _table(run: Run) -> tuple[tuple[str, ...], ...]:
    rows = [
        (str(number), ".".join(outcome.products))
        for number, outcome in enumerate(run.outcomes[:MOST_ROWS], 1)
    ]
    left = len(run.outcomes) - len(rows)
    more = [("…", f"{left} more are left out")] if left > 0 else []
    return (("no.", "products (SMILES)"), *rows, *more)
