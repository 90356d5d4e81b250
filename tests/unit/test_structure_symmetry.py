"""Signals in NMR, point groups and symmetry classes against textbooks."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem

from labwright.core.errors import BadArgument, TooLarge
from labwright.tools.chemistry.structure.nmr_signals import nmr_signals, signals_of_forms
from labwright.tools.chemistry.structure.point_groups import point_group
from labwright.tools.chemistry.structure.stereoisomers import mirrored
from labwright.tools.chemistry.structure.symmetry_classes import symmetry_classes


def signals(molecule):
    found = nmr_signals(molecule)
    return found.quantity("proton_signals").value, found.quantity("carbon_signals").value


@pytest.mark.parametrize(
    ("molecule", "protons", "carbons"),
    [
        ("methane", 1, 1), ("water", 1, 0), ("ethanol", 3, 2), ("ethyl acetate", 3, 4),
        ("benzene", 1, 1), ("toluene", 4, 5), ("cyclohexane", 1, 1), ("neopentane", 1, 2),
        ("caffeine", 4, 8), ("aspirin", 6, 9), ("ethylene", 1, 1), ("isobutene", 2, 3),
        ("propene", 4, 3),  # the two hydrogens of CH2= are not alike
        ("smiles:CC(C)=CC", 4, 5),  # E and Z methyl groups
        ("2-butanol", 6, 4),  # diastereotopic CH2 beside the centre
        ("smiles:CC(C)[C@H](N)C(=O)O", 6, 5),  # valine: diastereotopic methyl groups
        ("smiles:CC(C)CO", 4, 3),  # enantiotopic hydrogens and methyl groups
        ("glycerol", 5, 2),  # OCH2 hydrogens are diastereotopic
        ("cubane", 1, 1), ("adamantane", 2, 2), ("smiles:C1CN2CCN1CC2", 1, 1),
        ("smiles:C1CN2CCC1CC2", 3, 3), ("smiles:CCS(C)=O", 4, 3),
        ("smiles:CCOC(C)OCC", 5, 4),  # acetal: the classic case of diastereotopic CH2
        ("smiles:C=C=C", 1, 2), ("ammonium", 1, 0), ("smiles:CN(C)C=O", 2, 2),
        ("smiles:NC(N)=[NH2+]", 1, 1), ("smiles:CC(N)=[NH2+]", 2, 2),  # resonance
        ("smiles:OC[C@@H](O)[C@H](O)[C@H](O)CO", 12, 5),  # D-arabinitol has no symmetry
        ("smiles:OC[C@H](O)[C@@H](O)[C@H](O)CO", 7, 3),  # xylitol is meso
        ("smiles:C[C@@H]1CC[C@H](C)N1Cc1ccccc1", 8, 8),  # cis, with a mirror
        ("smiles:C[C@@H]1CC[C@@H](C)N1Cc1ccccc1", 9, 8),  # trans: benzylic CH2 diastereotopic
    ],
)  # fmt: skip
def test_signals_are_as_many_as_textbooks_say(molecule, protons, carbons):
    assert signals(molecule) == (protons, carbons)


SOME = ["CC(C)C(N)C(=O)O", "CC(O)CC", "CC1CCCC1O", "C=CC(C)=C", "CCOC(C)OCC", "Cc1ccc(C)cc1"]


@given(st.sampled_from(SOME), st.integers(0, 1000))
@settings(max_examples=30, deadline=None)
def test_signals_do_not_depend_on_the_order_of_atoms_or_on_the_mirror_image(smiles, seed):
    mol = Chem.MolFromSmiles(smiles)
    order = list(range(mol.GetNumAtoms()))
    random.Random(seed).shuffle(order)
    written = Chem.MolToSmiles(Chem.RenumberAtoms(mol, order), canonical=False)
    counts, _, forms = signals_of_forms(smiles)
    again, _, _ = signals_of_forms(written)
    assert sorted(counts) == sorted(again)
    by_form = dict(zip(forms, counts, strict=True))
    assert all(by_form.get(mirrored(f), c) == c for f, c in by_form.items())


@given(st.sampled_from([*SOME, "CCC", "c1ccccc1C", "C1CCOC1"]))
@settings(max_examples=20, deadline=None)
def test_hydrogens_and_carbons_of_all_signals_are_those_of_the_molecule(smiles):
    _, rows, forms = signals_of_forms(smiles)
    mol = Chem.AddHs(Chem.MolFromSmiles(forms[0]))
    numbers = [a.GetSymbol() for a in mol.GetAtoms()]
    assert sum(int(r[2]) for r in rows if r[0] == "1H") == numbers.count("H")
    assert sum(int(r[2]) for r in rows if r[0] == "13C") == numbers.count("C")


def test_signals_say_what_was_assumed():
    open_form = nmr_signals("smiles:OC(C)C(O)C")
    assert "left open" in open_form.caution
    assert "OH" in open_form.caution
    assert len(open_form.table) == 1 + sum(
        open_form.quantity(k).value for k in ("proton_signals", "carbon_signals")
    )


@pytest.mark.parametrize(
    ("molecule", "error"),
    [("smiles:[CH3]", BadArgument), ("smiles:C[Mg]Br", BadArgument), ("smiles:" + "C" * 5000, TooLarge),
     ("", BadArgument), ("x" * 10_000, BadArgument)],
)  # fmt: skip
def test_signals_of_what_has_none_are_refused(molecule, error):
    with pytest.raises(error):
        nmr_signals(molecule)


@pytest.mark.parametrize(
    ("molecule", "group"),
    [
        # Atkins and Friedman, Molecular Quantum Mechanics; Cotton, Chemical Applications.
        ("water", "C2v"), ("ammonia", "C3v"), ("methane", "Td"), ("ethane", "D3d"),
        ("ethylene", "D2h"), ("acetylene", "D∞h"), ("benzene", "D6h"), ("allene", "D2d"),
        ("HCN", "C∞v"), ("hydrogen peroxide", "C2"), ("boron trifluoride", "D3h"),
        ("sulfur hexafluoride", "Oh"), ("phosphorus pentafluoride", "D3h"), ("SF4", "C2v"),
        ("xenon tetrafluoride", "D4h"), ("sulfur trioxide", "D3h"), ("ozone", "C2v"),
        ("cubane", "Oh"), ("adamantane", "Td"), ("cyclohexane", "D3d"), ("chloroform", "C3v"),
        ("naphthalene", "D2h"), ("smiles:F/C=C/F", "C2h"), ("smiles:F/C=C\\F", "C2v"),
        ("smiles:FC(Cl)Br", "C1"), ("methanol", "Cs"), ("biphenyl", "D2"), ("S8", "D4d"),
        ("helium", "Kh"), ("nitrogen", "D∞h"), ("HCl", "C∞v"), ("smiles:I[I-]I", "D∞h"),
        ("smiles:[O-]S(=O)(=O)[O-]", "Td"), ("smiles:[NH4+]", "Td"),
    ],
)  # fmt: skip
def test_point_groups_are_those_of_textbooks(molecule, group):
    assert point_group(molecule).quantity("point_group").value == group


def test_linear_molecules_are_named_in_both_spellings():
    assert "D*h" in point_group("CO2").sentence()
    assert "D∞h" in point_group("CO2").sentence()


@pytest.mark.parametrize(
    ("molecule", "error"),
    [("ferrocene", BadArgument), ("NaCl", BadArgument), ("smiles:[CH3]", BadArgument),
     ("smiles:FS(F)(F)(F)(F)C", BadArgument), ("smiles:" + "C" * 40, TooLarge), ("smiles:C*", BadArgument)],
)  # fmt: skip
def test_point_groups_that_no_force_field_gives_are_refused(molecule, error):
    with pytest.raises(error):
        point_group(molecule)


@pytest.mark.parametrize(
    ("molecule", "classes"),
    [("toluene", 5), ("benzene", 1), ("naphthalene", 3), ("neopentane", 2), ("p-xylene", 3),
     ("cubane", 1), ("buckminsterfullerene", 1), ("ethanol", 3)],
)  # fmt: skip
def test_symmetry_classes_are_those_one_sees(molecule, classes):
    found = symmetry_classes(molecule)
    assert found.quantity("classes").value == classes
    assert sum(int(row[2]) for row in found.table[1:]) == found.quantity("atoms").value
