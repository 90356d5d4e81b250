"""Balancing, stoichiometry, atom economy and E factor, by known answers and by sympy."""

from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from labwright.core.errors import BadArgument, LabwrightError, TooLarge
from labwright.tools.chemistry.reactions.balancing import balance_equation, balanced
from labwright.tools.chemistry.reactions.economy import atom_economy, e_factor
from labwright.tools.chemistry.reactions.null_space import null_space
from labwright.tools.chemistry.reactions.species import readings
from labwright.tools.chemistry.reactions.stoichiometry import stoichiometry


def value(finding, key):
    found = finding.quantity(key)
    return None if found is None else found.value


# Balancing: answers from textbooks


@pytest.mark.parametrize(
    ("equation", "coefficients"),
    [
        ("H2 + O2 -> H2O", (2, 1, 2)),
        ("Fe + O2 = Fe2O3", (4, 3, 2)),
        ("C6H12O6 + O2 → CO2 + H2O", (1, 6, 6, 6)),
        ("KMnO4+HCl=KCl+MnCl2+H2O+Cl2", (2, 16, 2, 2, 8, 5)),
        ("MnO4- + Fe2+ + H+ -> Mn2+ + Fe3+ + H2O", (1, 5, 8, 1, 5, 4)),
        ("MnO₄⁻ + Fe²⁺ + H⁺ ⟶ Mn²⁺ + Fe³⁺ + H₂O", (1, 5, 8, 1, 5, 4)),
        ("Cr2O72- + H+ + e- -> Cr3+ + H2O", (1, 14, 6, 2, 7)),
        ("Fe^{3+}(aq) + SCN^-(aq) <=> FeSCN^2+(aq)", (1, 1, 1)),
        ("CuSO4·5H2O(s) -> CuSO4(s) + H2O(g)", (1, 1, 5)),
        ("Zn(s) + HCl(aq) --> ZnCl2(aq) + H2(g)↑", (1, 2, 1, 1)),
        ("S2O32- + I3- -> S4O62- + I-", (2, 1, 1, 3)),
        ("[Fe(CN)6]4- -> [Fe(CN)6]3- + e-", (1, 1, 1)),
        ("methane + oxygen -> carbon dioxide + water", (1, 2, 1, 2)),
        ("CCO.O=O>>O=C=O.O", (1, 3, 2, 3)),
        ("K4Fe(CN)6 + KMnO4 + H2SO4 -> KHSO4 + Fe2(SO4)3 + MnSO4 + HNO3 + CO2 + H2O",
         (10, 122, 299, 162, 5, 122, 60, 60, 188)),
    ],
)  # fmt: skip
def test_equations_are_balanced_with_the_smallest_whole_numbers(equation, coefficients):
    assert balanced(equation).coefficients == coefficients


@pytest.mark.parametrize(
    ("equation", "medium", "expected"),
    [
        ("MnO4- + Fe2+ -> Mn2+ + Fe3+", "acidic",
         "MnO4^- + 5 Fe^2+ + 8 H^+ → Mn^2+ + 5 Fe^3+ + 4 H2O"),
        ("Cr2O7^2- -> Cr^3+", "acidic", "Cr2O7^2- + 14 H^+ + 6 e- → 2 Cr^3+ + 7 H2O"),
        ("Cl2 -> Cl- + ClO3-", "basic", "3 Cl2 + 6 OH^- → 5 Cl^- + ClO3^- + 3 H2O"),
        ("MnO4- + CN- -> MnO2 + CNO-", "basic",
         "2 MnO4^- + 3 CN^- + H2O → 2 MnO2 + 3 CNO^- + 2 OH^-"),
    ],
)  # fmt: skip
def test_a_medium_adds_water_and_its_ions(equation, medium, expected):
    assert value(balance_equation(equation, medium), "balanced_equation") == expected


def test_a_balanced_equation_is_told_so():
    assert value(balance_equation("2 H2 + O2 -> 2 H2O"), "already_balanced") is True
    assert value(balance_equation("H2 + O2 -> H2O"), "already_balanced") is False


def test_several_independent_balances_are_all_given():
    found = balance_equation("C + O2 -> CO + CO2")
    assert value(found, "solutions") == 2
    assert {row[1] for row in found.table[1:]} == {"2 C + O2 → 2 CO", "C + O2 → CO2"}


def test_a_mixture_that_is_written_balanced_is_kept():
    written = "5 H2O2 + 2 KMnO4 + 3 H2SO4 -> 2 MnSO4 + K2SO4 + 5 O2 + 8 H2O"
    assert balanced(written).coefficients == (5, 2, 3, 2, 1, 5, 8)


