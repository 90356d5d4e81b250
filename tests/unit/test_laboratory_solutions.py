"""Solutions, acids and buffers: textbook values, independent routes, and laws."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labwright.core.errors import BadArgument, TooLarge
from labwright.core.measures import pint_unit, read_measure
from labwright.core.quantity import unit_registry
from labwright.tools.laboratory.acidity import ph_and_ions, solution_ph
from labwright.tools.laboratory.amounts import mass_and_moles
from labwright.tools.laboratory.buffer_recipes import buffer_recipe
from labwright.tools.laboratory.buffer_table import buffers
from labwright.tools.laboratory.buffers import buffer_ph, buffer_pka
from labwright.tools.laboratory.concentrations import mass_concentration, percent_and_molarity
from labwright.tools.laboratory.dilutions import dilution, serial_dilution
from labwright.tools.laboratory.mixtures import mix_solutions
from labwright.tools.laboratory.protolysis import Solute, deprotonated, exact_ph, solutes
from labwright.tools.laboratory.solutions import molality, solution
from labwright.tools.laboratory.substances import read_substance

positive = st.floats(1e-3, 1e3)


def value(finding, key, unit=""):
    quantity = finding.quantity(key)
    assert quantity is not None, [q.key for q in finding.quantities]
    if not unit:
        return quantity.value
    return float(unit_registry().Quantity(quantity.value, quantity.unit).to(unit).magnitude)


# Reading quantities


@pytest.mark.parametrize(
    ("written", "unit", "expected"),
    [
        ("3 kJ mol-1 K-1", "J/mol/K", 3000.0),
        ("3 kJ mol⁻¹ K⁻¹", "J/mol/K", 3000.0),
        ("0.08206 L atm/(mol K)", "J/mol/K", 8.3147),
        ("0.08206 L atm/mol K", "J/mol/K", 8.3147),
        ("1e5 M-1 cm-1", "L/mol/cm", 1e5),
        ("1600 cm-1", "1/cm", 1600.0),
        ("5 s−1", "1/s", 5.0),
        ("5 ppb", "ppm", 0.005),
        ("2 mHz", "Hz", 0.002),
        ("2 MHz", "Hz", 2e6),
        ("1 per hour", "1/s", 1 / 3600),
        ("25 degrees Celsius", "kelvin", 298.15),
        ("1.86 °C kg/mol", "K*kg/mol", 1.86),
        ("96485 C/mol", "C/mol", 96485.0),
        ("37 °C", "kelvin", 310.15),
    ],
)
def test_units_are_read_as_chemists_write_them(written, unit, expected):
    assert read_measure(written, unit) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("written", ["5 m**9**9**9", "5 " + "m" * 500, "5 m^999999", "five mL", ""])
def test_what_is_no_quantity_is_refused_at_once(written):
    with pytest.raises(BadArgument):
        read_measure(written, "m")


def test_old_spellings_of_units_stay():
    assert [pint_unit(u) for u in ("mM", "M", "°C", "N", "m")] == [
        "mmol/L", "mol/L", "degC", "mol/L", "meter",
    ]  # fmt: skip


# Dilution


def test_dilution_of_a_stock():
    # OpenStax Chemistry 2e, chapter 3: 0.850 L of 5.00 M to 1.80 L is 2.36 M.
    found = dilution("5.00 M", "0.850 L", "", "1.80 L")
    assert value(found, "final_concentration", "mol/L") == pytest.approx(2.36, abs=0.005)


def test_volume_of_stock_from_a_textbook():
    # OpenStax Chemistry 2e, chapter 3: 5.00 L of 0.100 M from 1.59 M takes 0.314 L.
    found = dilution("1.59 M", "", "0.100 M", "5.00 L")
    assert value(found, "stock_volume", "L") == pytest.approx(0.314, abs=0.0005)
    assert value(found, "solvent_volume", "L") == pytest.approx(5.00 - 0.314, abs=0.001)


@given(positive, st.floats(1.01, 1e3), positive)
def test_each_unknown_of_a_dilution_gives_back_the_others(stock, factor, volume):
    c1, v1 = f"{stock!r} mol/L", f"{volume!r} L"
    final = value(dilution(c1, v1, f"{stock / factor!r} mol/L"), "final_volume", "L")
    assert final == pytest.approx(volume * factor, rel=1e-9)
    v2 = f"{final!r} L"
    c2 = f"{value(dilution(c1, v1, '', v2), 'final_concentration', 'mol/L')!r} mol/L"
    assert value(dilution(c1, "", c2, v2), "stock_volume", "L") == pytest.approx(volume, rel=1e-9)
    back = value(dilution("", v1, c2, v2), "stock_concentration", "mol/L")
    assert back == pytest.approx(stock, rel=1e-9)


def test_dilutions_by_mass_in_percent_and_in_multiples():
    assert value(dilution("10 mg/mL", "", "20 µg/mL", "5 mL"), "stock_volume", "µL") == 10
    assert value(dilution("70 %", "100 mL", "", "700 mL"), "final_concentration") == 10
    assert value(dilution("10X", "", "1X", "500 mL"), "stock_volume", "mL") == 50


@pytest.mark.parametrize(
    "arguments",
    [
        ("1 M", "", "5 M", "1 L"),  # stronger
        ("1 M", "10 mL", "", "5 mL"),  # smaller
        ("1 M", "10 mL", "", ""),
        ("1 M", "10 mL", "0.1 M", "100 mL"),
        ("1 M", "", "1 g/L", "1 L"),  # another kind
        ("-1 M", "", "0.1 M", "1 L"),
        ("0 M", "", "0.1 M", "1 L"),
        ("1 M", "", "0.1 M", "1 kg"),
        ("1 M", "", "0.1 M", "x" * 10_000),
        ("", "", "", ""),
    ],
)
def test_impossible_dilutions_are_refused(arguments):
    with pytest.raises(BadArgument):
        dilution(*arguments)


def test_serial_dilution():
    found = serial_dilution(10, 6, "1 M", "1 mL")
    assert value(found, "last_concentration", "mol/L") == pytest.approx(1e-6)
    assert value(found, "transfer_volume", "mL") == pytest.approx(0.1)
    assert len(found.table) == 7
    with pytest.raises(BadArgument):
        serial_dilution(1, 3)
    with pytest.raises(TooLarge):
        serial_dilution(10, 51)


@given(positive, positive, positive, positive)
def test_a_mixture_lies_between_its_parts_and_keeps_the_amount(c1, v1, c2, v2):
    found = mix_solutions(f"{c1!r} M", f"{v1!r} L", f"{v2!r} L", f"{c2!r} M")
    mixed = value(found, "mixed_concentration", "mol/L")
    assert min(c1, c2) * (1 - 1e-9) <= mixed <= max(c1, c2) * (1 + 1e-9)
    assert mixed * value(found, "total_volume", "L") == pytest.approx(c1 * v1 + c2 * v2)


# Weighing


def test_molarity_from_a_textbook():
    # OpenStax Chemistry 2e, chapter 3: 25.2 g acetic acid in 0.500 L is 0.839 M.
    found = solution("acetic acid", mass="25.2 g", volume="0.500 L")
    assert value(found, "concentration", "mol/L") == pytest.approx(0.839, abs=0.0006)


def test_mass_from_a_textbook():
    # OpenStax Chemistry 2e, chapter 3: 0.250 L of 5.30 M NaCl holds 77.4 g.
    found = solution("NaCl", volume="0.250 L", concentration="5.30 M")
    assert value(found, "mass", "g") == pytest.approx(77.4, abs=0.05)
    assert found.structures


def test_a_hydrate_is_weighed_with_its_water():
    # CuSO4·5H2O is 249.68 g/mol (IUPAC 2021 atomic masses).
    found = solution("CuSO4·5H2O", volume="1 L", concentration="0.1 M")
    assert value(found, "mass", "g") == pytest.approx(24.968, abs=0.005)


def test_purity_raises_the_mass():
    pure = value(solution("NaCl", volume="1 L", concentration="1 M"), "mass", "g")
    half = solution("NaCl", volume="1 L", concentration="1 M", purity="50 %")
    assert value(half, "mass", "g") == pytest.approx(2 * pure)
    with pytest.raises(BadArgument):
        solution("NaCl", volume="1 L", concentration="1 M", purity="101 %")


@given(positive, positive)
def test_a_solution_solved_for_each_unknown_gives_back(mass, volume):
    m, v = f"{mass!r} g", f"{volume!r} L"
    c = f"{value(solution('KCl', mass=m, volume=v), 'concentration', 'mol/L')!r} M"
    assert value(solution("KCl", mass=m, concentration=c), "volume", "L") == pytest.approx(volume)
    assert value(solution("KCl", volume=v, concentration=c), "mass", "g") == pytest.approx(mass)


@pytest.mark.parametrize("solute", ["", "water", "Na+", "notacompoundname", "x" * 10_000])
def test_what_cannot_be_weighed_is_refused(solute):
    with pytest.raises(BadArgument):
        solution(solute, volume="1 L", concentration="1 M")


def test_molality_from_a_textbook():
    # OpenStax Chemistry 2e, chapter 11: 2.22 kg ethylene glycol in 2.00 kg water is 17.9 m.
    found = molality("ethylene glycol", "2.22 kg", "2.00 kg")
    assert value(found, "molality") == pytest.approx(17.9, abs=0.05)


@pytest.mark.parametrize(
    ("acid", "percent", "density", "molar"),
    [
        # Concentrated reagents as suppliers state them (e.g. Merck Index, appendix).
        ("HCl", "37 %", "1.18 g/mL", 12.0),
        ("H2SO4", "98 %", "1.84 g/mL", 18.4),
        ("HNO3", "70 %", "1.42 g/mL", 15.8),
        ("acetic acid", "99.7 %", "1.05 g/mL", 17.4),
    ],
)
def test_concentrated_reagents(acid, percent, density, molar):
    found = percent_and_molarity(acid, density, percent)
    assert value(found, "molarity", "mol/L") == pytest.approx(molar, abs=0.08)
    back = percent_and_molarity(acid, density, concentration=f"{value(found, 'molarity')!r} M")
    assert value(back, "mass_percent") == pytest.approx(float(percent[:-2]))


def test_more_solute_than_solution_is_refused():
    with pytest.raises(BadArgument):
        percent_and_molarity("HCl", "1.19 g/mL", concentration="40 M")


def test_blood_sugar_in_both_units():
    # 18.016 mg/dL is 1 mmol/L glucose: the factor 18 of clinical chemistry.
    found = mass_concentration("glucose", "90 mg/dL")
    assert value(found, "molar_concentration", "mmol/L") == pytest.approx(5.0, abs=0.01)
    back = mass_concentration("glucose", molar_concentration="5 mM")
    assert value(back, "mass_concentration", "mg/dL") == pytest.approx(90.08, abs=0.01)


def test_moles_and_molecules():
    # One mole of water is 18.015 g and 6.022e23 molecules.
    found = mass_and_moles("H2O", "18.015 g")
    assert value(found, "amount", "mol") == pytest.approx(1.0, rel=1e-4)
    assert value(found, "molecules") == pytest.approx(6.02214076e23, rel=1e-4)
    assert value(mass_and_moles("CO", "28.01 g"), "amount", "mol") == pytest.approx(1, rel=1e-3)
    with pytest.raises(BadArgument):
        mass_and_moles("H2O")
    with pytest.raises(BadArgument):
        mass_and_moles("H2O", "1 g", "1 mol")


# Acids and bases


@pytest.mark.parametrize(
    ("solute", "concentration", "ph"),
    [
        # D. C. Harris, Quantitative Chemical Analysis, 8th ed., ch. 8-9, and OpenStax Chemistry 2e.
        ("hydrochloric_acid", "0.1 M", 1.00),
        ("hydrochloric_acid", "1e-8 M", 6.98),
        ("sodium_hydroxide", "0.01 M", 12.00),
        ("calcium_hydroxide", "0.01 M", 12.30),
        ("acetic_acid", "0.1 M", 2.88),
        ("ammonia", "0.1 M", 11.12),
        ("sodium_acetate", "0.1 M", 8.88),
        ("ammonium_chloride", "0.1 M", 5.13),
        ("sulfuric_acid", "0.01 M", 1.84),
        ("sodium_hydrogencarbonate", "0.1 M", 8.34),
        ("sodium_carbonate", "0.1 M", 11.65),
    ],
)
def test_ph_of_common_solutions(solute, concentration, ph):
    assert value(solution_ph(concentration, solute), "solution_ph") == pytest.approx(ph, abs=0.015)


@given(st.floats(-1, 12), st.floats(-7, 0.5))
def test_one_proton_is_the_root_of_the_cubic(pka, log_c):
    """Independent route: numpy's roots of the cubic in [H+]."""
    import numpy as np

    ka, c, kw = 10.0**-pka, 10.0**log_c, 1e-14
    roots = np.roots([1, ka, -(ka * c + kw), -ka * kw])
    acidity = max(root.real for root in roots if abs(root.imag) < 1e-12)
    ours = exact_ph(Solute("acid", (pka,), 0, 0), c)
    assert ours == pytest.approx(-math.log10(acidity), abs=1e-4)


