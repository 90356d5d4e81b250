"""Oxidation states: textbook values, sums that must hold, and what is not settled."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labwright.core.errors import BadArgument
from labwright.tools.chemistry.properties.bond_states import bond_states
from labwright.tools.chemistry.properties.formula_groups import runs_of
from labwright.tools.chemistry.properties.formulae import read_composition
from labwright.tools.chemistry.properties.known_ions import ion_table
from labwright.tools.chemistry.properties.oxidation import assign
from labwright.tools.chemistry.properties.oxidation_states import oxidation_states
from labwright.tools.chemistry.structures import read_smiles


def state(formula, element):
    return oxidation_states(formula, element).quantities[0].value


# Values of general textbooks (Atkins, Housecroft, Greenwood).
TEXTBOOK = """
KMnO4 Mn 7|K2MnO4 Mn 6|MnO4- Mn 7|K2Cr2O7 Cr 6|Cr2O7^2- Cr 6|CrO5 Cr 6|H2SO4 S 6|H2SO5 S 6
Na2S2O3 S 2|S2O3^2- S 2|Na2S4O6 S 2.5|SO3 S 6|SO3^2- S 4|H2S S -2|S2Cl2 S 1|SF6 S 6|FeS2 S -1
FeS2 Fe 2|MoS2 Mo 4|H2O2 O -1|BaO2 O -1|Na2O2 O -1|KO2 O -0.5|OF2 O 2|O2F2 O 1|O2^2- O -1
NaH H -1|CaH2 H -1|LiAlH4 H -1|NaBH4 B 3|B2H6 H -1|SiH4 Si 4|HSiCl3 Si 4|PH3 P -3|NH3 N -3
NH4+ N -3|N2H4 N -2|NH2OH N -1|N2O N 1|NO N 2|HNO2 N 3|NO2 N 4|HNO3 N 5|NO3- N 5|NOCl N 3
NO2F N 5|Mg3N2 N -3|LiNH2 N -3|Cu(NO3)2 Cu 2|AgNO3 Ag 1|Pb(N3)2 Pb 2|HClO Cl 1|KClO3 Cl 5
HClO4 Cl 7|Cl2O7 Cl 7|Ca(ClO)2 Cl 1|ClF3 Cl 3|ICl I 1|HIO4 I 7|IF7 I 7|XeF4 Xe 4|XeO3 Xe 6
POCl3 P 5|H3PO3 P 3|P4O10 P 5|COCl2 C 4|CO C 2|CO2 C 4|CH4 C -4|CaC2 C -1|H2C2O4 C 3|HCN C 2
KSCN C 4|CHCl3 C 2|FeSO4 Fe 2|Fe2(SO4)3 Fe 3|K4[Fe(CN)6] Fe 2|K3[Fe(CN)6] Fe 3|Ni(CO)4 Ni 0
[Co(NH3)5Cl]Cl2 Co 3|[Cu(NH3)4]2+ Cu 2|[PtCl6]2- Pt 4|[Pt(NH3)2Cl2] Pt 2|Fe(C5H5)2 Fe 2
Hg2Cl2 Hg 1|Hg2^2+ Hg 1|UO2^2+ U 6|VO2^+ V 5|VO^2+ V 4|LiFePO4 Fe 2|LiCoO2 Co 3|LiMn2O4 Mn 3.5
BaTiO3 Ti 4|YBa2Cu3O7 Y 3|CuSO4·5H2O Cu 2|(NH4)2Fe(SO4)2·6H2O Fe 2|NH4VO3 V 5|Pb(CH3COO)2 Pb 2
HAuCl4 Au 3|HBF4 B 3|H2SiF6 Si 4|S8 S 0|Fe Fe 0|Fe3+ Fe 3|Al(H2PO4)3 P 5|GaAs Ga 3|SiC C -4
Ca5(PO4)3OH P 5|NaHCO3 C 4|CuFeS2 Fe 3|FeTiO3 Ti 4|Li0.5CoO2 Co 3.5
"""
CASES = [case.split() for line in TEXTBOOK.split("\n") for case in line.split("|") if case]


@pytest.mark.parametrize(("formula", "element", "expected"), CASES)
def test_textbook_states(formula, element, expected):
    assert state(formula, element) == pytest.approx(float(expected))


@pytest.mark.parametrize(
    ("formula", "element", "shown"),
    [("NH4NO3", "N", "-3 and +5"), ("acetic acid", "C", "-3 and +3"), ("H2SO5", "O", "-2 and -1"),
     ("NH4NO2", "N", "-3 and +3")],
)  # fmt: skip
def test_atoms_of_one_element_may_differ(formula, element, shown):
    assert state(formula, element) == shown


@pytest.mark.parametrize(
    ("molecule", "element", "expected"),
    # Karen, McArdle and Takats 2016 and textbooks of organic chemistry.
    [("methane", "C", -4), ("methanol", "C", -2), ("formaldehyde", "C", 0), ("formic acid", "C", 2),
     ("carbon dioxide", "C", 4), ("chloroform", "C", 2), ("iodomethane", "I", -1),
     ("dimethyl sulfoxide", "S", 0), ("dimethyl sulfide", "S", -2), ("nitrobenzene", "N", 3),
     ("aniline", "N", -3), ("potassium permanganate", "Mn", 7), ("hydrogen peroxide", "O", -1),
     ("phosphine", "P", -3), ("smiles:[Fe+2].[cH-]1cccc1.[cH-]1cccc1", "Fe", 2),
     ("smiles:[NH3+][Pt-2]([NH3+])(Cl)Cl", "Pt", 2), ("smiles:[H][Si](Cl)(Cl)Cl", "Si", 4)],
)  # fmt: skip
def test_states_by_bonds(molecule, element, expected):
    assert state(molecule, element) == expected


@pytest.mark.parametrize("formula", ["C6H5NO2", "CH3NO2", "Na2[Fe(CN)5NO]", "[Ru(NH3)5N2]Cl2",
                                     "HCo(CO)4", "FeAl", "Fe3C", "Fe4N", "FeF9", "NaK"])  # fmt: skip
def test_what_a_formula_does_not_settle_is_refused(formula):
    with pytest.raises(BadArgument):
        oxidation_states(formula)


def test_several_assignments_are_reported():
    finding = oxidation_states("FeTiO3")
    assert "Fe +3, Ti +3" in finding.caution
    assert "2 of +3" in oxidation_states("Fe3O4").caution
    assert "2 of +2 and 1 of +4" in oxidation_states("Pb3O4").caution
    assert "older count" in oxidation_states("Na2S2O3").caution


def test_only_an_element_of_the_compound_can_be_asked_for():
    with pytest.raises(BadArgument, match="contains no K"):
        oxidation_states("NaCl", "K")
    with pytest.raises(BadArgument, match="Xx"):
        oxidation_states("NaCl", "Xx")


@pytest.mark.parametrize("name", ion_table()["ions"])
def test_states_of_each_known_ion_sum_up_to_its_charge(name):
    entry = ion_table()["ions"][name]
    total = sum(Fraction(entry[symbol]) * n for symbol, n in runs_of(name)[0].atoms)
    assert total == entry["charge"]


metals = st.sampled_from(["Na", "Ca", "Al", "Fe", "Cu", "Ag", "Pb", "NH4"])
ions = st.sampled_from(["NO3", "SO4", "CO3", "ClO4", "PO4", "CN", "OH", "SCN", "S2O8", "H2PO4"])


@given(metals, st.integers(1, 3), ions, st.integers(1, 4), st.integers(0, 6))
@settings(max_examples=150)
def test_all_states_sum_up_to_the_charge(metal, n, ion, m, water):
    formula = f"({metal}){n}({ion}){m}" + (f"·{water}H2O" if water else "")
    read = read_composition(formula)
    try:
        states = assign(read).states
    except BadArgument:
        return
    counts = {symbol: sum(kinds.values()) for symbol, kinds in states.items()}
    assert counts == dict(read.counts)
    assert sum(s * k for kinds in states.values() for s, k in kinds.items()) == read.charge


@pytest.mark.parametrize("smiles", ["CC(=O)Oc1ccccc1C(=O)O", "C[N+](C)(C)C", "[O-]S(=O)(=O)[O-]",
                                    "CN1C=NC2=C1C(=O)N(C)C(=O)N2C", "OP(=O)(O)O", "[Na+].[Cl-]",
                                    "F[Xe]F", "CS(=O)(=O)Cl", "B1(OC(C)(C)C(C)(C)O1)c1ccccc1"])  # fmt: skip
def test_states_by_bonds_sum_up_to_the_charge(smiles):
    from rdkit.Chem import GetFormalCharge

    mol = read_smiles(smiles)
    assert sum(value for _, value in bond_states(mol)) == GetFormalCharge(mol)
