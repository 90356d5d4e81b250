"""Common substructures, substituents, pairs, paths, mappings and additive scores."""

import ast
import random
from collections import deque
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem

from labwright.core.errors import BadArgument, BadStructure, TooLarge, UnknownName
from labwright.tools.chemistry.scaffolds import generic_scaffold, scaffold
from labwright.tools.chemistry.structure.additive_scores import fit_additive_scores
from labwright.tools.chemistry.structure.common_structure import common_substructure
from labwright.tools.chemistry.structure.mapping import map_atoms
from labwright.tools.chemistry.structure.matched_pairs import matched_pairs
from labwright.tools.chemistry.structure.paths import shortest_path
from labwright.tools.chemistry.structure.r_groups import r_group_table
from labwright.tools.chemistry.structure.ring_systems import ring_systems
from labwright.tools.chemistry.structure.score_table import read_score_table
from labwright.tools.chemistry.structure.written import read_written

DRUGS = ["CC(=O)Oc1ccccc1C(=O)O", "CC(C)Cc1ccc(cc1)C(C)C(=O)O", "Cn1cnc2c1c(=O)n(C)c(=O)n2C",
         "CN1CCC[C@H]1c1cccnc1", "NCC(=O)O", "C1CC2CCC1C2", "O=C([O-])c1ccccc1"]  # fmt: skip


def value(finding, key):
    return finding.quantity(key).value


def shuffled(smiles, seed):
    mol = Chem.MolFromSmiles(smiles)
    order = list(range(mol.GetNumAtoms()))
    random.Random(seed).shuffle(order)
    return Chem.MolToSmiles(Chem.RenumberAtoms(mol, order), canonical=False)


# Common substructures


@pytest.mark.parametrize(
    ("molecules", "smiles", "atoms"),
    [
        (["phenol", "toluene"], "c1ccccc1", 6),
        (["aspirin", "salicylic acid", "paracetamol"], "Oc1ccccc1", 7),
        (["ibuprofen", "naproxen"], "CC(C(=O)O)c1ccccc1", 11),
        (["ethanol", "propanol"], "CCO", 3),
    ],
)
def test_the_common_substructure_is_the_largest_that_all_share(molecules, smiles, atoms):
    found = common_substructure(molecules)
    assert Chem.CanonSmiles(value(found, "common_substructure")) == Chem.CanonSmiles(smiles)
    assert value(found, "common_atoms") == atoms
    query = Chem.MolFromSmarts(value(found, "common_smarts"))
    assert all(Chem.MolFromSmiles(s.smiles).HasSubstructMatch(query) for s in found.structures[:-1])
    assert found.figure.startswith("<svg")


def test_molecules_without_a_common_bond_say_so():
    assert value(common_substructure(["methane", "water"]), "common_atoms") == 0


@pytest.mark.parametrize(
    ("molecules", "error"),
    [([], BadArgument), (["ethanol"], BadArgument), (["ethanol", "smiles:CCO"], BadArgument),
     (["smiles:" + "C" * 5000, "ethane"], TooLarge), ([""], UnknownName)],
)  # fmt: skip
@pytest.mark.parametrize("tool", [common_substructure, r_group_table, matched_pairs])
def test_a_comparison_of_fewer_than_two_or_of_giants_is_refused(tool, molecules, error):
    with pytest.raises(error):
        tool(molecules)


# Substituents


def test_substituents_stand_in_a_table_by_place():
    found = r_group_table(["4-chlorotoluene", "p-cresol", "4-fluorophenol"])
    assert value(found, "r_groups") == 2
    rows = {row[0]: set(row[1:]) for row in found.table[1:]}
    assert rows == {"4-chlorotoluene": {"*C", "*Cl"}, "p-cresol": {"*C", "*O"},
                    "4-fluorophenol": {"*F", "*O"}}  # fmt: skip


def test_substituents_on_a_core_that_is_given_and_molecules_without_it():
    found = r_group_table(["toluene", "phenol", "hexane"], "benzene")
    assert "hexane" in found.caution
    assert [row[1] for row in found.table[1:]] == ["*C", "*O", "–"]
    with pytest.raises(BadArgument):
        r_group_table(["hexane", "pentane"], "benzene")


# Matched pairs


@pytest.mark.parametrize(
    ("molecules", "change"),
    [
        (["toluene", "chlorobenzene"], "C[*:1]>>Cl[*:1]"),
        (["benzene", "phenol"], "[H][*:1]>>O[*:1]"),
        (["benzoic acid", "benzamide"], "O=C(O)[*:1]>>NC(=O)[*:1]"),
        (["smiles:CC(=O)NC1CC1", "smiles:CC(=O)NC1CCC1"], "C1CC1[*:1]>>C1CC([*:1])C1"),
    ],
)
def test_a_pair_shows_its_smallest_exchange(molecules, change):
    found = matched_pairs(molecules)
    assert value(found, "pairs") == 1
    assert value(found, "transformation") == change


