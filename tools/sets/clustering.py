"""Groups of molecules that are alike."""

from typing import TYPE_CHECKING, Annotated, Any

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding, Structure
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Line, MostMolecules, TableFile, counted
from labwright.tools.sets.calculations import Fingerprints, bits_of
from labwright.tools.sets.loading import MOST_ROWS, Reading, place_for, read_set, write_rows
from labwright.tools.sets.work import Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST = 20_000
_SECONDS = 300.0
_BLOCK = 512
_SHOWN_STRUCTURES = 20


@tool(
    examples=(
        "Cluster the molecules in {file}",
        "Group the compounds of {file} by structural similarity",
        "Butina clustering of {file} with a similarity cut-off of 0.6",
        "How many clusters are in {file}?",
        "sort {file} into chemical series",
        "which families of similar molecules does {file} contain?",
    ),
    yields=(
        Yield("clusters", ("butina", "butina clustering", "cluster the molecules",
                           "cluster the compounds", "clusters are in", "structural clusters",
                           "chemical series", "클러스터링", "군집화")),
        Yield("singletons", ("singletons", "singleton clusters")),
    ),
    domain="Up to 20,000 molecules; Morgan fingerprints, blind to stereochemistry.",
    agent="analyst",
    cost="minutes",
)  # fmt: skip
def cluster_set(
    file: TableFile,
    similarity: Annotated[float, counted("similarity", "Tanimoto", "cut-off", "cutoff",
                                         "threshold")] = 0.65,
    output: Line = "",
    most: MostMolecules = _MOST,
) -> Finding:  # fmt: skip
    """Sort the molecules of a set into clusters of similar ones (Butina).

    Args:
        file: Path of a CSV, TSV, SMILES or SDF file.
        similarity: Tanimoto similarity from which on two molecules are neighbours, 0 to 1.
        output: Table to write, .csv or .tsv; beside the file by default.
        most: How many molecules the set may have.

    Returns:
        Numbers of clusters and of singletons, the largest clusters with the molecule in their
        middle, and a table of all molecules with their cluster (Butina, J. Chem. Inf. Comput.
        Sci. 1999, 39, 747).

    Raises:
        MissingFile: If there is no such file.
        BadArgument: If the similarity is not between 0 and 1.
        TooLarge: If the set is too large.

    Example:
        >>> cluster_set("molecules.csv").sentence()    # doctest: +SKIP
        'The 500 molecules of molecules.csv fall into 210 clusters …'
    """
    if not 0 < similarity <= 1:
        raise BadArgument(
            f"A Tanimoto similarity of {similarity} is no cut-off.",
            "Give one over 0 and up to 1; it is one minus the distance.",
        )
    reading = read_set(file, Fingerprints())
    place = place_for(reading.file, output, "clusters")
    found = reading.at_most(most, "to be clustered")
    prints = [outcome.values[0] for outcome in found if outcome.values]
    clusters = isolated(butina, prints, similarity, seconds=_SECONDS)
    _write(place, reading, found, clusters, similarity)
    return _finding(place, reading, found, clusters, similarity)


def _write(
    place: Any, reading: Reading, found: list[Outcome], clusters: list[list[int]], cut: float
) -> None:
    where = {at: (number, "yes" if at == cluster[0] else "no")
             for number, cluster in enumerate(clusters, 1) for at in cluster}  # fmt: skip
    rows = ((outcome, where[at]) for at, outcome in enumerate(found))
    write_rows(place, reading, ("cluster", "centre"), rows, "cluster_set", {"similarity": cut})


