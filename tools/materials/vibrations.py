"""Harmonic vibrations of molecules by GFN2-xTB, from differences of gradients."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from labwright.tools.materials.tight_binding import (
    BOHR,
    Optimised,
    State,
    calculation_of,
    centre_of,
    masses_of,
    optimised,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_STEP = 0.005
_LINEAR = 1e-3
_IMAGINARY = -20.0
_PUSHES = (0.3, 0.9)


@dataclass(frozen=True)
class Vibrations:
    """Vibrations of a molecule in a stationary point.

    Args:
        wavenumbers: In cm⁻¹, ascending; imaginary ones negative.
        lowest: How the atoms move in the first of them, of length 1.
    """

    wavenumbers: tuple[float, ...]
    lowest: tuple[float, ...] = ()

    @property
    def imaginary(self) -> int:
        """How many are imaginary; below 20 cm⁻¹ it is noise of the differences."""
        return sum(wavenumber < _IMAGINARY for wavenumber in self.wavenumbers)


def minimum_with_vibrations(state: State) -> tuple[Optimised, Vibrations]:
    """Optimise a molecule and calculate its vibrations; leave a saddle point where it is one.

    Args:
        state: Where to begin.

    Returns:
        Where it ended, and its vibrations there.
    """
    ended = optimised(state, tight=True)
    first, steps = ended.first, ended.steps
    found = vibrations(ended.state)
    for push in _PUSHES:
        if not found.imaginary:
            break
        ended = optimised(_pushed(ended.state, found.lowest, push), tight=True)
        steps += ended.steps
        found = vibrations(ended.state)
    return Optimised(ended.state, first, ended.electrons, steps, ended.converged), found


def _pushed(state: State, along: tuple[float, ...], push: float) -> State:
    places = tuple(
        tuple(x + push * along[3 * at + i] for i, x in enumerate(place))
        for at, place in enumerate(state.places)
    )
    return State(state.numbers, places, state.charge, state.unpaired)  # type: ignore[arg-type]


def vibrations(state: State) -> Vibrations:
    """Calculate harmonic vibrations in a stationary point.

    Translations and rotations are projected out (Wilson, Decius and Cross, Molecular Vibrations,
    McGraw-Hill 1955, chapter 2).

    Args:
        state: The molecule.

    Returns:
        Its vibrations; none for an atom.
    """
    import numpy as np

    if len(state.numbers) == 1:
        return Vibrations(())
    places = np.array(state.places).ravel() / BOHR
    rows = []
    with calculation_of(state) as calculation:
        for at in range(len(places)):
            ends = []
            for way in (_STEP, -_STEP):
                moved = places.copy()
                moved[at] += way
                ends.append(calculation.at(moved)[1].ravel())
            rows.append((ends[0] - ends[1]) / (2 * _STEP))
    hessian = np.array(rows)
    return _modes((hessian + hessian.T) / 2, state)


def _modes(hessian: "Array", state: State) -> Vibrations:
    import numpy as np
    from scipy.constants import physical_constants

    roots = np.sqrt(np.repeat(masses_of(state.numbers), 3))
    weighted = hessian / np.outer(roots, roots)
    outside = _motions_as_a_whole(state, roots)
    keep = np.eye(len(roots)) - outside @ outside.T
    values, vectors = np.linalg.eigh(keep @ weighted @ keep)
    masses = physical_constants["electron mass in u"][0]
    to_wavenumber = physical_constants["hartree-inverse meter relationship"][0] / 100
    found = np.sign(values) * np.sqrt(np.abs(values) * masses) * to_wavenumber
    # What was projected out is zero, and lies anywhere among the rest.
    shares = np.linalg.norm(outside.T @ vectors, axis=0)
    inner = np.argsort(shares)[: len(roots) - outside.shape[1]]
    kept = sorted(inner, key=lambda at: found[at])
    motion = vectors[:, kept[0]] / roots
    motion = motion / np.linalg.norm(motion)
    return Vibrations(tuple(float(found[at]) for at in kept), tuple(float(m) for m in motion))


def _motions_as_a_whole(state: State, roots: "Array") -> "Array":
    """Return an orthonormal basis of translations and rotations, weighted by mass."""
    import numpy as np

    places = np.array(state.places) / BOHR
    places = places - centre_of(state.numbers, places)
    axes = np.eye(3)
    shifts = [np.tile(axis, len(places)) * roots for axis in axes]
    turns = [np.cross(axis, places).ravel() * roots for axis in axes]
    basis, sizes, _ = np.linalg.svd(np.array([*shifts, *turns]).T, full_matrices=False)
    kept: Array = basis[:, sizes > _LINEAR * sizes.max()]
    return kept
