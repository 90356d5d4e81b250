"""Crystals of published structures: symmetry, cells, powder lines and neighbours as in handbooks."""

import math
from pathlib import Path

import pytest

from labwright.core.errors import (
    BadArgument,
    LabwrightError,
    MissingFile,
    TooLarge,
    UnreadableDocument,
)
from labwright.core.finding import Finding
from labwright.tools.materials.cells import lattice
from labwright.tools.materials.crystals import number_of_symbol, read_crystal_file
from labwright.tools.materials.neighbours import nearest_neighbours
from labwright.tools.materials.powder import powder_xrd
from labwright.tools.materials.summary import read_crystal
from labwright.tools.materials.symmetry import space_group

DATA = Path(__file__).parents[1] / "data"


def cif(name: str) -> str:
    return str(DATA / f"{name}.cif")


def value(found: Finding, key: str) -> float:
    quantity = found.quantity(key)
    assert quantity is not None, key
    assert not isinstance(quantity.value, str), key
    return float(quantity.value)


def text(found: Finding, key: str) -> str:
    quantity = found.quantity(key)
    assert quantity is not None, key
    return str(quantity.value)


def changed(folder: Path, name: str, *changes: tuple[str, str]) -> str:
    written = (DATA / f"{name}.cif").read_text()
    for old, new in changes:
        assert old in written
        written = written.replace(old, new)
    path = folder / f"{name}.cif"
    path.write_text(written)
    return str(path)


# Symmetry and cells, as the papers named in the files say


@pytest.mark.parametrize(
    ("name", "symbol", "number", "system", "point_group"),
    [
        ("halite", "Fm-3m", 225, "cubic", "m-3m"),
        ("quartz", "P3_221", 154, "trigonal", "32"),
        ("rutile", "P4_2/mnm", 136, "tetragonal", "4/mmm"),
        ("anatase", "I4_1/amd", 141, "tetragonal", "4/mmm"),
        ("triphylite", "Pnma", 62, "orthorhombic", "mmm"),
        ("diamond", "Fd-3m", 227, "cubic", "m-3m"),
    ],
)
def test_space_groups_are_found_and_agree_with_the_file(
    name: str, symbol: str, number: int, system: str, point_group: str
) -> None:
    found = space_group(cif(name))
    assert text(found, "space_group") == symbol
    assert value(found, "space_group_number") == number
    assert text(found, "crystal_system") == system
    assert text(found, "crystal_point_group") == point_group
    assert value(found, "agrees") == 1
    assert "{" not in found.sentence()


@pytest.mark.parametrize(
    ("name", "density", "units"),
    [  # densities of the pure minerals: CRC Handbook, Physical Properties of Inorganic Compounds
        ("halite", 2.165, 4), ("quartz", 2.648, 3), ("rutile", 4.25, 2), ("anatase", 3.893, 4),
        ("diamond", 3.515, 8), ("triphylite", 3.60, 4),
    ],
)  # fmt: skip
def test_densities_are_those_of_the_handbook(name: str, density: float, units: int) -> None:
    found = lattice(cif(name))
    assert value(found, "density") == pytest.approx(density, rel=2e-3)
    assert value(found, "formula_units") == units


def test_the_volume_of_a_hexagonal_cell_is_that_of_its_formula() -> None:
    found = lattice(cif("quartz"))
    a, c = value(found, "a"), value(found, "c")
    assert value(found, "volume") == pytest.approx(a * a * c * math.sqrt(3) / 2)
    assert value(found, "gamma") == pytest.approx(120)


def test_a_small_distortion_is_seen_only_within_a_small_tolerance(tmp_path: Path) -> None:
    file = changed(tmp_path, "rutile", ("_cell_length_b 4.593", "_cell_length_b 4.630"),
                   ("'P 42/m n m'", "'P n n m'"), ("Tables_number 136", "Tables_number 58"))  # fmt: skip
    strict, loose = space_group(file), space_group(file, "0.1 Å")
    assert value(strict, "space_group_number") == 58
    assert "No. 136" in strict.caution
    assert value(loose, "space_group_number") == 136
    assert "does not agree" in loose.sentence()
    assert value(space_group(file, "10 pm"), "space_group_number") == 136
    for bad in ("5 Å", "0 Å", "3 g"):
        with pytest.raises(BadArgument):
            space_group(file, bad)


