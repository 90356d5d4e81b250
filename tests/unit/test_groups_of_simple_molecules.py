"""Functional groups of simple molecules, as textbooks of organic chemistry name them."""

import pytest
from rdkit import Chem

from labwright.tools.chemistry.groups import (
    functional_group_table,
    functional_groups,
    group_by_name,
    substructure,
)

BENZENE = {"benzene ring": 1}
# (what it is, SMILES, groups): each group once, the most special name, with its number.
GROUPS = [
    ("methane", "C", {}),
    ("water", "O", {}),
    ("methanol", "CO", {"alcohol": 1}),
    ("glycerol", "OCC(O)CO", {"alcohol": 3}),
    ("phenol", "Oc1ccccc1", {"phenol": 1, **BENZENE}),
    ("benzyl alcohol", "OCc1ccccc1", {"alcohol": 1, **BENZENE}),
    ("vinyl alcohol", "C=CO", {"enol": 1}),
    ("formaldehyde", "C=O", {"aldehyde": 1}),
    ("acetaldehyde", "CC=O", {"aldehyde": 1}),
    ("glyoxal", "O=CC=O", {"aldehyde": 2}),
    ("acetone", "CC(C)=O", {"ketone": 1}),
    ("1,4-benzoquinone", "O=C1C=CC(=O)C=C1", {"ketone": 2, "alkene": 2}),
    ("formic acid", "OC=O", {"carboxylic acid": 1}),
    ("oxalic acid", "OC(=O)C(=O)O", {"carboxylic acid": 2}),
    ("pyruvic acid", "CC(=O)C(=O)O", {"carboxylic acid": 1, "ketone": 1}),
    ("lactic acid", "CC(O)C(=O)O", {"carboxylic acid": 1, "alcohol": 1}),
    ("sodium formate", "[Na+].[O-]C=O", {"carboxylate": 1}),
    ("peracetic acid", "CC(=O)OO", {"peroxy acid": 1}),
    ("methyl formate", "COC=O", {"ester": 1}),
    ("ethyl acetate", "CCOC(C)=O", {"ester": 1}),
    ("vinyl acetate", "C=COC(C)=O", {"ester": 1, "alkene": 1}),
    ("dimethyl oxalate", "COC(=O)C(=O)OC", {"ester": 2}),
    ("gamma-butyrolactone", "O=C1CCCO1", {"lactone": 1}),
    ("coumarin", "O=c1ccc2ccccc2o1", {"lactone": 1, "aromatic heterocycle": 1, **BENZENE}),
    ("acetic anhydride", "CC(=O)OC(C)=O", {"acid anhydride": 1}),
    ("maleic anhydride", "O=C1C=CC(=O)O1", {"acid anhydride": 1, "alkene": 1}),
    ("dimethyl carbonate", "COC(=O)OC", {"carbonate": 1}),
    ("methyl carbamate", "COC(N)=O", {"carbamate": 1}),
    ("urea", "NC(N)=O", {"urea": 1}),
    ("succinimide", "O=C1CCC(=O)N1", {"imide": 1}),
    ("phthalimide", "O=C1NC(=O)c2ccccc12", {"imide": 1, **BENZENE}),
    ("formamide", "NC=O", {"amide": 1}),
    ("DMF", "CN(C)C=O", {"amide": 1}),
    ("acetanilide", "CC(=O)Nc1ccccc1", {"amide": 1, **BENZENE}),
    ("caprolactam", "O=C1CCCCCN1", {"lactam": 1}),
    ("acetohydroxamic acid", "CC(=O)NO", {"hydroxamic acid": 1}),
    ("acetyl chloride", "CC(=O)Cl", {"acyl halide": 1}),
    ("methyl chloroformate", "COC(=O)Cl", {"acyl halide": 1}),
    ("methyl isocyanate", "CN=C=O", {"isocyanate": 1}),
    ("phenyl isothiocyanate", "S=C=Nc1ccccc1", {"isothiocyanate": 1, **BENZENE}),
    ("acetonitrile", "CC#N", {"nitrile": 1}),
    ("methyl isocyanide", "C[N+]#[C-]", {"isocyanide": 1}),
    ("methyl thiocyanate", "CSC#N", {"thiocyanate": 1}),
    ("diethyl ether", "CCOCC", {"ether": 1}),
    ("anisole", "COc1ccccc1", {"ether": 1, **BENZENE}),
    ("1,4-dioxane", "C1COCCO1", {"ether": 2}),
    ("dimethoxymethane", "COCOC", {"acetal": 1}),
    ("2-hydroxytetrahydropyran", "OC1CCCCO1", {"hemiacetal": 1}),
    ("glucose", "OCC1OC(O)C(O)C(O)C1O", {"hemiacetal": 1, "alcohol": 4}),
    ("sucrose", "OCC1OC(OC2(CO)OC(CO)C(O)C2O)C(O)C(O)C1O", {"acetal": 2, "alcohol": 8}),
    ("trimethyl orthoformate", "COC(OC)OC", {"orthoester": 1}),
    ("propylene oxide", "CC1CO1", {"epoxide": 1}),
    ("di-tert-butyl peroxide", "CC(C)(C)OOC(C)(C)C", {"peroxide": 1}),
    ("cumene hydroperoxide", "CC(C)(OO)c1ccccc1", {"peroxide": 1, **BENZENE}),
    ("methylamine", "CN", {"primary amine": 1}),
    ("dimethylamine", "CNC", {"secondary amine": 1}),
    ("triethylamine", "CCN(CC)CC", {"tertiary amine": 1}),
    ("aniline", "Nc1ccccc1", {"primary amine": 1, **BENZENE}),
    ("tetramethylammonium", "C[N+](C)(C)C", {"quaternary ammonium": 1}),
    ("ammonium", "[NH4+]", {"ammonium": 1}),
    ("trimethylamine oxide", "C[N+](C)(C)[O-]", {"N-oxide": 1}),
    ("phenylhydrazine", "NNc1ccccc1", {"hydrazine group": 1, **BENZENE}),
    ("ethanimine", "CC=N", {"imine": 1}),
    ("1-pyrroline", "C1CC=NC1", {"imine": 1}),
    ("acetone oxime", "CC(C)=NO", {"oxime": 1}),
    ("acetone hydrazone", "CC(C)=NN", {"hydrazone": 1}),
    ("guanidine", "NC(N)=N", {"amidine or guanidine": 1}),
    ("acetamidine", "CC(N)=N", {"amidine or guanidine": 1}),
    ("methyl azide", "CN=[N+]=[N-]", {"azide": 1}),
    ("azobenzene", "c1ccccc1N=Nc1ccccc1", {"azo": 1, "benzene ring": 2}),
    ("benzenediazonium", "N#[N+]c1ccccc1", {"diazonium": 1, **BENZENE}),
    ("diazomethane", "C=[N+]=[N-]", {"diazo": 1}),
    ("nitromethane", "C[N+](=O)[O-]", {"nitro": 1}),
    ("nitroglycerin", "C(C(CO[N+](=O)[O-])O[N+](=O)[O-])O[N+](=O)[O-]", {"nitrate ester": 3}),
    ("nitrosobenzene", "O=Nc1ccccc1", {"nitroso": 1, **BENZENE}),
    ("isoamyl nitrite", "CC(C)CCON=O", {"nitrite ester": 1}),
    ("ethanethiol", "CCS", {"thiol": 1}),
    ("dimethyl sulfide", "CSC", {"thioether": 1}),
    ("dimethyl disulfide", "CSSC", {"disulfide": 1}),
    ("S-methyl thioacetate", "CSC(C)=O", {"thioester": 1}),
    ("DMSO", "CS(C)=O", {"sulfoxide": 1}),
    ("dimethyl sulfone", "CS(C)(=O)=O", {"sulfone": 1}),
    ("methanesulfonic acid", "CS(=O)(=O)O", {"sulfonic acid": 1}),
    ("methanesulfonamide", "CS(N)(=O)=O", {"sulfonamide": 1}),
    ("mesyl chloride", "CS(=O)(=O)Cl", {"sulfonyl halide": 1}),
    ("methyl mesylate", "COS(C)(=O)=O", {"sulfonate ester": 1}),
    ("dimethyl sulfate", "COS(=O)(=O)OC", {"sulfate ester": 1}),
    ("thiourea", "NC(N)=S", {"thiourea group": 1}),
    ("thioacetamide", "CC(N)=S", {"thioamide": 1}),
    ("trimethyl phosphate", "COP(=O)(OC)OC", {"phosphate": 1}),
    ("methylphosphonic acid", "CP(=O)(O)O", {"phosphonate": 1}),
    ("trimethylphosphine", "CP(C)C", {"phosphine group": 1}),
    ("phenylboronic acid", "OB(O)c1ccccc1", {"boronic acid": 1, **BENZENE}),
    ("ethylene", "C=C", {"alkene": 1}),
    ("benzene", "c1ccccc1", {"benzene ring": 1}),
    ("styrene", "C=Cc1ccccc1", {"alkene": 1, **BENZENE}),
    ("naphthalene", "c1ccc2ccccc2c1", {"benzene ring": 2}),
    ("acetylene", "C#C", {"alkyne": 1}),
    ("allene", "C=C=C", {"allene group": 1}),
    ("chloroform", "ClC(Cl)Cl", {"alkyl halide": 3}),
    ("chlorobenzene", "Clc1ccccc1", {"aryl halide": 1, **BENZENE}),
    ("vinyl chloride", "C=CCl", {"alkene": 1, "halide": 1}),
    ("benzotrifluoride", "FC(F)(F)c1ccccc1", {"trifluoromethyl": 1, **BENZENE}),
    ("tetrafluoromethane", "FC(F)(F)F", {"alkyl halide": 4}),
    ("pyridine", "c1ccncc1", {"aromatic heterocycle": 1}),
    ("pyrimidine", "c1cncnc1", {"aromatic heterocycle": 1}),
    ("imidazole", "c1c[nH]cn1", {"aromatic heterocycle": 1}),
    ("thiophene", "c1ccsc1", {"aromatic heterocycle": 1}),
    ("indole", "c1ccc2[nH]ccc2c1", {"aromatic heterocycle": 1, **BENZENE}),
    ("purine", "c1ncc2[nH]cnc2n1", {"aromatic heterocycle": 2}),
    ("caffeine", "Cn1c(=O)c2c(ncn2C)n(C)c1=O",
     {"urea": 1, "lactam": 1, "aromatic heterocycle": 2}),
    ("quinuclidine", "C1CN2CCC1CC2", {"tertiary amine": 1}),
    ("glycine", "NCC(=O)O", {"primary amine": 1, "carboxylic acid": 1}),
    ("ascorbic acid", "OCC(O)C1OC(=O)C(O)=C1O", {"lactone": 1, "enol": 2, "alcohol": 2}),
]  # fmt: skip