@given(st.floats(-9, 0))
def test_more_acid_is_more_acid_and_none_is_neutral(log_c):
    acid = solutes()["hydrochloric_acid"]
    assert exact_ph(acid, 10**log_c) <= exact_ph(acid, 10 ** (log_c - 0.1)) <= 7.0 + 1e-9


def test_constants_instead_of_a_name():
    by_pka = value(solution_ph("0.1 M", pka=4.756), "solution_ph")
    assert by_pka == pytest.approx(value(solution_ph("0.1 M", "acetic_acid"), "solution_ph"))
    by_ka = value(solution_ph("0.1 M", acid_constant=10**-4.756), "solution_ph")
    assert by_ka == pytest.approx(by_pka)
    base = value(solution_ph("0.1 M", pkb=4.75), "solution_ph")
    assert base == pytest.approx(value(solution_ph("0.1 M", "ammonia"), "solution_ph"))


@pytest.mark.parametrize(
    "arguments",
    [
        {}, {"solute": "unobtainic_acid"}, {"pka": 4.0, "pkb": 5.0}, {"acid_constant": -1.0},
        {"solute": "phosphoric_acid", "pka": 4.0}, {"pka": math.nan},
    ],
)  # fmt: skip
def test_a_ph_that_cannot_be_known_is_refused(arguments):
    with pytest.raises(BadArgument):
        solution_ph("0.1 M", **arguments)