@pytest.mark.parametrize(
    ("symbol", "number"),
    [("P n m a", 62), ("Pbnm", 62), ("F d -3 m S", 227), ("P 21/c", 14), ("P 1 21/n 1", 14),
     ("R -3 m :H", 166), ("I 41/a m d :2", 141), ("nonsense", 0), ("", 0)],
)  # fmt: skip
def test_symbols_of_other_settings_mean_the_same_group(symbol: str, number: int) -> None:
    assert number_of_symbol(symbol) == number


# Powder patterns


def test_the_lines_of_halite_lie_where_the_standard_has_them() -> None:
    # NBS Circular 539, vol. 2, p. 41 (PDF 5-628): Cu Kα1, 26 °C, a = 5.6402 Å.
    found = powder_xrd(cif("halite"), "Cu Kα1", end="70°")
    angles = {row[2]: float(row[0]) for row in found.table[1:]}
    intensities = {row[2]: float(row[4]) for row in found.table[1:]}
    for indices, angle in (("111", 27.334), ("200", 31.692), ("220", 45.448), ("311", 53.852),
                           ("222", 56.477), ("400", 66.227)):  # fmt: skip
        assert angles[indices] == pytest.approx(angle, abs=0.035)
    assert text(found, "strongest_hkl") == "200"
    assert intensities["220"] == pytest.approx(55, abs=15)
    assert intensities["311"] < intensities["111"] < intensities["222"]


@pytest.mark.parametrize(("radiation", "length"), [("CuKa", 1.54184), ("Mo Kα", 0.71073)])
def test_lines_obey_braggs_law_and_the_rules_of_extinction(radiation: str, length: float) -> None:
    found = powder_xrd(cif("halite"), radiation)
    for angle, spacing, indices, *_ in found.table[1:]:
        if "," in indices:
            continue
        hkl = [int(part) for part in (indices.split() if " " in indices else indices)]
        assert len({part % 2 for part in hkl}) == 1  # face-centred: all even or all odd
        d = 5.640 / math.sqrt(sum(part * part for part in hkl))
        assert float(spacing) == pytest.approx(d, abs=1e-4)
        assert 2 * d * math.sin(math.radians(float(angle) / 2)) == pytest.approx(length, abs=1e-4)


def test_rutile_and_anatase_are_told_apart_by_their_first_line() -> None:
    # 27.45° (110) and 25.28° (101) with Cu Kα1: PDF 21-1276 and 21-1272.
    rutile, anatase = (powder_xrd(cif(name), "CuKa1") for name in ("rutile", "anatase"))
    assert text(rutile, "strongest_hkl") == "110"
    assert value(rutile, "strongest_angle") == pytest.approx(27.446, abs=0.03)
    assert text(anatase, "strongest_hkl") == "101"
    assert value(anatase, "strongest_angle") == pytest.approx(25.281, abs=0.04)


def test_indices_of_a_hexagonal_cell_are_written_as_usual() -> None:
    found = powder_xrd(cif("quartz"), end="45")
    indices = [row[2] for row in found.table[1:]]
    assert indices[:4] == ["100", "101", "110", "102"]  # PDF 46-1045
    assert value(found, "strongest_angle") == pytest.approx(26.65, abs=0.02)


def test_the_pattern_is_drawn_with_its_lines_named() -> None:
    figure = powder_xrd(cif("halite")).figure
    assert figure.startswith("<svg")
    assert figure.rstrip().endswith("</svg>")
    assert ">200<" in figure.replace("\n", "")


def test_a_pattern_by_wavelength_and_range() -> None:
    found = powder_xrd(cif("halite"), wavelength="0.05 nm", start="5", end="20 degree")
    low, high = float(found.table[1][0]), float(found.table[-1][0])
    assert 5 <= low < high <= 20
    assert value(found, "strongest_angle") == pytest.approx(
        2 * math.degrees(math.asin(0.5 / 2 / 2.82)), abs=0.001
    )
    for bad in ({"wavelength": "90 Å"}, {"radiation": "Xx"}, {"start": "90", "end": "20"},
                {"start": "10", "end": "300"}, {"start": "5", "end": "6"}):  # fmt: skip
        with pytest.raises(BadArgument):
            powder_xrd(cif("halite"), **bad)


