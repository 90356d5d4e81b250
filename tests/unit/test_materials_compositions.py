"""Compositions of solids: fractions against hand values, balances against textbook states."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labwright.core.errors import BadArgument, LabwrightError, TooLarge
from labwright.tools.materials.composition import composition, reduced
from labwright.tools.materials.formulae import read_solid_formula, short_names
from labwright.tools.materials.valences import balanced_valences, mean_of_redox_metals

# IUPAC abridged atomic weights, 2021.
WEIGHTS = {"Li": 6.94, "Fe": 55.845, "P": 30.974, "O": 15.999, "Ni": 58.693, "Mn": 54.938,
           "Co": 58.933, "Na": 22.990, "Cl": 35.45, "Ti": 47.867, "S": 32.06}  # fmt: skip


def by_hand(amounts: dict[str, float], symbol: str) -> float:
    total = sum(WEIGHTS[s] * n for s, n in amounts.items())
    return 100 * WEIGHTS[symbol] * amounts[symbol] / total


@pytest.mark.parametrize(
    ("formula", "amounts"),
    [
        ("LiFePO4", {"Li": 1, "Fe": 1, "P": 1, "O": 4}),
        ("LiNi0.8Mn0.1Co0.1O2", {"Li": 1, "Ni": 0.8, "Mn": 0.1, "Co": 0.1, "O": 2}),
        ("NMC811", {"Li": 1, "Ni": 0.8, "Mn": 0.1, "Co": 0.1, "O": 2}),
        ("NaCl", {"Na": 1, "Cl": 1}),
        ("TiO2", {"Ti": 1, "O": 2}),
    ],
)
def test_fractions_are_those_worked_out_by_hand(formula: str, amounts: dict[str, float]) -> None:
    found = composition(formula)
    total = sum(amounts.values())
    for symbol, count in amounts.items():
        mass = found.quantity(f"mass_fraction_{symbol.lower()}")
        atoms = found.quantity(f"atomic_fraction_{symbol.lower()}")
        assert mass is not None
        assert atoms is not None
        assert mass.value == pytest.approx(by_hand(amounts, symbol), rel=2e-4)
        assert atoms.value == pytest.approx(100 * count / total)
    assert "{" not in found.sentence()


def test_a_formula_mass_belongs_to_one_unit() -> None:
    # 157.757 g/mol: CRC Handbook, lithium iron phosphate
    mass = composition("LiFePO4").quantity("formula_mass")
    assert mass is not None
    assert mass.value == pytest.approx(157.757, abs=0.01)


@pytest.mark.parametrize(
    ("formula", "states"),
    [
        ("LiFePO4", {"Li": 1, "Fe": 2, "P": 5, "O": -2}),
        ("LiCoO2", {"Li": 1, "Co": 3, "O": -2}),
        ("LiNi0.5Mn1.5O4", {"Li": 1, "Ni": 2, "Mn": 4, "O": -2}),
        ("Fe3O4", {"Fe": 8 / 3, "O": -2}),
        ("La0.7Sr0.3MnO3", {"La": 3, "Sr": 2, "Mn": 3.3, "O": -2}),
        ("YBa2Cu3O7", {"Y": 3, "Ba": 2, "Cu": 7 / 3, "O": -2}),
        ("KMnO4", {"K": 1, "Mn": 7, "O": -2}),
        ("NaAlH4", {"Na": 1, "Al": 3, "H": -1}),
        ("CsPbI3", {"Cs": 1, "Pb": 2, "I": -1}),
        ("Mg2Si", {"Mg": 2, "Si": -4}),
        ("Li6PS5Cl", {"Li": 1, "P": 5, "S": -2, "Cl": -1}),
    ],
)
def test_valences_are_those_of_textbooks(formula: str, states: dict[str, float]) -> None:
    (way,) = balanced_valences(read_solid_formula(formula).amounts)
    assert dict(way) == pytest.approx(states)


@pytest.mark.parametrize(("ion", "charge"), [("PF6-", -1), ("SO42-", -2), ("NH4+", 1)])
def test_ions_are_balanced_against_their_charge(ion: str, charge: int) -> None:
    found = composition(ion)
    matches = found.quantity("charge_matches")
    assert read_solid_formula(ion).charge == charge
    assert matches is not None
    assert matches.value is True
    assert found.quantity("charge_neutral") is None


def test_nmc_leaves_the_single_valences_open_and_tells_their_mean() -> None:
    found = composition("NMC811")
    mean = found.quantity("mean_oxidation_state")
    assert mean is not None
    assert mean.value == "+3"
    assert found.quantity("oxidation_state_ni") is None
    assert "does not decide" in found.caution
    assert mean_of_redox_metals({"Li": 1, "Mn": 2, "O": 4}) == 3.5


@pytest.mark.parametrize("formula", ["FeS2", "Li2O2", "LaNi5", "KO2", "Na2S2O3"])
def test_bonds_between_like_atoms_are_not_called_unbalanced(formula: str) -> None:
    found = composition(formula)
    assert found.quantity("charge_neutral") is None
    assert not any(q.key.startswith("oxidation_state") for q in found.quantities)
    assert "peroxides" in found.caution


@pytest.mark.parametrize("formula", ["LiCoO4", "Na2Cl", "TiCl5", "Al2O2"])
def test_what_cannot_be_balanced_is_called_so(formula: str) -> None:
    neutral = composition(formula).quantity("charge_neutral")
    assert neutral is not None
    assert neutral.value is False


def test_formulae_are_reduced_as_far_as_whole_numbers_go() -> None:
    assert reduced(read_solid_formula("Li2Fe2P2O8")) == "LiFePO4"
    assert reduced(read_solid_formula("Li4Ti5O12")) == "Li4Ti5O12"
    assert reduced(read_solid_formula("Li0.5CoO2")) == "Li0.5CoO2"


def test_every_short_name_is_a_formula_that_balances() -> None:
    for name, formula in short_names().items():
        assert name == name.upper()
        assert balanced_valences(read_solid_formula(formula).amounts), name
    # By name or formula, with or without a hyphen.
    assert (
        read_solid_formula("nmc-622").amounts == read_solid_formula("LiNi0.6Mn0.2Co0.2O2").amounts
    )


@pytest.mark.parametrize("bad", ["Li1-xCoO2", "YBa2Cu3O7-δ", "", "notacompound", "((((", "D2O"])
def test_what_is_no_formula_is_refused(bad: str) -> None:
    with pytest.raises(BadArgument):
        composition(bad)


def test_a_text_that_is_too_long_is_refused_at_once() -> None:
    with pytest.raises(TooLarge, match="300"):
        composition("NaCl" * 2500)


SYMBOLS = st.sampled_from(["Li", "Na", "Mg", "Al", "Ti", "Fe", "Ni", "O", "S", "Cl", "P"])


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(SYMBOLS, st.integers(1, 9), min_size=1, max_size=5), st.integers(2, 5))
def test_fractions_add_up_and_do_not_change_with_the_unit(
    amounts: dict[str, int], times: int
) -> None:
    formula = "".join(f"{s}{n}" for s, n in amounts.items())
    larger = "".join(f"{s}{n * times}" for s, n in amounts.items())
    try:
        first, second = composition(formula), composition(larger)
    except LabwrightError:
        return  # a formula that is also the SMILES or name of something
    shares = [q for q in first.quantities if q.key.startswith("mass_fraction")]
    assert sum(float(q.value) for q in shares) == pytest.approx(100)
    for share in shares:
        again = second.quantity(share.key)
        assert again is not None
        assert again.value == pytest.approx(share.value)
    assert bool(balanced_valences(dict(amounts))) == bool(
        balanced_valences({s: n * times for s, n in amounts.items()})
    )
