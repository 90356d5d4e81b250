"""Conformers and their energies."""

from math import exp
from typing import Annotated

from pydantic import Field

from labwright.core.errors import BadArgument, TooLarge
from labwright.core.finding import Finding
from labwright.core.isolation import isolated
from labwright.core.measures import read_measure
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import ReadMolecule, read_molecule
from labwright.tools.chemistry.structure.ball_and_stick import ball_and_stick_svg
from labwright.tools.chemistry.structure.conformer_search import Conformers, search_conformers
from labwright.tools.chemistry.structure.viewer import viewer_html
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule, counted, measured

_MOST_ATOMS = 200
_SAME = 0.5
_WIDEST = 100
_RT = 0.0019872 * 298.15
"""Gas constant in kcal/(mol K) (CODATA 2018) times room temperature."""
_LISTED = 200
_SPARE = 10.0


@tool(
    examples=(
        "Generate conformers of {molecule}",
        "How many conformers of {molecule} lie within {quantity}?",
        "Conformer search for {molecule} with MMFF94",
        "lowest-energy conformer of {molecule} in 3D",
        "3D structure of {molecule}",
        "relative energies of the conformations of {molecule}",
    ),
    yields=(
        Yield("conformers", ("conformers", "conformer search", "conformations", "conformer",
                             "lowest-energy conformer", "conformational analysis", "rotamers",
                             "conformer energies", "3D structure", "3D conformer",
                             "three-dimensional structure", "컨포머", "형태 이성질체",
                             "3차원 구조")),
    ),
    domain="Single molecules up to 200 atoms with hydrogens; force-field energies in vacuum.",
    cost="seconds",
)  # fmt: skip
def conformers(
    molecule: Molecule,
    window: Annotated[
        str, measured("kcal/mol", "within", "window", "below"), Field(max_length=40)
    ] = "3 kcal/mol",
    number: Annotated[int, counted("embed", "generate"), Field(ge=0, le=1000)] = 0,
    seconds: Annotated[float, Field(gt=0, le=600)] = 10.0,
) -> Finding:
    """Search the conformers of a molecule and rank them by force-field energy.

    Args:
        molecule: A name, CAS number, InChI or SMILES.
        window: Energy window within which conformers are counted, such as ``3 kcal/mol``.
        number: How many to embed; zero chooses by the number of rotatable bonds.
        seconds: After how long to make no more.

    Returns:
        The number of different conformers within the window, relative energies, heavy-atom RMSD
        and Boltzmann shares in a table, the lowest as MOL block and drawn: ETKDGv3 (Wang et al.,
        J. Chem. Inf. Model. 2020, 60, 2044), MMFF94 (Halgren, J. Comput. Chem. 1996, 17, 490).

    Raises:
        BadArgument: If it consists of several parts, or the window is no energy.
        TooLarge: If it is over the bound.

    Example:
        >>> conformers("butane").quantity("conformers").value
        2
    """
    found = read_molecule(molecule)
    _check(found)
    limit = _window(window)
    search = isolated(
        search_conformers, found.smiles, number, _SAME, seconds, seconds=seconds + _SPARE
    )
    near = sum(energy <= limit for energy in search.energies)
    kind = "conformer lies" if near == 1 else "different conformers lie"
    return Finding(
        statement=f"{{conformers}} {kind} within {{window}} of the lowest of {found.name}, out of "
        "{distinct} found from {embedded} embedded structures.",
        quantities=_quantities(search, near, limit),
        structures=(found.structure,),
        table=_table(search),
        figure=ball_and_stick_svg(search.block),
        view=viewer_html(search.block, label=f"Lowest conformer of {found.name}"),
        caution=_caution(search),
    )  # fmt: skip


def _window(text: str) -> float:
    limit = read_measure(text, "kcal/mol", "The energy window")
    if not 0 < limit <= _WIDEST:
        raise BadArgument(
            f"The energy window cannot be {text}.", f"Give one of up to {_WIDEST} kcal/mol."
        )
    return limit


def _caution(search: Conformers) -> str:
    parts = [
        f"{search.field} energies in vacuum, good to about 1 kcal/mol; hydrogen bonds and solvent "
        "shift them. Hydrogens alone make no conformer different.",
        "The search is random; raise “number” for molecules with many rotatable bonds.",
    ]
    if search.made < search.wanted:
        parts.append(
            f"Only {search.made} of {search.wanted} structures were embedded, as time ran out or "
            "some could not be placed; raise “seconds” for more."
        )
    return " ".join(parts)


def _check(found: ReadMolecule) -> None:
    from rdkit import Chem

    number = Chem.AddHs(found.mol).GetNumAtoms()
    if number > _MOST_ATOMS:
        raise TooLarge(
            f"{found.name[:60]} has {number} atoms; conformers are searched up to {_MOST_ATOMS}.",
            "Give a smaller molecule.",
        )
    if len(Chem.GetMolFrags(found.mol)) > 1:
        raise BadArgument(
            f"{found.name} consists of several parts.", "Give one molecule or ion of it."
        )
    if any(a.GetAtomicNum() == 0 for a in found.mol.GetAtoms()):
        raise BadArgument(f"{found.name[:60]} has dummy atoms.", "Replace * by an element.")


def _quantities(search: Conformers, near: int, window: float) -> tuple[Quantity, ...]:
    method = f"ETKDGv3 and {search.field}"
    return (
        Quantity(key="conformers", name="conformers within the window", value=near,
                 definition=f"heavy-atom RMSD from each other above {_SAME} Å; mirror images count "
                 "apart", method=method, conditions="vacuum"),
        Quantity(key="window", name="energy window", value=window, unit="kcal/mol", decimals=2),
        Quantity(key="distinct", name="different conformers", value=len(search.energies)),
        Quantity(key="embedded", name="embedded structures", value=search.made),
        Quantity(key="span", name="energy of the highest above the lowest",
                 value=search.energies[-1], unit="kcal/mol", decimals=2, method=method),
        Quantity(key="mol_block", name="lowest conformer as MOL block", value=search.block,
                 definition="coordinates in Å, hydrogens included", method=method),
    )  # fmt: skip


def _table(search: Conformers) -> tuple[tuple[str, ...], ...]:
    weights = [exp(-energy / _RT) for energy in search.energies]
    rows = [("rank", "relative energy (kcal/mol)", "RMSD from lowest (Å)", "share at 298 K (%)")]
    for rank, (energy, rmsd, weight) in enumerate(
        zip(search.energies, search.rmsd, weights, strict=True), 1
    ):
        share = 100 * weight / sum(weights)
        rows.append((str(rank), f"{energy:.2f}", f"{rmsd:.2f}", f"{share:.1f}"))
    return tuple(rows[: _LISTED + 1])