@pytest.mark.parametrize(
    ("equation", "reason"),
    [
        ("H2 + Cl2 -> NaCl", "H, Na stand on one side"),
        ("Fe2+ -> Fe3+", "atoms and the charge"),
        ("H2O", "two sides"),
        ("A -> B", "no formula"),
        ("-> H2", "two sides"),
        ("", "two sides"),
        ("H2 -> H2 -> H2", "two sides"),
        ("C2H6 -> CH4", "positive"),
        ("(" * 290 + " -> H2", "no formula"),
    ],
)
def test_what_cannot_be_balanced_is_refused_with_the_reason(equation, reason):
    with pytest.raises(BadArgument, match=reason):
        balance_equation(equation)


def test_endless_equations_are_refused():
    with pytest.raises(TooLarge):
        balance_equation(" + ".join(["H2"] * 2000) + " -> H2")
    with pytest.raises(LabwrightError):
        balance_equation("x" * 3999 + "->H2")


FORMULAE = ["H2", "O2", "H2O", "CO2", "CO", "CH4", "C2H6", "NH3", "N2", "NO", "NO2", "HNO3", "C",
            "SO2", "SO3", "H2SO4", "H2S", "S", "C2H4O", "H2O2"]  # fmt: skip


@given(
    st.lists(st.sampled_from(FORMULAE), min_size=1, max_size=4, unique=True),
    st.lists(st.sampled_from(FORMULAE), min_size=1, max_size=4, unique=True),
)
def test_whatever_is_balanced_conserves_atoms_and_sympy_agrees(left, right):
    right = [formula for formula in right if formula not in left]
    if not right:
        return
    text = f"{' + '.join(left)} -> {' + '.join(right)}"
    species = [readings(f)[0] for f in (*left, *right)]
    signs = [1] * len(left) + [-1] * len(right)
    symbols = sorted({s for one in species for s, _ in one.atoms})
    rows = [[sign * one.count(s) for one, sign in zip(species, signs, strict=True)]
            for s in symbols]  # fmt: skip
    basis = sympy.Matrix(rows).nullspace()
    try:
        found = balanced(text)
    except BadArgument:
        if len(basis) == 1:  # the one solution has a zero or both signs
            signs = {sympy.sign(v) for v in basis[0]}
            assert signs not in ({1}, {-1})
        return
    assert all(sum(a * c for a, c in zip(row, found.coefficients, strict=True)) == 0
               for row in rows)  # fmt: skip
    if len(basis) == 1:
        ratio = {Fraction(int(v.p), int(v.q)) / c
                 for v, c in zip(basis[0], found.coefficients, strict=True)}  # fmt: skip
        assert len(ratio) == 1


@given(st.lists(st.lists(st.integers(-4, 4), min_size=4, max_size=4), min_size=1, max_size=4))
def test_the_null_space_has_the_dimension_that_sympy_finds(rows):
    basis = null_space(rows, 4)
    assert len(basis) == len(sympy.Matrix(rows).nullspace())
    for vector in basis:
        assert all(sum(a * v for a, v in zip(row, vector, strict=True)) == 0 for row in rows)


@pytest.mark.parametrize(
    ("term", "formula", "charge"),
    [("Fe3+", {"Fe": 1}, 3), ("SO42-", {"S": 1, "O": 4}, -2), ("SO4 2-", {"S": 1, "O": 4}, -2),
     ("NH4+", {"N": 1, "H": 4}, 1), ("Hg2^2+", {"Hg": 2}, 2), ("I3-", {"I": 3}, -1),
     ("O2-", {"O": 1}, -2), ("PO4(3-)", {"P": 1, "O": 4}, -3), ("Fe+++", {"Fe": 1}, 3),
     ("Cr₂O₇²⁻", {"Cr": 2, "O": 7}, -2), ("(NH4)2SO4", {"N": 2, "H": 8, "S": 1, "O": 4}, 0)],
)  # fmt: skip
def test_charges_are_read_as_chemists_write_them(term, formula, charge):
    first = readings(term)[0]
    assert (dict(first.atoms), first.charge) == (formula, charge)


# Stoichiometry: masses worked out by hand with IUPAC atomic weights


def test_the_limiting_reagent_and_what_is_left():
    found = stoichiometry("H2 + O2 -> H2O", "How much water from 4.0 g of H2 and 16 g of O2?")
    assert value(found, "limiting_reagent") == "O2"
    assert value(found, "theoretical_yield") == pytest.approx(18.02, abs=0.01)
    assert value(found, "left_over") == pytest.approx(1.984, abs=0.002)


