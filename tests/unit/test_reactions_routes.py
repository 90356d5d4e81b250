"""Cutting molecules: BRICS, RECAP, and routes over reversed reactions."""

import gzip

import pytest
from rdkit import Chem

from labwright.core.errors import BadArgument, BadStructure, MissingFile, TooLarge
from labwright.tools.chemistry.reactions.building_blocks import (
    BuildingBlocks,
    read_building_blocks,
)
from labwright.tools.chemistry.reactions.disconnections import precursors, routes_to
from labwright.tools.chemistry.reactions.fragments import brics_fragments, recap_fragments
from labwright.tools.chemistry.reactions.library import reaction_by_name
from labwright.tools.chemistry.reactions.retrosynthesis import retrosynthesis


def value(finding, key):
    return finding.quantity(key).value


def test_brics_cuts_the_example_of_its_paper_like_molecules():
    # Propyl ethyl ether: two cuts at the oxygen (rule 3–4), so three different pieces.
    found = brics_fragments("CCCOCC")
    assert value(found, "brics") == 3
    assert {Chem.CanonSmiles(row[1]) for row in found.table[1:]} == {
        Chem.CanonSmiles(s) for s in ("[3*]O[3*]", "[4*]CC", "[4*]CCC")
    }


def test_what_no_rule_cuts_is_told_so():
    assert value(brics_fragments("benzene"), "brics") == 0
    assert value(recap_fragments("benzene"), "recap") == 0


def test_recap_cuts_amides():
    found = recap_fragments("N-benzylbenzamide")
    pieces = {Chem.CanonSmiles(row[1]) for row in found.table[1:]}
    assert pieces == {Chem.CanonSmiles(s) for s in ("*C(=O)c1ccccc1", "*NCc1ccccc1")}


@pytest.mark.parametrize("cut", [brics_fragments, recap_fragments])
def test_giants_and_broken_structures_are_refused(cut):
    with pytest.raises(TooLarge):
        cut("smiles:" + "C" * 5000)
    with pytest.raises(BadStructure):
        cut("C1CC(")


# Routes


@pytest.mark.parametrize(
    ("molecule", "reaction", "reactants"),
    [("4-methylbiphenyl", "Suzuki coupling", 2), ("paracetamol", "amide coupling", 2),
     ("methyl benzoate", "Fischer esterification", 2), ("1-phenylethanol", None, 2)],
)  # fmt: skip
def test_the_last_step_is_one_that_chemists_would_take(molecule, reaction, reactants):
    found = retrosynthesis(molecule, 1)
    assert reaction is None or value(found, "last_step") == reaction
    assert len(value(found, "precursors").split(".")) == reactants
    assert found.figure.startswith("<svg")
    assert "at most 10 heavy atoms, as no file was given" in found.caution


@pytest.mark.parametrize("smiles", ["CC(=O)Nc1ccc(O)cc1", "Cc1ccc(-c2ccccc2)cc1", "CCOC(C)=O"])
def test_every_disconnection_gives_the_target_when_run_forward(smiles):
    # Independent of the search: RDKit runs the forward SMARTS on the precursors itself.
    from rdkit.Chem import rdChemReactions

    target = Chem.CanonSmiles(smiles)
    for reaction, parts in precursors(target):
        made = set()
        for smarts in reaction_by_name(reaction.name).smarts:
            forward = rdChemReactions.ReactionFromSmarts(smarts)
            for order in (parts, parts[::-1]):
                mols = tuple(Chem.MolFromSmiles(part) for part in order)
                if forward.GetNumReactantTemplates() != len(mols):
                    continue
                for products in forward.RunReactants(mols):
                    Chem.SanitizeMol(products[0])
                    made.add(Chem.CanonSmiles(Chem.MolToSmiles(products[0])))
        assert target in made, reaction.name


def test_routes_end_in_what_is_available():
    blocks = BuildingBlocks(frozenset(), 8)
    for route in routes_to("CC(=O)Nc1ccc(-c2ccccc2)cc1", 3, blocks, 5):
        assert all(blocks.holds(smiles) or "B(O)O" in smiles for smiles in route.starting)
        assert route.steps[0].product == "CC(=O)Nc1ccc(-c2ccccc2)cc1"
        assert 1 <= route.depth <= 3


def test_building_blocks_come_from_a_file(tmp_path):
    file = tmp_path / "stock.smi"
    file.write_text("CC(=O)O acid\nNc1ccc(O)cc1 amine\nbroken((\n")
    found = retrosynthesis("paracetamol", 1, str(file))
    assert value(found, "last_step") == "amide coupling"
    assert "one of the 2 building blocks" in found.caution
    assert "1 lines" in found.caution
    (tmp_path / "other.csv").write_text("name,SMILES\nmethane,C\n")
    assert value(retrosynthesis("paracetamol", 1, str(tmp_path / "other.csv")), "routes") == 0


def test_a_packed_file_is_read(tmp_path):
    file = tmp_path / "stock.csv.gz"
    with gzip.open(file, "wt") as stream:
        stream.write("smiles\nOCC\n")
    assert read_building_blocks(str(file)).holds("CCO")


def test_files_without_molecules_are_refused(tmp_path):
    with pytest.raises(MissingFile):
        retrosynthesis("paracetamol", 1, str(tmp_path / "none.smi"))
    for name, text in (("a.csv", "x,y\n1,2\n"), ("b.smi", "\n\n"), ("c.pdf", "C\n")):
        (tmp_path / name).write_text(text)
        with pytest.raises(BadArgument):
            retrosynthesis("paracetamol", 1, str(tmp_path / name))


@pytest.mark.parametrize(
    "molecule", ["sarin", "sulfur mustard", "methamphetamine", "fentanyl", "ephedrine",
                 "TNT", "RDX", "nitroglycerin", "CC1(C)OOC(C)(C)OOC(C)(C)OO1"],
)  # fmt: skip
def test_no_routes_are_given_to_weapons_explosives_and_controlled_drugs(molecule):
    with pytest.raises(BadArgument, match="No routes"):
        retrosynthesis(molecule)


@pytest.mark.parametrize(("steps", "atoms"), [(0, 10), (4, 10), (2, 0), (2, 1000)])
def test_bounds_are_named(steps, atoms):
    with pytest.raises(BadArgument):
        retrosynthesis("paracetamol", steps, "", atoms)


def test_a_target_that_is_too_large_is_refused():
    with pytest.raises(TooLarge):
        retrosynthesis("smiles:" + "C" * 100)


def test_no_route_is_no_verdict():
    found = retrosynthesis("methane", 1)
    assert value(found, "routes") == 0
    assert "does not say that there is none" in found.caution
