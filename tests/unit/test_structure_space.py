"""Conformers, drawings in space, and the viewer."""

import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem
from rdkit.Chem import rdDistGeom

from labwright.core.errors import BadArgument, BadStructure, LibraryFailed, TooLarge
from labwright.tools.chemistry.drawing import draw_grid_svg
from labwright.tools.chemistry.groups import substructure
from labwright.tools.chemistry.structure.ball_and_stick import ball_and_stick_svg
from labwright.tools.chemistry.structure.conformers import conformers
from labwright.tools.chemistry.structure.mol_block import read_block
from labwright.tools.chemistry.structure.viewer import viewer_html


def value(finding, key):
    return finding.quantity(key).value


def block_of(smiles):
    mol = Chem.AddHs(Chem.MolFromSmiles(smiles))
    rdDistGeom.EmbedMolecule(mol, randomSeed=1)
    return Chem.MolToMolBlock(mol)


def test_butane_is_anti_and_gauche_and_gauche_is_higher():
    """MMFF94 puts gauche 0.78 kcal/mol up (Halgren, J. Comput. Chem. 1999, 20, 730)."""
    found = conformers("butane")
    assert value(found, "conformers") == 2
    assert float(found.table[2][1]) == pytest.approx(0.78, abs=0.03)
    shares = [float(row[3]) for row in found.table[1:]]
    assert sum(shares) == pytest.approx(100, abs=0.2)
    assert found.figure.startswith("<svg")


def test_methylcyclohexane_prefers_the_equator_as_mmff_says():
    found = conformers("methylcyclohexane")
    assert value(found, "conformers") == 2
    assert float(found.table[2][1]) == pytest.approx(1.37, abs=0.1)


def test_conformers_are_the_same_each_time_and_widen_with_the_window():
    once, again = conformers("1-propanol"), conformers("1-propanol")
    assert once.table == again.table
    assert value(conformers("hexane", window="0.5 kcal/mol"), "conformers") < value(
        conformers("hexane", window="83.68 kJ/mol"), "conformers"
    )
    energies = [float(row[1]) for row in conformers("hexane").table[1:]]
    assert energies == sorted(energies)
    assert energies[0] == 0


def test_the_lowest_conformer_is_given_as_mol_block_of_the_molecule():
    block = value(conformers("lactic acid"), "mol_block")
    mol = Chem.MolFromMolBlock(block)
    assert Chem.MolToSmiles(mol, isomericSmiles=False) == "CC(O)C(=O)O"
    assert mol.GetConformer().Is3D()


@pytest.mark.parametrize("window", ["", "3 m", "-1 kcal/mol", "1e9 kcal/mol", "zero"])
def test_a_window_that_is_no_energy_is_refused(window):
    with pytest.raises(BadArgument):
        conformers("ethanol", window=window)


@pytest.mark.parametrize(
    ("molecule", "error"),
    [("NaCl", BadArgument), ("smiles:" + "C" * 1000, TooLarge), ("smiles:*CC", BadArgument),
     ("helium", LibraryFailed), ("", BadArgument)],
)  # fmt: skip
def test_what_no_force_field_knows_is_refused(molecule, error):
    with pytest.raises(error):
        conformers(molecule)


@given(st.sampled_from(["CCO", "c1ccccc1", "C#N", "C", "O", "CC(=O)Oc1ccccc1C(=O)O", "FC(F)F"]))
@settings(max_examples=10, deadline=None)
def test_a_drawing_in_space_holds_every_atom_inside_its_frame(smiles):
    block = block_of(smiles)
    figure = ET.fromstring(ball_and_stick_svg(block, 300, 200))
    balls = [c for c in figure.iter("{http://www.w3.org/2000/svg}circle") if c.get("stroke")]
    assert len(balls) == len(read_block(block).symbols)
    assert all(0 <= float(b.get("cx")) <= 300 and 0 <= float(b.get("cy")) <= 200 for b in balls)


def test_the_viewer_holds_all_it_needs():
    html = viewer_html(block_of("CC=O"), label='"><script>alert(1)</script>')
    assert not re.search(r"(?:src|href)\s*=|https?:|import\s|fetch\(", html)
    assert "alert(1)</script>" not in html
    data = json.loads(re.search(r"var data = (\{.*?\});", html)[1])
    assert len(data["places"]) == len(data["radii"]) == len(data["colours"]) == 7
    assert sorted(b[2] for b in data["bonds"]) == [1, 1, 1, 1, 1, 2]
    assert sum(p[0] for p in data["places"]) == pytest.approx(0, abs=0.01)
    other = viewer_html(block_of("CCO"))
    assert re.search(r'id="([\w-]+)"', html)[1] != re.search(r'id="([\w-]+)"', other)[1]