def groups_of(smiles):
    return {q.name: q.value for q in functional_groups(f"smiles:{smiles}").quantities}


@pytest.mark.parametrize(
    ("smiles", "expected"), [pytest.param(*case[1:], id=case[0]) for case in GROUPS]
)
def test_a_simple_molecule_has_its_textbook_groups_and_no_others(smiles, expected):
    assert groups_of(smiles) == expected


@pytest.mark.parametrize(
    ("molecule", "group", "number"),
    [
        ("DMF", "amide", 1), ("formamide", "amide", 1), ("methyl formate", "ester", 1),
        ("formaldehyde", "aldehyde", 1), ("formic acid", "carboxylic acid", 1),
        ("formic acid", "aldehyde", 0), ("methyl formate", "aldehyde", 0), ("DMF", "aldehyde", 0),
        ("gamma-butyrolactone", "ester", 1), ("caprolactam", "amide", 1), ("urea", "amide", 0),
        ("acetic anhydride", "ester", 0), ("dimethyl carbonate", "ester", 0),
        ("nitroglycerin", "nitro", 0), ("nitroglycerin", "nitrate ester", 3),
        ("diethylamine", "amine", 1), ("triethylamine", "amine", 1), ("aniline", "amine", 1),
        ("acetamide", "amine", 0), ("nitromethane", "amine", 0), ("acetonitrile", "amine", 0),
        ("pyrimidine", "aromatic heterocycle", 1), ("imidazole", "aromatic heterocycle", 1),
        ("caffeine", "aromatic heterocycle", 2), ("caffeine", "carbonyl", 2),
        ("benzene", "alkene", 0), ("benzene", "aromatic heterocycle", 0),
        ("phenol", "alcohol", 0), ("ethanol", "phenol", 0), ("phenol", "hydroxyl", 1),
        ("ethyl acetate", "ether", 0), ("acetone", "aldehyde", 0), ("acetone", "carbonyl", 1),
        ("acetaldehyde", "ketone", 0), ("isopropanol", "ketone", 0),
    ],
)  # fmt: skip
def test_a_group_is_found_by_name_where_it_is_and_not_elsewhere(molecule, group, number):
    assert substructure(molecule, group).quantity("matches").value == number


@pytest.mark.parametrize("group", functional_group_table(), ids=lambda group: group.name)
def test_each_group_parses_goes_by_its_name_and_hides_groups_of_the_table(group):
    assert Chem.MolFromSmarts(group.smarts) is not None
    assert group_by_name(group.name) == group
    assert set(group.hides) <= {other.name for other in functional_group_table()}


def test_a_group_stands_after_those_that_hide_it():
    names = [group.name for group in functional_group_table()]
    for group in functional_group_table():
        for general in group.hides:
            assert names.index(group.name) < names.index(general), (group.name, general)


@pytest.mark.parametrize("smiles", [case[1] for case in GROUPS])
def test_what_is_listed_is_also_found_when_asked_for(smiles):
    for name, number in groups_of(smiles).items():
        found = substructure(f"smiles:{smiles}", name).quantity("matches").value
        assert found >= number, name
