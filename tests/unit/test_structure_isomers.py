"""Isomers, stereoisomers and tautomers against counts of the literature and a second route."""

from itertools import combinations, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem
from rdkit.Chem.rdMolDescriptors import CalcMolFormula

from labwright.core.errors import BadArgument, TooLarge, UnknownName
from labwright.tools.chemistry.structure.alkane_counts import count_alkanes
from labwright.tools.chemistry.structure.isomer_growth import added_bonds, grow_isomers
from labwright.tools.chemistry.structure.isomers import constitutional_isomers
from labwright.tools.chemistry.structure.stereocentres import stereocentres
from labwright.tools.chemistry.structure.stereoisomers import mirrored, stereoisomers
from labwright.tools.chemistry.structure.tautomers import tautomers


def value(finding, key):
    return finding.quantity(key).value


@pytest.mark.parametrize(
    ("formula", "number"),
    [
        # Alkanes: OEIS A000602; alkanols: A000598; benzene and hydrocarbons: MOLGEN's counts.
        ("CH4", 1), ("C4H10", 2), ("C5H12", 3), ("C6H14", 5), ("C8H18", 18), ("C10H22", 75),
        ("C3H8O", 3), ("C4H10O", 7), ("C5H12O", 14), ("C2H7N", 2), ("C3H9N", 4), ("C4H11N", 8),
        ("C4H8", 5), ("C5H10", 10), ("C6H12", 25), ("C5H8", 26), ("C6H6", 217), ("C4H8Cl2", 9),
        ("C3H6O", 9), ("C3H7N", 12), ("C3H8O2", 11), ("C6H12O", 211), ("H2O", 1), ("HCl", 1),
        ("C3H5Br3", 5), ("C₄H₁₀O", 7), ("C20H42", 366319), ("C30H62", 4111846763),
    ],
)  # fmt: skip
def test_isomers_are_as_many_as_the_literature_counts(formula, number):
    assert value(constitutional_isomers(formula), "isomers") == number


def test_alkanes_counted_by_series_are_those_that_are_made():
    made = [len(grow_isomers({"C": n, "H": 2 * n + 2}, 20.0, 10_000)) for n in range(1, 12)]
    assert made == [count_alkanes(n) for n in range(1, 12)]


def isomers_by_force(carbons, hydrogens):
    """All multigraphs of carbon by trying each bond order, told apart by all renumberings."""
    pairs = list(combinations(range(carbons), 2))
    extra = (2 * carbons + 2 - hydrogens) // 2 + carbons - 1
    orders = list(permutations(range(carbons)))
    seen = set()
    for bonds in product(range(4), repeat=len(pairs)):
        if sum(bonds) != extra or not fits(carbons, pairs, bonds):
            continue
        table = dict(zip(pairs, bonds, strict=True))
        seen.add(max(tuple(table[tuple(sorted((p[i], p[j])))] for i, j in pairs) for p in orders))
    return len(seen)


def fits(carbons, pairs, bonds):
    degree = [sum(b for p, b in zip(pairs, bonds, strict=True) if i in p) for i in range(carbons)]
    joined = {0}
    for _ in range(carbons):
        joined |= {j for p, b in zip(pairs, bonds, strict=True) if b and joined & set(p) for j in p}
    return max(degree) <= 4 and len(joined) == carbons


@pytest.mark.parametrize(("carbons", "hydrogens"), [(3, 4), (4, 6), (4, 4), (4, 2), (5, 8)])
def test_isomers_are_those_that_trying_every_bond_gives(carbons, hydrogens):
    found = grow_isomers({"C": carbons, "H": hydrogens}, 20.0, 10_000)
    assert len(found) == isomers_by_force(carbons, hydrogens)


@given(st.integers(1, 4), st.integers(0, 1), st.integers(0, 1), st.integers(0, 2))
@settings(max_examples=25, deadline=None)
def test_each_isomer_has_the_formula_and_stands_once(carbons, oxygens, nitrogens, bonds):
    hydrogens = 2 * carbons + 2 + nitrogens - 2 * bonds
    if hydrogens < 0:
        return
    atoms = {"C": carbons, "O": oxygens, "N": nitrogens, "H": hydrogens}
    assert added_bonds(atoms) == bonds
    found = grow_isomers(atoms, 20.0, 10_000)
    assert len(set(found)) == len(found)
    mols = [Chem.MolFromSmiles(s) for s in found]
    assert len({CalcMolFormula(m) for m in mols}) <= 1
    assert all(Chem.MolToSmiles(m) == s for m, s in zip(mols, found, strict=True))
    assert all(sum(a.GetFormalCharge() for a in m.GetAtoms()) == 0 for m in mols)


def test_isomers_are_listed_and_drawn_and_say_what_is_left_out():
    found = constitutional_isomers("C3H7NO2")
    assert len(found.table) == 201
    assert "191 are left out" in found.caution
    assert "nitro compounds" in found.caution
    assert found.figure.startswith("<svg")
    small = constitutional_isomers("C3H6O")
    assert ("acyclic", 6) in [(q.key, q.value) for q in small.quantities]
    assert {"CC(C)=O", "CCC=O", "C1COC1", "CC1CO1"} <= {row[1] for row in small.table}


