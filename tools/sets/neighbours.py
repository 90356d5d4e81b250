"""The molecules of a set that are most like a given one."""

import heapq
from typing import Annotated

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding, Structure
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule, TableFile, counted
from labwright.tools.sets.calculations import Likeness
from labwright.tools.sets.loading import MOST_ROWS, read_set
from labwright.tools.sets.work import Outcome


@tool(
    examples=(
        "Which molecules in {file} are most similar to {molecule}?",
        "Find the 5 nearest neighbours of {molecule} in {file}",
        "Search {file} for analogues of {molecule}",
        "top 20 hits like {molecule} in {file}",
        "similarity search of {molecule} against {file}",
        "Is there anything like {molecule} in {file}?",
    ),
    yields=(
        Yield("highest", ("similarity search", "nearest neighbours", "nearest neighbors",
                          "most similar to", "analogues of", "analogs of", "유사 분자 검색",
                          "가장 비슷한 분자")),
    ),
    domain="Sets of any size; Morgan fingerprints, radius 2, 2048 bits, blind to stereochemistry.",
    agent="analyst",
    cost="minutes",
)  # fmt: skip
def similar_in_set(
    file: TableFile,
    molecule: Molecule,
    top: Annotated[int, counted("top", "nearest", "most similar", "hits", "best", "first")] = 10,
) -> Finding:
    """Find the molecules of a set that are most similar to a given one.

    Args:
        file: Path of a CSV, TSV, SMILES or SDF file.
        molecule: What to look for: a name, CAS number, InChI or SMILES.
        top: How many to show.

    Returns:
        The most similar molecules with their Tanimoto similarity (Rogers and Hahn, J. Chem. Inf.
        Model. 2010, 50, 742), best first; equal ones in the order of the file.

    Raises:
        MissingFile: If there is no such file.
        BadArgument: If the molecule cannot be read, or the number is not between 1 and 200.

    Example:
        >>> similar_in_set("molecules.csv", "aspirin", 5).sentence()    # doctest: +SKIP
        'Of 500 molecules in molecules.csv, salsalate is most similar to aspirin …'
    """
    if not 1 <= top <= MOST_ROWS:
        raise BadArgument(f"{top} molecules cannot be shown.", f"Give 1 to {MOST_ROWS}.")
    wanted = read_molecule(molecule)
    reading = read_set(file, Likeness(wanted.smiles))
    # Numbers are negative so that of equally similar molecules the first of the file stays.
    best: list[tuple[float, int, Outcome]] = []
    for outcome in reading:
        entry = (float((outcome.values or (0.0,))[0]), -outcome.number, outcome)
        if len(best) < top:
            heapq.heappush(best, entry)
        elif entry[:2] > best[0][:2]:
            heapq.heapreplace(best, entry)
    reading.refuse_nothing()
    ranked = sorted(best, key=lambda entry: (-entry[0], -entry[1]))
    first = ranked[0]
    return Finding(
        statement=f"Of {{molecules}} molecules in {reading.file.path.name}, "
        f"{reading.label(first[2])} is most similar to {wanted.name}, with a Tanimoto similarity "
        "of {highest}; {shown} are listed.",
        quantities=(
            Quantity(key="highest", name="highest Tanimoto similarity", value=first[0], decimals=3,
                     method="Morgan fingerprint, radius 2, 2048 bits"),
            Quantity(key="nearest", name="most similar molecule", value=first[2].values[1]
                     if first[2].values else ""),
            Quantity(key="nearest_record", name="record of the most similar molecule",
                     value=first[2].number),
            Quantity(key="shown", name="molecules shown", value=len(ranked)),
            *reading.counts(),
        ),
        structures=(wanted.structure, *(
            Structure(name=reading.label(o), smiles=o.values[1]) for _, _, o in ranked if o.values
        )),
        table=(("rank", "Tanimoto", "record", "name", "structure"), *(
            (str(rank), f"{value:.3f}", str(o.number), reading.label(o), reading.smiles(o))
            for rank, (value, _, o) in enumerate(ranked, 1)
        )),
        caution=reading.caution("Below about 0.3 two molecules have little in common."),
    )  # fmt: skip