def test_a_mixture_of_two_solutes_is_refused():
    asked = "pH after mixing 0.1 M HCl with 0.1 M NaOH"
    with pytest.raises(BadArgument):
        solution_ph("0.1 M", "sodium_hydroxide", context=asked)
    assert solution_ph("0.1 M", "acetic_acid", context="pH of 0.1 M acetic acid, CH3COOH")
    assert solution_ph("0.1 M", "chloroacetic_acid", context="pH of 0.1 M chloroacetic acid")


def test_two_concentrations_are_no_solution_of_one():
    with pytest.raises(BadArgument):
        solution("NaCl", volume="500 mL", concentration="5 M",
                 context="How much 5 M NaCl do I need to make 500 mL of 0.1 M?")  # fmt: skip
    assert solution("NaCl", volume="1 L", concentration="5 M", context="1 L of 5 M NaCl")


@given(st.floats(0, 14))
def test_ph_and_ions_give_each_other_back(ph):
    ions = value(ph_and_ions(ph=f"{ph:.6f}"), "hydrogen_ions")
    assert value(ph_and_ions(hydrogen_ions=f"{ions!r} M"), "ph") == pytest.approx(ph, abs=1e-5)
    hydroxide = value(ph_and_ions(ph=f"{ph:.6f}"), "hydroxide_ions")
    assert value(ph_and_ions(hydroxide_ions=f"{hydroxide!r} M"), "ph") == pytest.approx(
        ph, abs=1e-5
    )