def test_a_pattern_that_would_take_hours_is_refused_at_once(tmp_path: Path) -> None:
    edge = "_cell_length_a 10.332"
    file = changed(tmp_path, "triphylite", (edge, "_cell_length_a 900"),
                   ("_cell_length_b 6.01", "_cell_length_b 900"))  # fmt: skip
    with pytest.raises(TooLarge, match="end"):
        powder_xrd(file)


# Neighbours


@pytest.mark.parametrize(
    ("name", "numbers", "bond", "length"),
    [
        ("halite", {"na": 6, "cl": 6}, "shortest_na_cl", 2.820),  # a / 2
        ("diamond", {"c": 4}, "shortest_c_c", 1.5445),  # a √3 / 4
        ("rutile", {"ti": 6, "o": 3}, "shortest_ti_o", 1.947),
        ("quartz", {"si": 4, "o": 2}, "shortest_si_o", 1.605),  # Levien et al. 1980
        ("triphylite", {"li": 6, "fe": 6, "p": 4}, "shortest_p_o", 1.523),
    ],
)
def test_neighbours_are_those_of_the_structure(
    name: str, numbers: dict[str, int], bond: str, length: float
) -> None:
    found = nearest_neighbours(cif(name))
    for element, number in numbers.items():
        assert value(found, f"coordination_{element}") == number
    assert value(found, bond) == pytest.approx(length, abs=1.5e-3)


def test_only_one_element_may_be_asked_for() -> None:
    found = nearest_neighbours(cif("triphylite"), "Fe")
    assert [q.key for q in found.quantities if q.key.startswith("coord")] == ["coordination_fe"]
    with pytest.raises(BadArgument, match="holds no Cu"):
        nearest_neighbours(cif("triphylite"), "Cu")


# What is wrong with a file


def test_a_sound_structure_has_no_problems() -> None:
    found = read_crystal(cif("halite"))
    assert text(found, "problems") == "none"
    assert found.caution == ""
    assert len(found.table) == 9


def test_atoms_on_top_of_each_other_are_named(tmp_path: Path) -> None:
    file = changed(tmp_path, "halite", ("Cl1 0.5 0.5 0.5", "Cl1 0.05 0 0"),
                   ("'F m -3 m'", "'P 1'"), ("225", "1"))  # fmt: skip
    found = read_crystal(file)
    assert "overlapping atoms" in text(found, "problems")
    assert "0.282 Å apart" in found.caution
    with pytest.raises(BadArgument, match="apart"):
        nearest_neighbours(file)


def test_shared_places_are_named_and_not_computed_with(tmp_path: Path) -> None:
    file = changed(tmp_path, "halite", ("_fract_z\n", "_fract_z\n_atom_site_occupancy\n"),
                   ("Na1 0 0 0", "Na1 0 0 0 0.7\nK1 0 0 0 0.3"), ("0.5 0.5 0.5", "0.5 0.5 0.5 1"),
                   ("'Cl Na'", "'Cl Na0.7 K0.3'"))  # fmt: skip
    found = read_crystal(file)
    assert text(found, "problems") == "partial occupancy"
    assert "Na1, K1: Na 0.7, K 0.3" in found.caution
    assert value(found, "space_group_number") == 225
    # 58.443 g/mol of NaCl with 0.3 K for Na: 63.275 g/mol
    expected = 4 * (0.7 * 22.990 + 0.3 * 39.098 + 35.453) / 0.602214 / 5.640**3
    assert value(found, "density") == pytest.approx(expected, rel=1e-3)
    with pytest.raises(BadArgument, match="disordered"):
        nearest_neighbours(file)
    assert powder_xrd(file).table


def test_hydrogen_that_is_not_listed_is_missed_and_counted(tmp_path: Path) -> None:
    file = changed(tmp_path, "halite", ("'Cl Na'", "'Cl H4 N'"), ("Na1 0", "N1 0"),
                   ("5.64\n", "6.53\n"))  # fmt: skip
    found = read_crystal(file)
    assert "atoms missing" in text(found, "problems")
    assert "0 H instead of 16" in found.caution
    assert value(found, "density") == pytest.approx(4 * 53.491 / 0.602214 / 6.53**3, rel=1e-3)


