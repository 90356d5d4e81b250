"""Molecules by GFN2-xTB: figures of the program xtb, and laws that any method must obey.

The energies are those that the program xtb (another implementation than tblite, versions 6.2.2 to
6.7.1) prints for geometries that it optimised itself.
"""

import math
from math import cos, dist, pi, sin
from pathlib import Path

import pytest

from labwright.core.errors import BadArgument, LabwrightError, MissingExtra, MissingFile, TooLarge
from labwright.core.finding import Finding
from labwright.core.isolation import isolated
from labwright.tools.materials import molecular_states
from labwright.tools.materials.geometries import Geometry, read_xyz_geometry
from labwright.tools.materials.tight_binding import State, optimised, single
from labwright.tools.materials.vibrations import minimum_with_vibrations, vibrations
from labwright.tools.materials.xtb import xtb_energy, xtb_of_file, xtb_optimise
from labwright.tools.materials.xtb_properties import xtb_properties

pytest.importorskip("tblite")

# Optimised by xtb 6.7.1, in Å.
WATER = State(
    (8, 1, 1),
    ((0.0, 0.0, -0.37930107), (0.77220779, 0.0, 0.18965063), (-0.77220779, 0.0, 0.18965063)),
)


def value(found: Finding, key: str) -> float:
    quantity = found.quantity(key)
    assert quantity is not None, key
    assert not isinstance(quantity.value, str), key
    return float(quantity.value)


def moved(state: State, turn: float, shift: tuple[float, float, float]) -> State:
    places = []
    for x, y, z in state.places:
        first, turned = cos(turn) * x - sin(turn) * y, sin(turn) * x + cos(turn) * y
        second, third = cos(turn) * turned - sin(turn) * z, sin(turn) * turned + cos(turn) * z
        places.append((first + shift[0], second + shift[1], third + shift[2]))
    return State(state.numbers, tuple(places), state.charge, state.unpaired)


# The program xtb


@pytest.mark.parametrize(
    ("molecule", "energy"),
    [
        ("water", -5.070544443), ("carbon dioxide", -10.308452289), ("benzene", -15.879640657),
        ("nitrogen", -5.763935420), ("dihydrogen", -0.98268617), ("ethanol", -11.39433174),
        ("acetic acid", -14.45994252),
    ],
)  # fmt: skip
def test_energies_are_those_of_the_program_xtb(molecule: str, energy: float) -> None:
    found = xtb_energy(molecule)
    assert value(found, "total_energy") == pytest.approx(energy, abs=1e-5)
    assert value(found, "total_energy_ev") == pytest.approx(energy * 27.211386, abs=1e-3)
    assert "{" not in found.sentence()


def test_water_has_the_figures_of_the_program_xtb() -> None:
    found = xtb_properties("water")  # xtb 6.7.1: 2.217 D, 14.3909 eV, HOMO −12.1467, LUMO 2.2442 eV
    assert value(found, "dipole") == pytest.approx(2.217, abs=0.002)
    assert value(found, "gap") == pytest.approx(14.391, abs=0.005)
    assert value(found, "homo") == pytest.approx(-12.1467, abs=0.002)
    assert value(found, "lumo") == pytest.approx(2.2442, abs=0.005)
    assert value(found, "modes") == 3
    assert value(found, "imaginary") == 0
    # Within the error of the method: 1595, 3657, 3756 cm⁻¹ by experiment.
    waves = [value(found, f"wavenumber_{n}") for n in (1, 2, 3)]
    assert waves == pytest.approx([1595, 3657, 3756], rel=0.05)
    assert value(found, "zero_point_energy") == pytest.approx(
        sum(waves) / 2 * 0.011962656, rel=1e-4
    )


def test_water_has_its_geometry() -> None:
    ended = isolated(optimised, State((8, 1, 1), ((0, 0, 0), (1, 0, 0), (0, 1, 0))))
    oxygen, first, second = ended.state.places
    assert dist(oxygen, first) == pytest.approx(0.959, abs=0.002)
    cosine = 1 - dist(first, second) ** 2 / 2 / dist(oxygen, first) ** 2
    assert math.degrees(math.acos(cosine)) == pytest.approx(107.2, abs=0.4)
    assert ended.electrons.energy < ended.first
    assert ended.converged


def test_the_silane_of_the_documentation_of_tblite() -> None:
    a = 1.61768389755830 * 0.529177210903
    places = ((0.0, 0.0, 0.0), (a, a, -a), (-a, -a, -a), (a, -a, a), (-a, a, a))
    found = isolated(single, State((14, 1, 1, 1, 1), places))
    assert found.energy == pytest.approx(-3.763237, abs=5e-6)