def test_the_percent_yield_from_names_and_masses():
    found = stoichiometry(
        "salicylic acid + acetic anhydride -> aspirin + acetic acid",
        "2.0 g of salicylic acid and 5.4 g of acetic anhydride gave 2.1 g of aspirin.",
    )
    assert value(found, "limiting_reagent") == "salicylic acid"
    assert value(found, "theoretical_yield") == pytest.approx(2.609, abs=0.002)
    assert value(found, "percent_yield") == pytest.approx(80.5, abs=0.1)


def test_solutions_give_moles():
    found = stoichiometry("HCl + NaOH -> NaCl + H2O", "25 mL of 0.50 M HCl and 20.0 mL 0.5 M NaOH")
    assert value(found, "limiting_reagent") == "NaOH"
    assert value(found, "theoretical_moles") == pytest.approx(0.0100)


def test_how_much_is_needed_for_a_product():
    found = stoichiometry("N2 + H2 -> NH3", "how much H2 is needed to make 1.0 kg of NH3?")
    assert value(found, "needed_mass_1") == pytest.approx(177.6, abs=0.1)


def test_how_much_is_needed_to_burn_a_reactant():
    found = stoichiometry("C3H8 + O2 -> CO2 + H2O", "mass of O2 needed to burn 44.1 g of propane")
    assert value(found, "needed_mass_1") == pytest.approx(160.0, abs=0.1)


def test_a_yield_in_percent_gives_what_is_obtained():
    found = stoichiometry(
        "benzoic acid + ethanol -> ethyl benzoate",
        "12.2 g benzoic acid, excess ethanol, 80 % yield",
    )
    assert value(found, "expected_yield") == pytest.approx(12.0, abs=0.05)
    assert "H2O forms as well" in found.caution


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("what is the limiting reagent?", "no amount"),
        ("5 L of H2", "volume"),
        ("5 g of NaCl and 2 g of H2", "not clear"),
        ("10 g of 95% pure H2", "purity"),
        ("0 g of H2", "no amount"),
        ("2 g of H2 and 4 g of H2", "two amounts"),
    ],
)
def test_unclear_amounts_are_refused(question, reason):
    with pytest.raises(BadArgument, match=reason):
        stoichiometry("H2 + O2 -> H2O", question)


@pytest.mark.parametrize("question", ["5 g " * 1000, "x" * 10_000])
def test_endless_questions_are_refused(question):
    with pytest.raises(TooLarge):
        stoichiometry("H2 + O2 -> H2O", question)


@given(st.floats(0.01, 1e4), st.floats(0.01, 1e4))
def test_mass_is_conserved(hydrogen, oxygen):
    text = f"{hydrogen:.6f} g of H2 and {oxygen:.6f} g of O2"
    found = stoichiometry("H2 + O2 -> H2O", text)
    left = sum(q.value for q in found.quantities if q.key in ("left_over", "left_over_2"))
    assert value(found, "theoretical_yield") + left == pytest.approx(hydrogen + oxygen, rel=1e-4)


# Waste


@pytest.mark.parametrize(
    ("equation", "product", "percent"),
    [("C2H4 + H2O -> C2H5OH", "", 100.0), ("CH4 + Cl2 -> CH3Cl + HCl", "CH3Cl", 58.07),
     ("CH4 + Cl2 -> CH3Cl + HCl", "HCl", 41.93),
     ("benzoic acid + ethanol -> ethyl benzoate", "", 89.29),
     ("CaCO3 -> CaO + CO2", "CaO", 56.03)],
)  # fmt: skip
def test_atom_economy_is_the_share_of_mass_in_the_product(equation, product, percent):
    assert value(atom_economy(equation, product), "atom_economy") == pytest.approx(
        percent, abs=0.01
    )


def test_atom_economy_needs_a_product_of_the_equation():
    with pytest.raises(BadArgument, match="no product"):
        atom_economy("C2H4 + H2O -> C2H5OH", "benzene")
    with pytest.raises(BadArgument, match="half-reaction"):
        atom_economy("Fe3+ + e- -> Fe2+")


@pytest.mark.parametrize(
    ("question", "factor"),
    [("12 kg of waste and 3 kg of product", 4.0), ("250 kg waste, 10 kg product", 25.0),
     ("inputs 50 g, 30 g and 200 g, product 40 g", 6.0),
     ("1 t of product comes with 5 t of by-products", 5.0)],
)  # fmt: skip
def test_the_e_factor_is_waste_over_product(question, factor):
    assert value(e_factor(question), "e_factor") == pytest.approx(factor)


@pytest.mark.parametrize("question", ["5 kg", "", "10 kg product from 5 kg", "3 kg waste"])
def test_an_e_factor_without_both_masses_is_refused(question):
    with pytest.raises(BadArgument):
        e_factor(question)
