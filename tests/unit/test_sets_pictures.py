"""Pictures of several molecules: alignment, changes, styles, files."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem

from labwright.core.errors import BadArgument, MissingFile, TooLarge
from labwright.tools.sets.alignment import _align, compared, drawn
from labwright.tools.sets.drawing_styles import Style
from labwright.tools.sets.picture_files import write_picture, write_png
from labwright.tools.sets.pictures import draw_changes, draw_grid, save_picture

SERIES = ["Cc1ccc(O)cc1", "Cc1ccc(N)cc1", "Cc1ccc(Cl)cc1C(=O)O"]
KNOWN = ["c1ccccc1", "c1ccncc1", "CCO", "CC(=O)O", "CC(=O)Nc1ccc(O)cc1", "C1CCCCC1", "CCCC", "O"]


def value(finding, key):
    return finding.quantity(key).value


def size(png: bytes) -> tuple[int, int]:
    """Width and height as the header of a PNG has them."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


# Grids


def test_molecules_stand_in_one_picture_with_what_they_are_called():
    found = draw_grid(["toluene", "phenol", "aniline", "anisole"])
    assert value(found, "drawn") == 4
    assert value(found, "core_atoms") == 7  # a ring with one atom, whatever it is
    assert [s.name for s in found.structures] == ["toluene", "phenol", "aniline", "anisole"]
    width, height = map(int, re.search(r"width='(\d+)px' height='(\d+)px'", found.figure).groups())
    assert (width, height) == (3 * Style().width, 2 * Style().height)


def test_the_common_core_lies_in_the_same_place():
    mols = [Chem.MolFromSmiles(s) for s in SERIES]
    core = _align(mols)
    assert core >= 7
    ring = Chem.MolFromSmarts("[CH3]c1ccccc1")
    places = []
    for mol in mols:
        at = mol.GetSubstructMatch(ring)
        conformer = mol.GetConformer()
        places.append({tuple(round(c, 1) for c in conformer.GetAtomPosition(i)) for i in at})
    assert places[0] == places[1] == places[2]


def test_molecules_without_a_common_core_are_drawn_as_they_are():
    assert value(draw_grid(["water", "benzene"]), "core_atoms") == 0
    assert value(draw_grid(["benzene", "benzene"]), "core_atoms") == 0


# Changes


@pytest.mark.parametrize(
    ("first", "second", "ours", "theirs", "shared"),
    [
        ("benzene", "pyridine", 1, 1, 5),
        ("toluene", "benzene", 1, 0, 6),
        ("caffeine", "theobromine", 1, 0, 13),  # one methyl less
        ("phenol", "anisole", 0, 1, 7),
        ("acetic acid", "acetamide", 1, 1, 3),
        ("chlorobenzene", "bromobenzene", 1, 1, 6),
        ("aspirin", "salicylic acid", 3, 0, 10),  # the acetyl group
        ("ethanol", "ethanol", 0, 0, 3),
        ("butane", "cyclohexane", 4, 6, 0),  # a chain is no ring
    ],
)
def test_what_differs_is_found(first, second, ours, theirs, shared):
    found = draw_changes(first, second)
    keys = ("changed_atoms", "changed_atoms_second", "shared_atoms")
    assert tuple(value(found, key) for key in keys) == (ours, theirs, shared)
    assert found.figure.startswith("<svg")


def test_the_parts_that_differ_are_named():
    found = draw_changes("COc1ccc2[nH]cc(CCNC(C)=O)c2c1", "CC(=O)NCCc1c[nH]c2ccc(Cl)cc12")
    assert (value(found, "part_first"), value(found, "part_second")) == ("CO", "Cl")


@given(st.sampled_from(KNOWN), st.sampled_from(KNOWN))
def test_atoms_differ_or_are_shared_and_the_order_does_not_matter(first, second):
    ours, theirs, shared = compared(first, second)
    assert len(ours) + shared == Chem.MolFromSmiles(first).GetNumAtoms()
    assert len(theirs) + shared == Chem.MolFromSmiles(second).GetNumAtoms()
    back = compared(second, first)
    assert (len(back[0]), len(back[1]), back[2]) == (len(theirs), len(ours), shared)
    if first == second:
        assert shared == Chem.MolFromSmiles(first).GetNumAtoms()


# Styles and files


def test_black_and_white_has_no_colour_and_numbers_are_shown():
    def colours(style):
        svg, _ = drawn(["CC(=O)N"], [""], style, "svg", ())
        return {c.upper() for c in re.findall(r"#[0-9A-Fa-f]{6}", str(svg))}

    assert colours(Style(black_and_white=True)) <= {"#000000", "#FFFFFF"}
    assert {"#FF0000", "#0000FF"} <= colours(Style())
    bare, _ = drawn(["CC(=O)N"], [""], Style(), "svg", ())
    numbered, _ = drawn(["CC(=O)N"], [""], Style(atom_numbers=True), "svg", ())
    assert str(numbered).count("class='note'") == 4 > str(bare).count("class='note'")


def test_bonds_are_as_wide_as_asked_for():
    for width in (1.0, 4.0):
        svg, _ = drawn(["CCCC"], [""], Style(bond_width=width), "svg", ())
        widths = re.findall(r"class='bond-\d+[^']*'[^>]*stroke-width:([\d.]+)px", str(svg))
        assert widths
        assert {float(w) for w in widths} == {width}


def test_pictures_are_written_whole_in_the_size_asked_for(tmp_path):
    style = Style(width=320, height=200, columns=2)
    write_png(tmp_path / "a.gif", ["CCO", "CC", "C"], ["one", "two", "three"], style)
    assert size((tmp_path / "a.png").read_bytes()) == (640, 400)
    write_picture(tmp_path / "b.svg", ["CCO"])
    assert (tmp_path / "b.svg").read_text().startswith("<svg")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.png", "b.svg"]
    with pytest.raises(BadArgument, match="no picture"):
        write_picture(tmp_path / "c.bmp", ["CCO"])
    (tmp_path / "f").write_text("")
    with pytest.raises(MissingFile):
        write_picture(tmp_path / "f" / "d.png", ["CCO"])


def test_a_picture_is_saved_in_this_folder_under_the_name_of_the_molecule(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = save_picture(["1,2-dibromoethane"], "journal")
    assert value(found, "file") == "1-2-dibromoethane.png"
    assert size(Path(value(found, "file")).read_bytes()) == (600, 480)


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(BadArgument, match="no molecule"):
        draw_grid([])
    with pytest.raises(TooLarge, match="61 molecules"):
        draw_grid(["CCO"] * 61)
    with pytest.raises(TooLarge, match="400 heavy atoms"):
        draw_changes("C" * 400, "CCO")
    with pytest.raises(BadArgument, match="no style"):
        draw_grid(["CCO"], "baroque")