# Laws


def test_energy_and_dipole_do_not_depend_on_place_and_direction() -> None:
    still = isolated(single, WATER)
    turned = isolated(single, moved(WATER, 1.1, (3.0, -20.0, 0.5)))
    assert turned.energy == pytest.approx(still.energy, abs=1e-9)
    assert math.hypot(*turned.dipole) == pytest.approx(math.hypot(*still.dipole), abs=1e-6)


def test_the_dipole_of_an_ion_is_told_about_its_centre_of_mass() -> None:
    hydroxide = State((8, 1), ((0.0, 0.0, 0.0), (0.0, 0.0, 0.97)), -1)
    still = isolated(single, hydroxide)
    away = isolated(single, moved(hydroxide, 0.7, (11.0, 5.0, -7.0)))
    assert math.hypot(*away.dipole) == pytest.approx(math.hypot(*still.dipole), abs=1e-5)


def test_two_waters_far_apart_have_twice_the_energy_of_one() -> None:
    other = moved(WATER, 0.4, (0.0, 0.0, 200.0))
    both = State(WATER.numbers + other.numbers, WATER.places + other.places)
    one, two = isolated(single, WATER).energy, isolated(single, both).energy
    assert two == pytest.approx(2 * one, abs=1e-6)


def test_charges_add_up_to_the_charge() -> None:
    found = isolated(single, State((8, 1), ((0.0, 0.0, 0.0), (0.0, 0.0, 0.97)), -1))
    assert sum(found.charges) == pytest.approx(-1, abs=1e-6)


def test_heavier_hydrogen_is_not_asked_for_but_linear_molecules_have_one_mode_more() -> None:
    _, water = isolated(minimum_with_vibrations, WATER)
    carbon_dioxide = State((6, 8, 8), ((0, 0, 0), (0, 0, 1.16), (0, 0, -1.16)))
    _, linear = isolated(minimum_with_vibrations, carbon_dioxide)
    assert len(water.wavenumbers) == 3 * 3 - 6
    assert len(linear.wavenumbers) == 3 * 3 - 5
    bend = linear.wavenumbers[:2]
    assert bend[0] == pytest.approx(bend[1], abs=1)  # degenerate
    assert linear.wavenumbers == pytest.approx((667, 667, 1333, 2349), rel=0.12)  # experiment


def test_a_saddle_point_has_an_imaginary_vibration_and_is_left() -> None:
    flat = State((7, 1, 1, 1), ((0, 0, 0), *((cos(a), sin(a), 0) for a in (0, 2 * pi / 3, 4 * pi / 3))))  # fmt: skip
    planar = isolated(optimised, flat, tight=True)
    assert all(abs(z) < 1e-3 for _, _, z in planar.state.places)
    assert isolated(vibrations, planar.state).imaginary == 1
    ended, modes = isolated(minimum_with_vibrations, flat)
    assert modes.imaginary == 0
    assert ended.electrons.energy < planar.electrons.energy - 1e-3


# What the tools say


def test_benzene_has_two_kinds_of_bonds_and_no_dipole() -> None:
    found = xtb_optimise("benzene")
    lengths = [float(row[2].split()[0]) for row in found.table if row[1] == "C–C"]
    assert len(lengths) == 6
    assert max(lengths) - min(lengths) < 1e-3  # D6h
    angles = [float(row[2].rstrip("°")) for row in found.table if row[0].startswith("angle")]
    assert len(angles) == 18
    assert angles == pytest.approx([120] * 18, abs=0.1)
    properties = xtb_properties("benzene")
    assert value(properties, "dipole") == pytest.approx(0, abs=0.005)
    assert value(properties, "modes") == 30
    assert value(properties, "imaginary") == 0
    assert value(properties, "gap") > 4
    xyz = found.quantity("geometry")
    assert xyz is not None
    assert str(xyz.value).splitlines()[0] == "12"


@pytest.mark.parametrize(
    ("molecule", "unpaired"),
    [("dioxygen", 2), ("[CH3]", 1), ("nitric oxide", 1), ("ammonium", 0), ("CC(=O)[O-]", 0)],
)
def test_charge_and_spin_come_from_the_structure(molecule: str, unpaired: int) -> None:
    _, state = molecular_states.state_of_molecule(molecule, 50, molecular_states.UNKNOWN)
    assert state.unpaired == unpaired
    assert state.charge == {"ammonium": 1, "CC(=O)[O-]": -1}.get(molecule, 0)