def test_a_salt_is_no_member_of_a_pair():
    with pytest.raises(BadArgument, match="several parts"):
        matched_pairs(["sodium acetate", "ethanol"])


def test_molecules_that_differ_twice_are_no_pair():
    found = matched_pairs(["smiles:Cc1ccc(C)cc1", "smiles:Clc1ccc(Cl)cc1"])
    assert value(found, "pairs") == 0
    assert "no two differ" in found.statement


def test_pairs_of_a_set_are_all_found():
    found = matched_pairs(["toluene", "chlorobenzene", "ethylbenzene", "phenol"])
    assert value(found, "pairs") == 6
    assert found.figure.startswith("<svg")


# Paths


def bonds_between(mol, start, end):
    """Breadth-first search, the textbook route."""
    distance, queue = {start: 0}, deque([start])
    while queue:
        at = queue.popleft()
        for near in mol.GetAtomWithIdx(at).GetNeighbors():
            if near.GetIdx() not in distance:
                distance[near.GetIdx()] = distance[at] + 1
                queue.append(near.GetIdx())
    return distance.get(end)


@given(st.sampled_from(DRUGS), st.data())
@settings(max_examples=60, deadline=None)
def test_paths_are_as_long_as_breadth_first_search_says(smiles, data):
    mol = Chem.MolFromSmiles(smiles)
    ends = st.integers(0, mol.GetNumAtoms() - 1)
    start, end = data.draw(ends), data.draw(ends)
    found = shortest_path("smiles:" + smiles, start, end)
    assert value(found, "bonds") == bonds_between(mol, start, end)
    steps = [int(i) for i in value(found, "path").split(", ")]
    assert all(mol.GetBondBetweenAtoms(a, b) for a, b in pairwise(steps))


@pytest.mark.parametrize(
    ("smiles", "bonds"),
    [("*C*", 2), ("**", 1), ("*c1ccccc1*", 3), ("*c1ccc(*)cc1", 5), ("*C1CC1CCC*", 6),
     ("c1cc(*)ccc1CC(=O)N*", 8)],
)  # fmt: skip
def test_bonds_between_dummies_are_counted_with_their_own(smiles, bonds):
    assert value(shortest_path(smiles), "bonds") == bonds


@pytest.mark.parametrize(
    "arguments",
    [("CCO",), ("*CCO",), ("*C(*)*",), ("CCO", 0), ("CCO", 0, 9), ("[Na+].[Cl-]", 0, 1)],
)
def test_a_path_needs_two_ends_in_one_molecule(arguments):
    with pytest.raises(BadArgument):
        shortest_path(*arguments)


# Mappings