# Buffers


@pytest.mark.parametrize(
    ("buffer", "celsius", "pka"),
    [
        # Tris: Bates and Hetzer, J. Phys. Chem. 1961, 65, 667. HEPES: Feng et al., Anal. Chem.
        # 1989, 61, 1400. MES, TES: Vega and Bates, Anal. Chem. 1976, 48, 1293. Phosphate and
        # acetate: Harned's cells, as in Robinson and Stokes, Electrolyte Solutions, app. 12.
        ("tris", 25, 8.075), ("tris", 37, 7.745), ("tris", 5, 8.677), ("hepes", 25, 7.564),
        ("hepes", 37, 7.434), ("mes", 25, 6.270), ("tes", 25, 7.550),
        ("phosphate", 37, 7.185), ("acetate", 50, 4.787), ("acetate", 5, 4.770),
    ],
)  # fmt: skip
def test_pka_of_buffers_at_temperatures(buffer, celsius, pka):
    found = value(buffer_pka(buffer, f"{celsius} °C"), "buffer_pka")
    assert found == pytest.approx(pka, abs=0.02)


@pytest.mark.parametrize("key", list(buffers()))
def test_each_buffer_is_whole(key):
    buffer = buffers()[key]
    assert len(buffer.forms) == len(buffer.steps) + 1
    assert [s.pka for s in buffer.steps] == sorted(s.pka for s in buffer.steps)
    for step in buffer.steps:
        slope = (step.pka_at(298.65) - step.pka_at(297.65)) / 1.0
        assert slope == pytest.approx(step.per_kelvin, abs=2e-4)
    masses = [read_substance(form.formula).molar_mass for form in buffer.forms]
    steps = [after - before for before, after in pairwise(masses)]
    # From acid to base a sodium replaces a proton, or hydrogen chloride is lost.
    for step in steps:
        assert (
            min(abs(step - 21.982), abs(step + 36.461), abs(step - 40.0)) < 0.02
            or key == "carbonate"
        )