def test_spin_states_differ_only_by_the_entropy_of_their_electrons() -> None:
    # Without spin polarisation two electrons in two orbitals have the same energy either way; at
    # the electronic temperature of 300 K four half-filled spin orbitals have 4 kT ln 2 of entropy.
    triplet, singlet = xtb_energy("dioxygen"), xtb_energy("dioxygen", 0)
    gap = value(triplet, "total_energy") - value(singlet, "total_energy")
    assert gap == pytest.approx(4 * 300 * 3.166808578545117e-6 * math.log(2), abs=1e-5)
    assert "2 unpaired" in triplet.sentence()
    assert "spin states" in triplet.caution
    properties = xtb_properties("dioxygen")
    assert properties.quantity("gap") is None
    assert properties.missing


def test_a_file_is_calculated_as_it_is_or_optimised(tmp_path: Path) -> None:
    path = tmp_path / "water.xyz"
    path.write_text("3\n\nO 0 0 0\nH 1.0 0 0\nH 0 1.0 0\n")
    given, best = xtb_of_file(str(path)), xtb_of_file(str(path), optimise=True)
    assert value(best, "total_energy") == pytest.approx(-5.070544, abs=2e-6)
    assert value(given, "total_energy") > value(best, "total_energy") + 1e-3
    cation = xtb_of_file(str(path), 1, 1)
    assert value(cation, "total_energy") > value(given, "total_energy")
    assert cation.quantity("gap") is None
    with pytest.raises(BadArgument, match="unpaired"):
        xtb_of_file(str(path), 1, 0)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("O 0 0 0\nH 0.1 0 0\nH 0 1 0", "apart"),
        ("O 0 0 0\nH 1.9 0 0\nH 0 1.9 0", "Bohr"),
        ("Pu 0 0 0\nO 0 0 1.8\nO 0 0 -1.8", "Pu"),
    ],
)
def test_coordinates_that_cannot_be_right_are_refused(tmp_path: Path, rows: str, said: str) -> None:
    path = tmp_path / "a.xyz"
    path.write_text(f"3\n\n{rows}\n")
    with pytest.raises(BadArgument, match=said):
        xtb_of_file(str(path))


def test_crystals_and_files_that_are_not_there_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xyz"
    path.write_text('1\nLattice="3 0 0 0 3 0 0 0 3"\nPo 0 0 0\n')
    with pytest.raises(BadArgument, match="unit cell"):
        xtb_of_file(str(path))
    with pytest.raises(BadArgument, match="XYZ"):
        xtb_of_file(str(Path(__file__).parents[1] / "data" / "halite.cif"))
    with pytest.raises(MissingFile):
        xtb_of_file("nowhere.xyz")


@pytest.mark.parametrize(
    ("molecule", "kind", "said"),
    [
        ("sodium chloride", BadArgument, "several parts"),
        ("[Pt](Cl)(Cl)", BadArgument, "Pt"),
        ("[H+]", BadArgument, "electrons"),
        ("*CC", BadArgument, "open|attach|\\*"),
        ("C" * 2000, TooLarge, "at most"),
        ("", LabwrightError, "."),
        ("x" * 10_000, LabwrightError, "."),
    ],
)
def test_what_cannot_be_calculated_is_refused(
    molecule: str, kind: type[Exception], said: str
) -> None:
    for tool in (xtb_energy, xtb_optimise, xtb_properties):
        with pytest.raises(kind, match=said):
            tool(molecule)


def test_without_tblite_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(molecular_states, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"tblite.*labwright\[materials\]"):
        xtb_energy("water")


def test_an_xyz_file_is_read_as_programs_write_it(tmp_path: Path) -> None:
    path = tmp_path / "a.xyz"
    path.write_text("\n2\nc\n8   0.0 0.0 0.0 1.5\nFE2 0 0 -1.6D+00\n2\nc\nO 0 0 0\nFe 0 0 1\n")
    read = read_xyz_geometry(path)
    assert read.symbols == ("O", "Fe")
    assert read.places[1] == (0, 0, -1.6)
    assert read.notes == ("only the first geometry of the file is read",)
    assert Geometry(("H", "C", "H", "O"), ()).formula == "CH2O"
    for bad in ("x\n", "2\n\nO 0 0 0\n", "1\n\nQq 0 0 0\n", "1\n\nO 0 0\n", "0\n\n"):
        path.write_text(bad)
        with pytest.raises(LabwrightError):
            read_xyz_geometry(path)
