"""CHGNet, a potential for crystals of all elements, in a process of its own.

Deng et al., Nat. Mach. Intell. 2023, 5, 1031. Its weights come with the package chgnet.
"""

import contextlib
import io
import warnings
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadArgument, MissingExtra
from labwright.tools.materials.crystals import Crystal
from labwright.tools.materials.neighbours import refuse_disorder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pymatgen.core.structure import Structure

VERSION = "0.3.0"
METHOD = f"CHGNet {VERSION} (Deng et al., Nat. Mach. Intell. 2023, 5, 1031)"
ERROR = (
    "CHGNet is a universal potential fitted to PBE and PBE+U calculations; its mean absolute error "
    "on structures it was not fitted to is 29 meV per atom for energies, 68 meV/Å for forces and "
    "0.3 GPa for stresses (release notes of version 0.3.0), and larger far from equilibrium and "
    "for chemistry that is rare in the Materials Project."
)
"""What a reader must know of every figure of it."""

_HEAVIEST = 94
_THREADS = 1  # graphs of a few hundred atoms gain nothing by more, and lose on a busy machine


@dataclass(frozen=True)
class Single:
    """Energy of a structure.

    Args:
        energy: In eV per atom.
        force: Largest force on an atom, in eV/Å.
        pressure: In GPa, positive where the cell would expand.
        moments: Magnetic moments in Bohr magnetons.
    """

    energy: float
    force: float
    pressure: float
    moments: tuple[float, ...]


@dataclass(frozen=True)
class Relaxed:
    """A relaxation.

    Args:
        structure: Where it ended.
        first: Energy in eV per atom before.
        last: Energy in eV per atom after.
        force: Largest force left, in eV/Å.
        steps: Steps that were made.
        converged: Whether the forces came under the limit.
    """

    structure: "Structure"
    first: float
    last: float
    force: float
    steps: int
    converged: bool


def refuse_unfit(crystal: Crystal, most: int) -> None:
    """Raise where the potential cannot be used.

    Args:
        crystal: The structure.
        most: How many sites it may have.

    Raises:
        MissingExtra: If chgnet is not installed.
        BadArgument: If the structure is disordered, incomplete or holds elements it does not know.
        TooLarge: If it has more sites.
    """
    if find_spec("chgnet") is None:
        raise MissingExtra("chgnet", "materials")
    refuse_disorder(crystal, most)
    listed = crystal.structure.composition
    if not listed.almost_equals(crystal.contents, rtol=0.01, atol=0.01):
        raise BadArgument(
            f"{crystal.name} does not list all atoms of its formula.",
            "Give a structure with all atoms, hydrogens included.",
        )
    heavy = [e.symbol for e in listed if e.Z > _HEAVIEST]
    if heavy:
        raise BadArgument(
            f"{crystal.name} holds {heavy[0]}, which CHGNet does not know.",
            f"It knows the elements up to number {_HEAVIEST}.",
        )


@cache
def _model() -> Any:
    import torch
    from chgnet.model.model import CHGNet

    torch.set_num_threads(_THREADS)

    return CHGNet.load(model_name=VERSION, use_device="cpu", verbose=False)


@contextlib.contextmanager
def _quiet() -> "Iterator[None]":
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def single_point(structure: "Structure") -> Single:
    """Compute the energy of a structure; called in a process of its own."""
    import numpy as np

    with _quiet():
        model = _model()
        model.graph_converter.set_isolated_atom_response("error")
        try:
            found = model.predict_structure(_plain(structure))
        except ValueError as error:
            raise _isolated_atoms(error) from error
    forces = np.linalg.norm(found["f"], axis=1)
    pressure = -float(np.trace(found["s"])) / 3  # its stress is negative under compression
    moments = tuple(float(m) for m in found["m"])
    return Single(float(found["e"]), float(forces.max()), pressure, moments)


def relaxed(structure: "Structure", steps: int, limit: float, cell: bool) -> Relaxed:
    """Relax a structure; called in a process of its own.

    Args:
        structure: Where to begin.
        steps: How many steps at most.
        limit: Largest force that may be left, in eV/Å.
        cell: Whether the cell relaxes too.

    Returns:
        Where it ended.
    """
    from chgnet.model.dynamics import StructOptimizer

    with _quiet():
        try:
            optimiser = StructOptimizer(model=_model(), use_device="cpu", on_isolated_atoms="error")
            made = optimiser.relax(
                _plain(structure), fmax=limit, steps=steps, relax_cell=cell, verbose=False,
                assign_magmoms=False,
            )  # fmt: skip
        except ValueError as error:
            raise _isolated_atoms(error) from error
        final, path = made["final_structure"], made["trajectory"]
        end = single_point(final)
    first = float(path.energies[0]) / len(structure)
    done = max(0, len(path.energies) - 2)  # the start and the end are kept twice
    return Relaxed(final, first, end.energy, end.force, done, done < steps)


def _plain(structure: "Structure") -> "Structure":
    """Return a structure of elements alone: charges and moments of files are not used."""
    from pymatgen.core.structure import Structure

    species = ["H" if site.specie.symbol in "DT" else site.specie.symbol for site in structure]
    return Structure(structure.lattice, species, structure.frac_coords)


def _isolated_atoms(error: ValueError) -> BadArgument:
    return BadArgument(
        f"CHGNet cannot describe the structure: {str(error)[:150]}.",
        "Atoms without a neighbour within 6 Å are outside what it was fitted to.",
    )