def test_a_file_without_symmetry_is_told(tmp_path: Path) -> None:
    file = changed(tmp_path, "halite", ("_symmetry_space_group_name_H-M 'F m -3 m'\n", ""),
                   ("_symmetry_Int_Tables_number 225\n", ""))  # fmt: skip
    found = read_crystal(file)
    assert "no symmetry declared" in text(found, "problems")
    assert "declares no space group" in space_group(file).sentence()


def test_cell_contents_declared_as_formula_are_no_fault(tmp_path: Path) -> None:
    found = read_crystal(changed(tmp_path, "halite", ("'Cl Na'", "'Cl4 Na4'")))
    assert text(found, "problems") == "none"
    assert value(found, "formula_units") == 4
    assert text(found, "formula") == "NaCl"


def test_atoms_without_a_cell_are_a_molecule(tmp_path: Path) -> None:
    path = tmp_path / "water.xyz"
    path.write_text("3\nwater\nO 0 0 0.12\nH 0 0.76 -0.47\nH 0 -0.76 -0.47\n")
    found = read_crystal(str(path))
    assert text(found, "problems") == "no cell"
    assert text(found, "formula") == "H2O"
    for tool in (lattice, space_group, powder_xrd, nearest_neighbours):
        with pytest.raises(BadArgument, match="unit cell"):
            tool(str(path))


def test_poscar_and_xyz_with_a_cell_are_crystals_too(tmp_path: Path) -> None:
    poscar = tmp_path / "POSCAR"
    poscar.write_text(
        "Si\n5.4309\n0 0.5 0.5\n0.5 0 0.5\n0.5 0.5 0\nSi\n2\nDirect\n0 0 0\n.25 .25 .25\n"
    )
    assert value(space_group(str(poscar)), "space_group_number") == 227
    assert value(lattice(str(poscar)), "density") == pytest.approx(2.329, abs=2e-3)
    xyz = tmp_path / "cscl.xyz"
    xyz.write_text(
        '2\nLattice="4.123 0 0 0 4.123 0 0 0 4.123"\nCs 0 0 0\nCl 2.0615 2.0615 2.0615\n'
    )
    assert value(space_group(str(xyz)), "space_group_number") == 221
    assert value(lattice(str(xyz)), "density") == pytest.approx(3.99, abs=0.01)


def test_a_poscar_without_names_of_elements_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "POSCAR"
    path.write_text("x\n5.4\n0 0.5 0.5\n0.5 0 0.5\n0.5 0.5 0\n2\nDirect\n0 0 0\n.25 .25 .25\n")
    with pytest.raises(BadArgument, match="names no elements"):
        lattice(str(path))


@pytest.mark.parametrize("file", ["", "nowhere.cif", "x" * 10_000, "a\0b.cif", "/"])
def test_a_file_that_is_not_there_is_named(file: str) -> None:
    with pytest.raises(MissingFile):
        lattice(file)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "data_x\n",
        "data_x\n_cell_length_a 5\n",
        "hello",
        "data_x\nloop_\n_refln_index_h\n1\n2\n",
    ],
)
def test_a_file_without_a_structure_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.cif"
    path.write_text(content)
    with pytest.raises(UnreadableDocument):
        read_crystal(str(path))


def test_a_structure_of_too_many_atoms_is_refused_at_once(tmp_path: Path) -> None:
    rows = "".join(f"C{i} {i / 5000:.5f} 0.1 0.2\n" for i in range(5000))
    path = tmp_path / "a.cif"
    head = (DATA / "halite.cif").read_text().split("Na1")[0]
    path.write_text(head.replace("'Cl Na'", "C") + rows)
    with pytest.raises(TooLarge, match=r"5,000|8,000"):
        read_crystal(str(path))


def test_a_needle_of_a_cell_does_not_hang(tmp_path: Path) -> None:
    file = changed(tmp_path, "triphylite", ("_cell_length_a 10.332", "_cell_length_a 0.05"))
    try:
        found = read_crystal(file)
    except LabwrightError:
        return
    assert "unlikely density" in text(found, "problems")


def test_several_structures_in_a_file_are_told(tmp_path: Path) -> None:
    path = tmp_path / "two.cif"
    both = "".join((DATA / f"{n}.cif").read_text() for n in ("halite", "rutile"))
    path.write_text(both)
    crystal = read_crystal_file(str(path))
    assert crystal.formula == "NaCl"
    assert "first of 2" in read_crystal(str(path)).caution