STAGE = """
let balls = 0, on = {};
const pen = new Proxy({}, {get: (t, name) => (...a) => {
  if (name === "arc") { balls++; if (!a.every(Number.isFinite) || a[2] <= 0) throw "bad arc"; }
  return {addColorStop() {}};
}, set: () => true});
const canvas = {width: 400, height: 300, getContext: () => pen, setPointerCapture() {},
  addEventListener: (name, act) => { on[name] = act; }};
globalThis.document = {getElementById: () => ({getElementsByTagName: () => [canvas]})};
"""
MOVES = """
const first = balls;
on.pointermove({clientX: 5, clientY: 5});
if (balls !== first) throw "turns without being held";
on.pointerdown({clientX: 0, clientY: 0, pointerId: 1});
on.pointermove({clientX: 90, clientY: 40});
on.pointerup({});
on.wheel({deltaY: -1, preventDefault() {}});
on.dblclick({});
console.log(first, balls);
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="no JavaScript engine here")
def test_the_viewer_draws_again_when_turned_zoomed_and_reset():
    script = re.search(r"<script>(.*)</script>", viewer_html(block_of("CCO")), re.S)[1]
    ran = subprocess.run(["node", "-e", STAGE + script + MOVES], capture_output=True, text=True,
                         check=False, timeout=30)  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == ["9", "36"]


def test_a_bad_or_giant_mol_block_is_refused():
    for bad in ("", "nonsense", "x" * 10_000):
        with pytest.raises(BadStructure):
            viewer_html(bad)
    giant = Chem.MolFromSmiles("C" * 2001)
    giant.AddConformer(Chem.Conformer(2001))
    with pytest.raises(TooLarge):
        viewer_html(Chem.MolToV3KMolBlock(giant))


def test_a_grid_draws_each_molecule_with_its_legend():
    mols = [Chem.MolFromSmiles(s) for s in ("CCO", "c1ccccc1")]
    figure = draw_grid_svg(mols, ["one", "two"], [[0], []])
    assert ET.fromstring(figure).get("width") == "480px"
    assert draw_grid_svg([], []) == ""


@pytest.mark.parametrize(
    ("molecule", "group", "number"),
    [
        ("toluene", "methyl group", 1), ("caffeine", "methyl groups", 3),
        ("ethanol", "ethyl group", 1), ("isobutane", "isopropyl group", 3),
        ("anisole", "methoxy group", 1), ("nicotine", "pyridine ring", 1),
        ("nicotine", "pyrrolidine ring", 1), ("caffeine", "imidazole ring", 1),
        ("tryptophan", "indole ring", 1), ("histidine", "imidazole ring", 1),
        ("furfural", "furan ring", 1), ("quinoline", "quinoline ring", 1),
        ("benzene", "pyridine ring", 0), ("pyridine", "pyrrole ring", 0),
        ("penicillin G", "beta-lactam ring", 1), ("smiles:CC(C)(C)OC(=O)NC", "Boc group", 1),
        ("smiles:C=CC(C)=O", "Michael acceptor", 1), ("smiles:C=CC(C)=O", "enone", 1),
        ("morpholine", "morpholine ring", 1), ("smiles:CS(=O)(=O)Cl", "mesyl group", 1),
        ("smiles:C[Si](C)(C)C#C", "trimethylsilyl group", 1), ("benzyl alcohol", "benzyl group", 1),
        ("acetophenone", "benzoyl group", 1), ("acetophenone", "acetyl group", 1),
        ("smiles:c1nnn[nH]1", "tetrazole ring", 1), ("smiles:c1cn[nH]n1", "triazole ring", 3),
        ("smiles:CC(C)(C)c1ccccc1", "tert-butyl group", 3), ("ethylene", "methyl group", 0),
    ],
)  # fmt: skip
def test_groups_and_rings_are_found_by_the_names_chemists_use(molecule, group, number):
    found = value(substructure(molecule, group), "matches")
    assert (found > 0) == (number > 0)
    if "tert" not in group and "triazole" not in group and "isopropyl" not in group:
        assert found == number


def test_an_answer_shows_the_molecule_in_a_frame_that_reaches_nothing():
    from labwright.core.answer import Answer
    from labwright.tools.toolbox import Toolbox

    entry = Toolbox().run("conformers", {"molecule": "ethanol"})
    page = Answer(question="?", thread="t", status="answered", evidence=[entry])._repr_html_()
    frame = page[page.index("<iframe") : page.index("</iframe>")]
    assert "sandbox='allow-scripts'" in frame
    assert "default-src &#x27;none&#x27;" in frame
    assert "&lt;canvas" in frame
    assert "<canvas" not in frame  # all of it is in the frame's own page
    assert "http://" not in frame.replace("http://www.w3.org", "")
    assert "https://" not in frame