@pytest.mark.parametrize(
    ("formula", "error"),
    [("CH5", BadArgument), ("NaCl", BadArgument), ("C60", TooLarge), ("", UnknownName),
     ("C" * 10_000, TooLarge), ("C101H204", TooLarge), ("[NH4+]", BadArgument), ("Cl3", BadArgument)],
)  # fmt: skip
def test_a_formula_without_isomers_here_is_refused(formula, error):
    with pytest.raises(error):
        constitutional_isomers(formula)


def test_too_many_isomers_are_refused_with_what_to_raise():
    with pytest.raises(TooLarge, match="seconds"):
        constitutional_isomers("C6H12O6", seconds=0.5)
    with pytest.raises(TooLarge, match="most"):
        constitutional_isomers("C6H12O2", most=10)


# Stereochemistry


@pytest.mark.parametrize(
    ("molecule", "number", "pairs", "achiral"),
    [
        # Eliel and Wilen, Stereochemistry of Organic Compounds, 1994.
        ("tartaric acid", 3, 1, 1), ("2-butene", 2, 0, 2), ("ethanol", 1, 0, 1),
        ("smiles:CC(O)F", 2, 1, 0), ("smiles:OCC(O)C(O)C(O)CO", 4, 1, 2),
        ("smiles:CC1CCC(C)CC1", 2, 0, 2), ("smiles:CC1CCCCC1C", 3, 1, 1),
        ("camphor", 2, 1, 0),  # four by the count of centres; two bridges cannot be
        ("cholesterol", 256, 128, 0), ("decalin", 2, 0, 2), ("smiles:CC=CC=CC", 3, 0, 3),
    ],
)  # fmt: skip
def test_stereoisomers_are_counted_with_meso_forms_and_pairs(molecule, number, pairs, achiral):
    found = stereoisomers(molecule)
    assert value(found, "stereoisomers") == number
    assert value(found, "enantiomer_pairs") == pairs
    assert value(found, "achiral") == achiral
    assert 2 * pairs + achiral == number


def test_too_many_centres_are_refused():
    with pytest.raises(TooLarge, match="200"):
        stereoisomers("smiles:" + "C" * 5000)
    with pytest.raises(TooLarge, match="most_centres"):
        stereoisomers("smiles:" + "CC(O)" * 20 + "F")


@given(st.sampled_from(["C[C@H](O)F", "C/C=C/[C@@H](C)O", "OC[C@H](O)[C@@H](O)C=O", "CCO"]))
def test_the_mirror_image_of_the_mirror_image_is_the_molecule(smiles):
    assert mirrored(mirrored(smiles)) == Chem.CanonSmiles(smiles)


@pytest.mark.parametrize(
    ("molecule", "labels"),
    [
        ("smiles:C[C@H](N)C(=O)O", "1S"),  # L-alanine
        ("smiles:N[C@@H](CS)C(=O)O", "1R"),  # L-cysteine: sulfur turns the order
        ("smiles:O=C[C@H](O)CO", "2R"),  # D-glyceraldehyde
        ("smiles:C/C=C/C", "1=2E"), ("smiles:C/C=C\\C", "1=2Z"),
        ("smiles:O[C@H]1CC[C@@H](O)CC1", "1s, 4s"), ("ethanol", "none"),
        ("smiles:CC(O)F", "none"), ("smiles:C[S@](=O)CC", "1S"),
    ],
)  # fmt: skip
def test_labels_are_those_of_the_sequence_rules(molecule, labels):
    assert value(stereocentres(molecule), "labels") == labels


def test_the_labels_of_mirror_images_are_exchanged():
    turned = {"R": "S", "S": "R"}
    for smiles in ("C[C@H](O)F", "CC[C@@H](C)[C@H](O)Cl"):
        one = [row[3] for row in stereocentres(smiles).table[1:]]
        two = [row[3] for row in stereocentres(mirrored(smiles)).table[1:]]
        assert sorted(turned[label] for label in one) == sorted(two)


def test_an_open_centre_is_told_apart_from_an_assigned_one():
    found = stereocentres("smiles:C[C@H](O)C(F)Cl")
    assert value(found, "stereocentres") == 2
    assert value(found, "unassigned") == 1
    assert "not assigned" in {row[3] for row in found.table}
    assert "(?)" in found.figure or found.figure.startswith("<svg")


# Tautomers


@pytest.mark.parametrize(
    ("molecule", "one_of_them"),
    [("acetone", "C=C(C)O"), ("acetylacetone", "CC(=O)C=C(C)O"), ("2-hydroxypyridine", "O=c1cccc[nH]1"),
     ("imidazole", "c1c[nH]cn1")],
)  # fmt: skip
def test_tautomers_hold_the_textbook_form(molecule, one_of_them):
    found = tautomers(molecule)
    assert Chem.CanonSmiles(one_of_them) in {row[1] for row in found.table}
    formulae = {CalcMolFormula(Chem.MolFromSmiles(row[1])) for row in found.table[1:]}
    assert len(formulae) == 1
    assert value(found, "tautomers") == len(found.table) - 1


def test_a_molecule_without_mobile_hydrogen_is_its_only_tautomer():
    assert value(tautomers("ethanol"), "tautomers") == 1


def test_a_search_for_tautomers_that_is_stopped_says_so():
    assert "stopped" in tautomers("smiles:" + "CC(=O)" * 12 + "C", most=20).caution
    with pytest.raises(TooLarge):
        tautomers("smiles:" + "C" * 200)
