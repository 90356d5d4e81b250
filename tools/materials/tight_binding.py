"""GFN2-xTB by tblite: energies, optimised geometries and vibrations of molecules.

Bannwarth, Ehlert and Grimme, J. Chem. Theory Comput. 2019, 15, 1652. These functions are called in
a process of their own: tblite prints, and may end the process at what it cannot do.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadArgument, LabwrightError, LibraryFailed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

BOHR = 0.529177210903
"""Å in a Bohr radius (CODATA 2018), as tblite takes it."""
METHOD = "GFN2-xTB (Bannwarth, Ehlert and Grimme, J. Chem. Theory Comput. 2019, 15, 1652)"
HEAVIEST = 86
"""Atomic number of the last element that it knows."""
_LIMIT = 1e-4
_TIGHT = 2e-5
_MOST_STEPS = 500
_DAMPED = 0.2


@dataclass(frozen=True)
class Electrons:
    """What one calculation gives.

    Args:
        energy: Total energy in Hartree.
        dipole: Dipole in e·Bohr about the centre of mass.
        orbitals: Orbital energies in Hartree.
        occupations: Electrons in each orbital.
        charges: Charge of each atom.
    """

    energy: float
    dipole: tuple[float, float, float]
    orbitals: tuple[float, ...]
    occupations: tuple[float, ...]
    charges: tuple[float, ...]


@dataclass(frozen=True)
class State:
    """A molecule to be calculated.

    Args:
        numbers: Atomic numbers.
        places: Coordinates in Å.
        charge: Charge.
        unpaired: Unpaired electrons.
    """

    numbers: tuple[int, ...]
    places: tuple[tuple[float, float, float], ...]
    charge: int = 0
    unpaired: int = 0


@dataclass(frozen=True)
class Optimised:
    """A molecule in a minimum.

    Args:
        state: The molecule there.
        first: Energy in Hartree before.
        electrons: What the calculation gives there.
        steps: Steps that were made.
        converged: Whether the gradient came under the limit.
    """

    state: State
    first: float
    electrons: Electrons
    steps: int
    converged: bool


class Calculation:
    """A molecule in tblite; free it before Python ends, or tblite prints an error then."""

    def __init__(self, state: State) -> None:
        # Small molecules are slower on several threads; read when the library loads.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        import numpy as np
        from tblite.interface import Calculator

        self._state = state
        self._last: Any = None
        self._calculator: Any = Calculator(
            "GFN2-xTB",
            np.array(state.numbers),
            np.array(state.places) / BOHR,
            charge=float(state.charge),
            uhf=state.unpaired,
        )
        self._calculator.set("verbosity", 0)
        self._calculator.set("accuracy", 0.1)

    def at(self, places: "Array") -> tuple[float, "Array"]:
        """Return energy in Hartree and gradient in Hartree/Bohr at coordinates in Bohr."""
        import numpy as np

        self._calculator.update(positions=np.ascontiguousarray(places).reshape(-1, 3))
        try:
            self._last = self._calculator.singlepoint(self._last)
        except RuntimeError:  # small gaps converge under stronger damping, and slowly
            self._calculator.set("mixer-damping", _DAMPED)
            self._last = self._calculator.singlepoint()
        gradient: Array = np.array(self._last.get("gradient"), dtype=float)
        return float(self._last.get("energy")), gradient

    def electrons(self, places: "Array") -> Electrons:
        """Return all that a calculation gives at coordinates in Bohr."""
        import numpy as np

        energy, _ = self.at(places)
        centre = centre_of(self._state.numbers, places.reshape(-1, 3))
        dipole = np.array(self._last.get("dipole")) - self._state.charge * centre
        x, y, z = (float(part) for part in dipole)
        return Electrons(
            energy,
            (x, y, z),
            tuple(float(e) for e in np.ravel(self._last.get("orbital-energies"))),
            tuple(float(n) for n in np.ravel(self._last.get("orbital-occupations"))),
            tuple(float(q) for q in self._last.get("charges")),
        )

    def free(self) -> None:
        """Give the memory of the library back."""
        self._last = None
        self._calculator = None


def centre_of(numbers: tuple[int, ...], places: "Array") -> "Array":
    """Return the centre of mass."""
    import numpy as np

    masses = np.array(masses_of(numbers))
    centre: Array = masses @ places / masses.sum()
    return centre


def masses_of(numbers: tuple[int, ...]) -> list[float]:
    """Return the mass of the most abundant isotope of each atom, in Da."""
    from rdkit.Chem import GetPeriodicTable

    table = GetPeriodicTable()
    return [float(table.GetMostCommonIsotopeMass(number)) for number in numbers]


@contextmanager
def calculation_of(state: State) -> Iterator[Calculation]:
    """Lend a calculation and free it; what tblite refuses is told as an error of ours.

    Raises:
        BadArgument: If charge and spin do not fit each other.
        LibraryFailed: If the calculation does not converge.
    """
    calculation: Calculation | None = None
    try:
        calculation = Calculation(state)
        yield calculation
    except Exception as error:
        raise _refusal(error) from error
    finally:
        if calculation is not None:
            calculation.free()


def _refusal(error: Exception) -> LabwrightError:
    if isinstance(error, LabwrightError):
        return error
    text = " ".join(str(error).split())[:200]
    if "unpaired" in text:
        return BadArgument(f"{text}.", "Give charge and unpaired electrons that fit each other.")
    return LibraryFailed(f"tblite gave up: {text}.", "Check the geometry, charge and spin.")


def single(state: State) -> Electrons:
    """Calculate a molecule as it is."""
    import numpy as np

    with calculation_of(state) as calculation:
        return calculation.electrons(np.array(state.places) / BOHR)


def lowest(states: list[State]) -> State:
    """Return the one of several geometries of a molecule that has the lowest energy."""
    return min(states, key=lambda state: single(state).energy)


def optimised(state: State, tight: bool = False) -> Optimised:
    """Move the atoms of a molecule to the nearest minimum of the energy (BFGS).

    Args:
        state: Where to begin.
        tight: Whether the gradient must be as small as vibrations need it.

    Returns:
        Where it ended.
    """
    import numpy as np
    from scipy.optimize import minimize

    places = (np.array(state.places) / BOHR).ravel()
    limit, steps = _TIGHT if tight else _LIMIT, 0
    with calculation_of(state) as calculation:
        first, gradient = calculation.at(places)
        if np.abs(gradient).max() > limit:
            made = minimize(
                lambda x: _flat(calculation.at(x)), places, jac=True, method="BFGS",
                options={"gtol": limit, "maxiter": _MOST_STEPS},
            )  # fmt: skip
            places, steps = made.x, int(made.nit)
        _, gradient = calculation.at(places)
        electrons = calculation.electrons(places)
    rows = tuple((float(x), float(y), float(z)) for x, y, z in places.reshape(-1, 3) * BOHR)
    rested = bool(np.abs(gradient).max() <= 2 * limit)
    there = State(state.numbers, rows, state.charge, state.unpaired)
    return Optimised(there, first, electrons, steps, rested)


def _flat(pair: tuple[float, "Array"]) -> tuple[float, "Array"]:
    return pair[0], pair[1].ravel()