@given(st.sampled_from(DRUGS), st.integers(0, 10_000), st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_a_mapping_takes_bonds_to_bonds(smiles, one, two):
    first, second = shuffled(smiles, one), shuffled(smiles, two)
    pairs = dict(ast.literal_eval(value(map_atoms(first, second), "mapping")))
    a, b = Chem.MolFromSmiles(first), Chem.MolFromSmiles(second)
    assert sorted(pairs) == sorted(pairs.values()) == list(range(a.GetNumAtoms()))
    for atom in a.GetAtoms():
        other = b.GetAtomWithIdx(pairs[atom.GetIdx()])
        assert (atom.GetSymbol(), atom.GetTotalNumHs(), atom.GetFormalCharge()) == (
            other.GetSymbol(), other.GetTotalNumHs(), other.GetFormalCharge())  # fmt: skip
    for bond in a.GetBonds():
        image = b.GetBondBetweenAtoms(pairs[bond.GetBeginAtomIdx()], pairs[bond.GetEndAtomIdx()])
        assert image is not None
        assert image.GetBondType() == bond.GetBondType()


def test_a_mapping_keeps_the_order_in_which_the_smiles_were_written():
    assert value(map_atoms("OCC", "CCO"), "mapping") == "[(0, 2), (1, 1), (2, 0)]"
    assert "other mappings" in map_atoms("CCC", "CCC").caution
    assert "stereochemistry" in map_atoms("C[C@H](O)F", "C[C@@H](O)F").caution


@pytest.mark.parametrize(
    ("first", "second", "error"),
    [("CCO", "CCN", BadArgument), ("CCO", "C(", BadStructure), ("CCO", "CCCO", BadArgument),
     ("", "CCO", UnknownName)],
)  # fmt: skip
def test_different_molecules_have_no_mapping(first, second, error):
    with pytest.raises(error):
        map_atoms(first, second)


def test_a_name_is_numbered_as_its_canonical_smiles():
    assert not read_written("aspirin").as_given
    assert read_written("OCC").as_given
    assert read_written("smiles:OCC").mol.GetAtomWithIdx(0).GetSymbol() == "O"


# Rings


@pytest.mark.parametrize(
    ("molecule", "rings", "systems", "spiro", "bridgeheads", "largest"),
    [("naphthalene", 2, 1, 0, 0, 6), ("biphenyl", 2, 2, 0, 0, 6), ("norbornane", 2, 1, 0, 2, 5),
     ("smiles:C1CCC2(C1)CCCC2", 2, 1, 1, 0, 5), ("ethanol", 0, 0, 0, 0, 0),
     ("smiles:C1CCCCCCCCCCC1", 1, 1, 0, 0, 12), ("aspirin", 1, 1, 0, 0, 6)],
)  # fmt: skip
def test_rings_are_told_by_system_spiro_and_bridge(
    molecule, rings, systems, spiro, bridgeheads, largest
):
    found = ring_systems(molecule)
    keys = ("ring_count", "ring_systems", "spiro_atoms", "bridgeheads", "largest_ring")
    assert tuple(value(found, k) for k in keys) == (rings, systems, spiro, bridgeheads, largest)


@pytest.mark.parametrize(
    ("molecule", "smiles"),
    [("nicotine", "C1CCC(C2CCCC2)CC1"), ("aspirin", "C1CCCCC1"), ("caffeine", "C1CCC2CCCC2C1")],
)
def test_a_generic_scaffold_is_carbon_without_substituents(molecule, smiles):
    assert value(generic_scaffold(molecule), "generic_scaffold") == Chem.CanonSmiles(smiles)
    assert "no ring" in generic_scaffold("ethanol").statement


def test_a_giant_has_no_scaffold_or_is_refused_at_once():
    for tool in (scaffold, generic_scaffold):
        assert "no ring" in tool("smiles:" + "C" * 5000).statement
        with pytest.raises(TooLarge, match="800"):
            tool("smiles:" + "c1ccccc1C" * 300)


# Additive scores

PARTS = {"F": 10.0, "Cl": 25.0, "Br": 31.5, "C": -4.0}


def score(first, second):
    return 100 + PARTS[first] + 2 * PARTS[second]


def series(pairs):
    return "\n".join(f"{i}\tc1c({a})cc({b})nc1\t{score(a, b)}" for i, (a, b) in enumerate(pairs))


@given(st.permutations([(a, b) for a in PARTS for b in PARTS]), st.integers(9, 15))
@settings(max_examples=15, deadline=None)
def test_scores_made_of_sums_are_predicted_exactly_or_refused(order, known):
    table, (one, two) = order[:known], order[known]
    question = f"Scores:\n{series(table)}\n\nWhat of c1c({one})cc({two})nc1?"
    try:
        found = fit_additive_scores(question)
    except BadArgument:
        return
    assert value(found, "predicted_score") == pytest.approx(score(one, two), abs=1e-6)
    assert value(found, "residual") == pytest.approx(0, abs=1e-6)


def test_a_full_table_but_one_is_enough():
    pairs = [(a, b) for a in PARTS for b in PARTS][:-1]
    found = fit_additive_scores(series(pairs) + "\n\nunknown: c1c(C)cc(C)nc1")
    assert value(found, "predicted_score") == pytest.approx(score("C", "C"))
    assert value(found, "freedom") == 15 - 7
    assert found.table[0] == ("molecule", "R1", "R2", "score", "fitted")


def test_what_does_not_add_up_shows_in_the_residual():
    rows = "Fc1cccnc1 1\nClc1cccnc1 2\nFc1ccc(F)nc1 3\nClc1ccc(F)nc1 8\n\nClc1ccc(F)nc1"
    found = fit_additive_scores(rows)
    # By hand: the best plane through (0,0;1) (1,0;2) (0,1;3) (1,1;8) is -0.0 + 3x + 4y.
    assert value(found, "predicted_score") == pytest.approx(7.0)
    assert value(found, "residual") == pytest.approx(2.0)


def test_equivalent_places_share_contributions():
    rows = "Fc1ccccc1 1\nClc1ccccc1 3\nFc1ccc(F)cc1 2\nunknown: Fc1ccc(Cl)cc1"
    found = fit_additive_scores(rows)
    assert value(found, "predicted_score") == pytest.approx(4.0)
    assert "share contributions" in found.caution


@pytest.mark.parametrize(
    "question",
    [
        "",
        "hello",
        "x" * 10_000,
        "CCO 1\nCCN 2",
        "CCO 1\nc1ccccc1 3\nunknown: CCN",
        "Fc1ccccc1 1\nClc1ccccc1 3\nunknown: Brc1ccccc1",  # bromine was never measured
        "Fc1ccc(F)nc1 1\nClc1ccc(Cl)nc1 3\nunknown: Fc1ccc(Cl)nc1",  # always changed together
    ],
)
def test_a_table_that_does_not_settle_the_score_is_refused(question):
    with pytest.raises(BadArgument):
        fit_additive_scores(question)


def test_a_table_is_read_whatever_stands_between_its_columns():
    for gap in ("\t", "  ", " | ", ", ", ";"):
        rows = f"1{gap}Clc1ccccc1{gap}4.2\n2{gap}Fc1ccccc1{gap}-1e2\nPredict CCc1ccccc1."
        table = read_score_table(rows)
        assert table.scores == (4.2, -100.0)
        assert table.wanted == ("CCc1ccccc1",)
