"""Crystals by CHGNet: laws, order of polymorphs, and that nothing asks the network."""

import subprocess
import sys
from pathlib import Path

import pytest

from labwright.core.errors import BadArgument, MissingExtra, TooLarge
from labwright.core.finding import Finding
from labwright.core.isolation import isolated
from labwright.tools.materials import crystal_energy as energies
from labwright.tools.materials import universal_potential
from labwright.tools.materials.crystal_energy import crystal_energy, relax_crystal
from labwright.tools.materials.crystals import read_crystal_file
from labwright.tools.materials.symmetry import space_group
from labwright.tools.materials.universal_potential import single_point

pytest.importorskip("chgnet")
DATA = Path(__file__).parents[1] / "data"


def value(found: Finding, key: str) -> float:
    quantity = found.quantity(key)
    assert quantity is not None, key
    assert not isinstance(quantity.value, str), key
    return float(quantity.value)


ROCK_SALT = """NaCl
1.0
0.0 {0} {0}
{0} 0.0 {0}
{0} {0} 0.0
Na Cl
1 1
Direct
0 0 0
0.5 0.5 0.5
"""
WITHOUT_NETWORK = """
import socket, sys

def refuse(*_, **__):
    print("asked")
    raise OSError("the network was asked")

socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from labwright.tools.materials.crystals import read_crystal_file
from labwright.tools.materials.universal_potential import single_point

print(single_point(read_crystal_file(sys.argv[1]).structure).energy)
"""


@pytest.fixture
def compressed(tmp_path: Path) -> str:
    """Rock salt with an edge of 5.40 Å, in its primitive cell."""
    path = tmp_path / "POSCAR"
    path.write_text(ROCK_SALT.format(2.70))
    return str(path)


def test_energies_lie_on_the_scale_of_total_energies_by_pbe() -> None:
    # About half of the enthalpy of formation, −4.26 eV (CRC Handbook: −411.2 kJ/mol), and of the
    # energies of sodium and chlorine against the pseudo-atoms of PBE, −1.3 and −1.8 eV.
    found = crystal_energy(str(DATA / "halite.cif"))
    assert value(found, "energy_per_atom") == pytest.approx(-3.68, abs=0.1)
    assert value(found, "energy_per_unit") == pytest.approx(2 * value(found, "energy_per_atom"))
    assert value(found, "largest_force") == pytest.approx(0, abs=1e-3)  # by symmetry
    assert "29 meV" in found.caution
    assert "0.3.0" in found.quantities[0].method
    assert "{" not in found.sentence()


def test_iron_in_triphylite_is_magnetic_and_the_rest_is_not() -> None:
    found = crystal_energy(str(DATA / "triphylite.cif"))
    assert {row[1] for row in found.table[1:]} == {"Fe"}  # high-spin d6: 4 μB but for covalency
    assert all(3.3 < float(row[2]) < 4.1 for row in found.table[1:])


def test_an_energy_per_atom_does_not_depend_on_the_cell_chosen() -> None:
    structure = read_crystal_file(str(DATA / "rutile.cif")).structure
    one = isolated(single_point, structure, seconds=90).energy
    two = isolated(single_point, structure * (1, 1, 2), seconds=90).energy
    assert two == pytest.approx(one, abs=1e-4)


def test_rock_salt_lies_below_the_structure_of_caesium_chloride(tmp_path: Path) -> None:
    # NaCl goes over to it only at some 30 GPa (Bassett et al., J. Appl. Phys. 1968, 39, 319).
    energies = []
    for edge in (3.36, 3.45, 3.54):
        path = tmp_path / f"{edge}.vasp"
        path.write_text(f"NaCl\n{edge}\n1 0 0\n0 1 0\n0 0 1\nNa Cl\n1 1\nDirect\n0 0 0\n.5 .5 .5\n")
        energies.append(value(crystal_energy(str(path)), "energy_per_atom"))
    rock_salt = value(crystal_energy(str(DATA / "halite.cif")), "energy_per_atom")
    assert rock_salt < min(energies) - 0.01
    assert min(energies) == energies[1]  # the minimum is bracketed


def test_pressure_is_positive_in_a_cell_that_is_too_small(compressed: str, tmp_path: Path) -> None:
    path = tmp_path / "large.vasp"
    path.write_text(ROCK_SALT.format(2.95))
    assert value(crystal_energy(compressed), "pressure") > 1
    assert value(crystal_energy(str(path)), "pressure") < 0


def test_relaxation_lowers_the_energy_and_keeps_the_symmetry(
    compressed: str, tmp_path: Path
) -> None:
    found = relax_crystal(compressed, 60)
    # The edge of the cube: 5.64 Å by experiment; PBE, which it was fitted to, has 5.69 Å.
    assert value(found, "a_after") * 2**0.5 == pytest.approx(5.66, abs=0.06)
    assert value(found, "a_after") == pytest.approx(value(found, "c_after"), abs=1e-3)
    assert value(found, "energy_change") < 0
    assert value(found, "volume_change") > 5
    written = found.quantity("relaxed_structure")
    assert written is not None
    again = tmp_path / "again.cif"
    again.write_text(str(written.value))
    group = space_group(str(again), "0.05").quantity("space_group")
    assert group is not None
    assert group.value == "Fm-3m"
    assert "{" not in found.sentence()


def test_a_relaxation_of_one_step_is_said_not_to_have_ended(compressed: str) -> None:
    found = relax_crystal(compressed, 1)
    assert value(found, "steps") == 1
    assert not value(found, "converged")
    assert "more steps" in found.caution
    assert "did not come to rest" in found.sentence()


def test_nothing_asks_the_network(compressed: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_NETWORK, compressed],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    (printed,) = done.stdout.splitlines()  # and nothing else is printed
    assert float(printed) < 0


def test_what_it_was_not_fitted_to_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (DATA / "halite.cif").read_text()
    path = tmp_path / "a.cif"
    for change, said in (
        (("Cl1", "Cf1"), "Cf"),
        (("5.64\n", "60\n"), "CHGNet cannot|6 Å"),
        (("'Cl Na'", "'Cl H4 Na'"), "all atoms"),
    ):
        path.write_text(text.replace(*change).replace("_chemical_formula_sum 'Cl Na'\n", ""))
        with pytest.raises(BadArgument, match=said):
            crystal_energy(str(path))
    monkeypatch.setattr(energies, "_MOST_SITES", 7)
    with pytest.raises(TooLarge, match="at most 7"):
        crystal_energy(str(DATA / "halite.cif"))


def test_without_chgnet_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(universal_potential, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"chgnet.*labwright\[materials\]"):
        crystal_energy(str(DATA / "halite.cif"))