def _finding(
    place: Any, reading: Reading, found: list[Outcome], clusters: list[list[int]], cut: float
) -> Finding:
    singletons = sum(len(cluster) == 1 for cluster in clusters)
    centres = [found[cluster[0]] for cluster in clusters]
    rows = [
        (str(number), str(len(cluster)), reading.label(centre), reading.smiles(centre))
        for number, (cluster, centre) in enumerate(zip(clusters, centres, strict=True), 1)
    ]
    left = f"{len(rows) - MOST_ROWS} smaller clusters are in the file." * (len(rows) > MOST_ROWS)
    return Finding(
        statement=f"The {{molecules}} molecules of {reading.file.path.name} fall into {{clusters}} "
        "clusters, {singletons} of them single molecules, at a Tanimoto similarity of "
        f"{{similarity}}; the largest has {{largest}} molecules. All are in {place}.",
        quantities=(
            Quantity(key="clusters", name="clusters", value=len(clusters),
                     method="Butina; Morgan fingerprints, radius 2, 2048 bits"),
            Quantity(key="singletons", name="clusters of one molecule", value=singletons),
            Quantity(key="largest", name="molecules in the largest cluster",
                     value=len(clusters[0])),
            Quantity(key="similarity", name="Tanimoto cut-off", value=float(cut)),
            *reading.counts(),
            Quantity(key="output", name="table of clusters", value=str(place)),
        ),
        structures=tuple(Structure(name=reading.label(o), smiles=o.values[1])
                         for o in centres[:_SHOWN_STRUCTURES] if o.values),
        table=(("cluster", "molecules", "centre", "structure of the centre"), *rows[:MOST_ROWS]),
        caution=reading.caution(
            "Clusters depend on the cut-off, which is a similarity: one minus a distance.", left
        ),
    )  # fmt: skip


def butina(prints: list[bytes], similarity: float) -> list[list[int]]:
    """Cluster fingerprints: the one with most neighbours takes them, then the next.

    Args:
        prints: Fingerprints as bytes.
        similarity: Tanimoto similarity from which on two are neighbours.

    Returns:
        Clusters of indices, each with its centre first; the largest cluster first.
    """
    import numpy as np

    neighbours = _neighbours(_matrix(prints), similarity)
    order = sorted(range(len(prints)), key=lambda at: (-len(neighbours[at]), at))
    free = np.ones(len(prints), dtype=bool)
    clusters: list[list[int]] = []
    for centre in order:
        if not free[centre]:
            continue
        free[centre] = False
        members = [int(at) for at in neighbours[centre] if free[at]]
        free[members] = False
        clusters.append([centre, *members])
    return sorted(clusters, key=lambda cluster: -len(cluster))


def _matrix(prints: list[bytes]) -> "NDArray[Any]":
    import numpy as np

    bits = [bits_of(one) for one in prints]
    rows = np.zeros((len(bits), bits[0].GetNumBits()), dtype=np.float32)
    for row, one in zip(rows, bits, strict=True):
        row[list(one.GetOnBits())] = 1
    return rows


def _neighbours(rows: "NDArray[Any]", similarity: float) -> list[Any]:
    """Return for each row the others that are similar; block by block, as all pairs are many."""
    import numpy as np

    sizes = rows.sum(axis=1)
    found: list[list[Any]] = [[] for _ in rows]
    for first in range(0, len(rows), _BLOCK):
        block = slice(first, first + _BLOCK)
        for second in range(first, len(rows), 8 * _BLOCK):
            other = slice(second, second + 8 * _BLOCK)
            common = rows[block] @ rows[other].T  # whole numbers, exact in 32 bits
            either = np.maximum(sizes[block, None] + sizes[None, other] - common, 1)
            ours, theirs = np.nonzero(common >= np.float32(similarity) * either - 1e-4)
            ours, theirs = ours + first, theirs + second
            later = theirs > ours
            ours, theirs = ours[later], theirs[later]
            _add(found, ours, theirs)
            back = np.argsort(theirs, kind="stable")
            _add(found, theirs[back], ours[back])
    empty = np.empty(0, dtype=np.int32)
    return [np.sort(np.concatenate(parts)) if parts else empty for parts in found]


def _add(found: list[list[Any]], ours: "NDArray[Any]", theirs: "NDArray[Any]") -> None:
    import numpy as np

    starts = np.flatnonzero(np.diff(ours, prepend=-1))
    for at, part in zip(starts, np.split(theirs, starts[1:]), strict=False):
        found[int(ours[at])].append(part.astype(np.int32))
