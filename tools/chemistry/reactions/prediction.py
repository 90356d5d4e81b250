"""Which named reactions fit given reactants, and what each of them gives."""

from collections.abc import Sequence

from labwright.core.finding import Finding, Structure
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.reactions.flask import Run, carried_out
from labwright.tools.chemistry.reactions.library import named_reactions
from labwright.tools.chemistry.reactions.named import SECONDS
from labwright.tools.chemistry.reactions.reactants import Reactant, read_reactants
from labwright.tools.chemistry.reactions.schemes import reaction_svg
from labwright.tools.chemistry.reactions.templates import template_size
from labwright.tools.chemistry.reactions.warnings import warnings_of
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecules

_MOST_ROWS = 40
_CAUTION = (
    "These are structural templates that fit the reactants, not predictions of what happens: no "
    "energies, rates or solvents were considered. First come those that use all that was given, "
    "then what reacts more readily by a ranking of labwright's own."
)


@tool(
    examples=(
        "What is the product of {molecule} and {molecule}?",
        "Predict what {molecule} reacts to with {molecule}",
        "{molecule} + {molecule} gives what?",
        "Which product forms when {molecule} is treated with {molecule}?",
        "SMILES of the reaction product: {molecule} plus {molecule}",
        "What happens if I mix {molecule} with {molecule}? Which reactions are possible?",
        "Which named reactions are possible with {molecule}?",
    ),
    yields=(
        Yield("product", ("reaction product", "product of the reaction", "product of a reaction",
                          "predicted product", "forward prediction", "생성물")),
        Yield("reactions", ("possible reactions", "reactions possible")),
    ),
    domain="About 190 named reactions of labwright's own library; templates, not predictions.",
)  # fmt: skip
def predict_product(molecules: Molecules) -> Finding:
    """List the named reactions that fit the reactants, with the product of each.

    Args:
        molecules: One to a few reactants; reagents and catalysts may be among them.

    Returns:
        The product of the reaction that fits best, and a table of all that fit.

    Raises:
        BadArgument: If no molecule is given or one cannot be read.

    Example:
        >>> predict_product(["benzoic acid", "benzylamine"]).quantity("reaction").value
        'amide coupling'
    """
    pieces, read = read_reactants(molecules)
    runs = isolated(fitting_runs, pieces, seconds=SECONDS)
    structures = tuple(molecule.structure for molecule in read)
    names = " and ".join(molecule.name for molecule in read)
    library = Quantity(key="library", name="named reactions looked through",
                       value=len(named_reactions()))  # fmt: skip
    count = Quantity(key="reactions", name="named reactions that fit", value=len(runs))
    if not runs:
        return Finding(
            statement=f"None of the {{library}} named reactions in the library fits {names}.",
            quantities=(library, count), structures=structures,
            caution="That does not say that they do not react. " + _CAUTION,
        )  # fmt: skip
    best = runs[0]
    product = best.outcomes[0].products
    return Finding(
        statement=f"The template that fits {names} best is {{reaction}}, which gives {{product}} "
        "({reactions} of {library} named reactions fit).",
        quantities=(
            Quantity(key="product", name="product", value=product[0],
                     method=f"structural template of {best.reaction.name}"),
            Quantity(key="reaction", name="named reaction", value=best.reaction.name,
                     conditions=best.reaction.conditions),
            count, library,
        ),
        structures=(*structures, *(Structure(name="product", smiles=s) for s in product)),
        table=_table(runs),
        figure=reaction_svg([piece.smiles for piece in best.used], product),
        caution=" ".join(filter(None, (_CAUTION, _unused(best, pieces), warnings_of(product)))),
    )  # fmt: skip


def fitting_runs(pieces: Sequence[Reactant]) -> list[Run]:
    """Carry out every named reaction that fits; the most fitting comes first.

    Args:
        pieces: What is in the flask.

    Returns:
        Runs that use as many of the molecules given as any does.
    """
    runs = [run for reaction in named_reactions()
            if (run := carried_out(reaction, pieces)) is not None]  # fmt: skip
    if not runs:
        return []
    most = max(_molecules_used(run) for run in runs)
    return sorted((run for run in runs if _molecules_used(run) == most), key=_rank)


def _molecules_used(run: Run) -> int:
    return len({piece.given for piece in (*run.used, *run.agents)})


def _rank(run: Run) -> tuple[int, int, int, int]:
    return (
        run.alone,
        -(len(run.agents) > 0),
        -run.reaction.readiness,
        -template_size(run.smarts),
    )


def _unused(best: Run, pieces: Sequence[Reactant]) -> str:
    used = {piece.given for piece in (*best.used, *best.agents)}
    rest = [piece.name for piece in pieces if piece.given not in used]
    return f"No named reaction uses {', '.join(rest)} as well." if rest else ""


def _table(runs: Sequence[Run]) -> tuple[tuple[str, ...], ...]:
    rows = [
        (run.reaction.name, ".".join(run.outcomes[0].products), str(len(run.outcomes)),
         run.reaction.conditions)
        for run in runs[:_MOST_ROWS]
    ]  # fmt: skip
    left = len(runs) - len(rows)
    more = [("…", f"{left} more are left out", "", "")] if left > 0 else []
    return (("reaction", "product (SMILES)", "products possible", "usual conditions"),
            *rows, *more)  # fmt: skip
