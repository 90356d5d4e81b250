"""Molecules that are as unlike each other as can be."""

from typing import Annotated

from labwright.core.errors import BadArgument, TooLarge
from labwright.core.finding import Finding, Structure
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Line, MostMolecules, TableFile, counted
from labwright.tools.sets.calculations import Fingerprints, bits_of
from labwright.tools.sets.loading import MOST_ROWS, place_for, read_set, write_rows

_MOST = 200_000
_MOST_PICKS = 10_000
_SEED = 42
_SECONDS = 300.0
_SHOWN_STRUCTURES = 20


@tool(
    examples=(
        "Pick 20 diverse molecules from {file}",
        "Choose the 50 most different compounds of {file}",
        "Select a diverse subset of {file}",
        "which 10 molecules of {file} cover the chemistry best?",
        "MaxMin selection, 100 compounds, {file}",
        "I can only buy 24 compounds of {file}, which should be as varied as possible",
    ),
    yields=(
        Yield("picked", ("diverse subset", "diverse molecules", "diverse compounds",
                         "diversity selection", "maxmin", "most diverse", "most different",
                         "다양한 분자", "다양성 선택")),
    ),
    domain="Up to 200,000 molecules; Morgan fingerprints, blind to stereochemistry.",
    agent="analyst",
    cost="minutes",
)  # fmt: skip
def pick_diverse(
    file: TableFile,
    count: Annotated[int, counted("pick", "select", "choose", "top", "subset of", "molecules",
                                  "compounds", "diverse")] = 10,
    output: Line = "",
    most: MostMolecules = _MOST,
) -> Finding:  # fmt: skip
    """Pick the molecules of a set that are most unlike each other (MaxMin).

    Args:
        file: Path of a CSV, TSV, SMILES or SDF file.
        count: How many to pick.
        output: Table to write, .csv or .tsv; beside the file by default.
        most: How many molecules the set may have.

    Returns:
        The molecules picked, and how alike the two most alike of them are. Each next one is the
        one whose nearest neighbour among those picked is farthest (Kennard and Stone,
        Technometrics 1969, 11, 137; Ashton et al., Quant. Struct.-Act. Relat. 2002, 21, 598).

    Raises:
        MissingFile: If there is no such file.
        BadArgument: If the number is not between 2 and that of the molecules.
        TooLarge: If the set or the number is too large.

    Example:
        >>> pick_diverse("molecules.csv", 10).sentence()    # doctest: +SKIP
        '10 diverse molecules were picked from 500 of molecules.csv …'
    """
    if count < 2 or count > _MOST_PICKS:  # noqa: PLR2004
        kind = BadArgument if count < 2 else TooLarge  # noqa: PLR2004
        raise kind(f"{count} molecules cannot be picked.", f"Give 2 to {_MOST_PICKS:,}.")
    reading = read_set(file, Fingerprints())
    place = place_for(reading.file, output, "diverse")
    found = reading.at_most(most, "to pick from")
    if count > len(found):
        raise BadArgument(
            f"{count} molecules cannot be picked from {len(found)}.", f"Give 2 to {len(found)}."
        )
    prints = [outcome.values[0] for outcome in found if outcome.values]
    picks, nearest = isolated(maxmin, prints, count, seconds=_SECONDS)
    chosen = [found[at] for at in picks]
    write_rows(place, reading, ("pick",), ((o, (n,)) for n, o in enumerate(chosen, 1)),
               "pick_diverse", {"count": count, "seed": _SEED})  # fmt: skip
    rows = [(str(n), str(o.number), reading.label(o), reading.smiles(o))
            for n, o in enumerate(chosen, 1)]  # fmt: skip
    left = f"{len(rows) - MOST_ROWS} further picks are in the file." * (len(rows) > MOST_ROWS)
    return Finding(
        statement=f"{{picked}} diverse molecules were picked from {{molecules}} of "
        f"{reading.file.path.name} into {place}; the two most alike of them have a Tanimoto "
        "similarity of {closest}.",
        quantities=(
            Quantity(key="picked", name="molecules picked", value=len(chosen),
                     method=f"MaxMin, Morgan fingerprints (radius 2, 2048 bits), seed {_SEED}"),
            Quantity(key="closest", name="highest similarity among them", value=nearest,
                     decimals=3),
            *reading.counts(),
            Quantity(key="output", name="table of picks", value=str(place)),
        ),
        structures=tuple(Structure(name=reading.label(o), smiles=o.values[1])
                         for o in chosen[:_SHOWN_STRUCTURES] if o.values),
        table=(("pick", "record", "name", "structure"), *rows[:MOST_ROWS]),
        caution=reading.caution("The first molecule is picked at random with a fixed seed.", left),
    )  # fmt: skip


def maxmin(prints: list[bytes], count: int) -> tuple[list[int], float]:
    """Pick by MaxMin.

    Args:
        prints: Fingerprints as bytes.
        count: How many.

    Returns:
        Indices in the order of picking, and the highest similarity between two of them.
    """
    from rdkit import DataStructs
    from rdkit.SimDivFilters.rdSimDivPickers import MaxMinPicker

    bits = [bits_of(one) for one in prints]
    picks = list(MaxMinPicker().LazyBitVectorPick(bits, len(bits), count, seed=_SEED))
    chosen = [bits[at] for at in picks]
    closest = max(
        max(DataStructs.BulkTanimotoSimilarity(chosen[at], chosen[:at]))
        for at in range(1, len(chosen))
    )
    return picks, float(closest)