def test_henderson_and_hasselbalch():
    # Equal parts: pH = pKa; a tenfold ratio: one unit.
    assert value(buffer_ph(pka=4.76, acid="0.1 M", base="0.1 M"), "buffer_ph") == pytest.approx(
        4.76
    )
    assert value(buffer_ph(pka=4.76, ratio=10), "buffer_ph") == pytest.approx(5.76)
    named = buffer_ph("carbonate", "0.1 M", "0.1 M", forms="NaHCO3 and Na2CO3")
    assert value(named, "buffer_ph") == pytest.approx(10.33, abs=0.01)


@pytest.mark.parametrize(
    "arguments",
    [
        {"pka": 4.76, "acid": "0.1 M"},
        {"pka": 4.76},
        {"acid": "0.1 M", "base": "0.1 M"},
        {"buffer": "carbonate", "acid": "0.1 M", "base": "0.1 M"},  # which of the two steps?
        {"pka": 4.76, "acid": "1e-6 M", "base": "1e-6 M"},  # the equation fails
        {"pka": 1.0, "acid": "0.1 M", "base": "0.1 M"},
        {"buffer": "tris", "ratio": 1.0, "temperature_of_use": "200 °C"},
        {"buffer": "tris", "ratio": 1.0, "temperature_of_use": "25"},
    ],
)
def test_buffers_that_cannot_be_known_are_refused(arguments):
    with pytest.raises(BadArgument):
        buffer_ph(**arguments)


@pytest.mark.parametrize(
    ("buffer", "ph"), [("phosphate", 7.4), ("citrate", 5.0), ("tris", 8.0), ("acetate", 4.5)]
)
def test_a_recipe_has_the_ph_that_was_wanted(buffer, ph):
    """Independent route: the balance of charges of what was weighed."""
    found = buffer_recipe(buffer, str(ph), "50 mM", "2 L")
    table = buffers()[buffer]
    forms = {form.name: (i, form) for i, form in enumerate(table.forms)}
    charge = moles = 0.0
    for name, formula, mass in found.table[1:]:
        n = float(mass.split()[0]) / read_substance(formula).molar_mass
        moles += n
        charge += n * forms[name][0]
    assert moles / 2 == pytest.approx(0.05, rel=1e-4)
    pkas = [step.pka for step in table.steps]
    lost = charge / moles
    low, high = 0.0, 14.0
    for _ in range(60):
        middle = (low + high) / 2
        ions = lost - deprotonated(middle, pkas) + (10**-middle - 10 ** (middle - 14)) / 0.05
        low, high = (middle, high) if ions > 0 else (low, middle)
    assert low == pytest.approx(ph, abs=0.01)


def test_a_recipe_far_from_the_pka_is_refused():
    with pytest.raises(BadArgument):
        buffer_recipe("tris", "4.0")
