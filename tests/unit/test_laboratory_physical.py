"""Gases, colligative properties, cells, equilibria, kinetics, light: textbook values and laws."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labwright.core.errors import BadArgument
from labwright.core.quantity import unit_registry
from labwright.tools.laboratory.colligative import (
    boiling_point_elevation,
    freezing_point_depression,
)
from labwright.tools.laboratory.decay import first_order_decay
from labwright.tools.laboratory.dissolved import solvents
from labwright.tools.laboratory.electrochemistry import (
    cell_energy,
    nernst_equation,
    nernst_potential,
)
from labwright.tools.laboratory.equilibria import gibbs_and_equilibrium, gibbs_energy
from labwright.tools.laboratory.gases import gas_change, ideal_gas
from labwright.tools.laboratory.kinetics import arrhenius, eyring
from labwright.tools.laboratory.osmosis import osmotic_pressure
from labwright.tools.laboratory.real_gases import gases, van_der_waals
from labwright.tools.laboratory.spectroscopy import absorbance_and_transmittance, beer_lambert

positive = st.floats(1e-2, 1e2)


def value(finding, key, unit=""):
    quantity = finding.quantity(key)
    assert quantity is not None, [q.key for q in finding.quantities]
    if not unit:
        return quantity.value
    return float(unit_registry().Quantity(quantity.value, quantity.unit).to(unit).magnitude)


# Gases


def test_molar_volume():
    # CODATA: 22.41396954 L/mol at 273.15 K and 101.325 kPa; 22.71095464 at 100 kPa.
    assert value(ideal_gas("1 atm", "", "1 mol", "0 °C"), "volume", "L") == pytest.approx(
        22.41396954, rel=1e-8
    )
    assert value(ideal_gas("1 bar", "", "1 mol", "0 °C"), "volume", "L") == pytest.approx(
        22.71095464, rel=1e-8
    )


@given(positive, positive, st.floats(50, 2000))
def test_each_unknown_of_the_gas_law_gives_back_the_others(n, volume, kelvin):
    amount, v, t = f"{n!r} mol", f"{volume!r} L", f"{kelvin!r} K"
    p = f"{value(ideal_gas('', v, amount, t), 'pressure', 'Pa')!r} Pa"
    assert value(ideal_gas(p, "", amount, t), "volume", "L") == pytest.approx(volume)
    assert value(ideal_gas(p, v, "", t), "amount", "mol") == pytest.approx(n)
    assert value(ideal_gas(p, v, amount, ""), "temperature", "K") == pytest.approx(kelvin)


@pytest.mark.parametrize(
    "arguments",
    [
        ("1 atm", "", "1 mol", "25"),  # of what unit?
        ("1 atm", "", "1 mol", "-300 °C"),
        ("1 atm", "1 L", "1 mol", "25 °C"),
        ("1 atm", "", "", "25 °C"),
        ("-1 atm", "", "1 mol", "25 °C"),
        ("1 kg", "", "1 mol", "25 °C"),
    ],
)
def test_gases_that_cannot_be_known_are_refused(arguments):
    with pytest.raises(BadArgument):
        ideal_gas(*arguments)


def test_changes_of_state():
    # Boyle, Charles, Gay-Lussac; values by hand.
    assert value(gas_change("1 atm", "", "10 L", "5 L"), "final_pressure", "atm") == 2
    charles = gas_change("", "", "10 L", "", "300 K", "450 K")
    assert value(charles, "final_volume", "L") == pytest.approx(15)
    amontons = gas_change("1 atm", "2 atm", "", "", "27 °C", "")
    assert value(amontons, "final_temperature", "kelvin") == pytest.approx(600.3)
    with pytest.raises(BadArgument):
        gas_change("1 atm", "", "10 L", "")


@given(positive, positive, positive, positive, st.floats(100, 900), st.floats(100, 900))
def test_a_change_of_state_keeps_the_amount(p1, v1, v2, p2, t1, t2):
    found = gas_change(f"{p1!r} Pa", "", f"{v1!r} L", f"{v2!r} L", f"{t1!r} K", f"{t2!r} K")
    p = value(found, "final_pressure", "Pa")
    assert p * v2 / t2 == pytest.approx(p1 * v1 / t1)
    found = gas_change(f"{p1!r} Pa", f"{p2!r} Pa", f"{v1!r} L", f"{v2!r} L", f"{t1!r} K", "")
    assert p2 * v2 / value(found, "final_temperature", "K") == pytest.approx(p1 * v1 / t1)


@pytest.mark.parametrize(
    ("gas", "a", "b"),
    [
        # CRC Handbook of Chemistry and Physics, "Van der Waals Constants for Gases":
        # bar L2/mol2 and L/mol.
        ("carbon_dioxide", 3.658, 0.0429), ("nitrogen", 1.370, 0.0387), ("helium", 0.0346, 0.0238),
        ("ammonia", 4.225, 0.0371), ("methane", 2.303, 0.0431), ("water", 5.537, 0.0305),
        ("oxygen", 1.382, 0.0319), ("hydrogen", 0.2452, 0.0265), ("benzene", 18.82, 0.1193),
    ],
)  # fmt: skip
def test_constants_of_van_der_waals(gas, a, b):
    found = van_der_waals(gas, "0.1 mol", "10 L", "400 K")
    assert value(found, "a", "bar*L**2/mol**2") == pytest.approx(a, rel=0.02)
    assert value(found, "b", "L/mol") == pytest.approx(b, rel=0.02)


def test_a_real_gas_in_the_textbook():
    # OpenStax Chemistry 2e, chapter 9: 9.46 mol CO2 in 4.25 L at 299 K; van der Waals 32.2 atm
    # needs 4.25 L and 299 K: n²a/V² = 17.8, nRT/(V − nb) = 60.4 by hand.
    found = van_der_waals("carbon_dioxide", "9.46 mol", "4.25 L", "330 K")
    ideal = 9.46 * 0.082057 * 330 / 4.25
    assert value(found, "ideal_pressure", "atm") == pytest.approx(ideal, rel=1e-3)
    real = 9.46 * 0.082057 * 330 / (4.25 - 9.46 * 0.0429) - 3.61 * (9.46 / 4.25) ** 2
    assert value(found, "real_pressure", "atm") == pytest.approx(real, rel=5e-3)


@pytest.mark.parametrize("gas", list(gases()))
def test_every_gas_is_ideal_when_dilute(gas):
    found = van_der_waals(gas, "1e-4 mol", "10 L", "500 K")
    assert value(found, "real_pressure") == pytest.approx(value(found, "ideal_pressure"), rel=1e-3)


def test_what_is_no_gas_is_refused():
    for arguments in [
        ("water", "10 mol", "1 L", "300 K"),
        ("carbon_dioxide", "100 mol", "1 L", "300 K"),
        ("phlogiston", "1 mol", "1 L", "300 K"),
    ]:
        with pytest.raises(BadArgument):
            van_der_waals(*arguments)


# Colligative properties


def test_freezing_and_boiling_points():
    # OpenStax Chemistry 2e, chapter 11: 0.33 m I2 in benzene: 0.33 · 5.12 = 1.7 K;
    # 0.33 m nonvolatile in benzene boils 0.83 K higher.
    found = freezing_point_depression("0.33 mol/kg", solvent="benzene", factor=1)
    assert value(found, "freezing_point_depression") == pytest.approx(1.69, abs=0.01)
    assert value(found, "freezing_point") == pytest.approx(5.5 - 1.69, abs=0.01)
    found = boiling_point_elevation("0.33 mol/kg", solvent="benzene", factor=1)
    assert value(found, "boiling_point_elevation") == pytest.approx(0.835, abs=0.01)


def test_a_salt_counts_by_its_ions():
    salt = freezing_point_depression(solute="CaCl2", solute_mass="11.098 g", solvent_mass="1 kg")
    assert value(salt, "factor") == 3
    assert value(salt, "freezing_point_depression") == pytest.approx(3 * 0.1 * 1.86, rel=1e-3)
    sugar = freezing_point_depression(solute="sucrose", solute_mass="34.23 g", solvent_mass="1 kg")
    assert value(sugar, "freezing_point_depression") == pytest.approx(0.186, rel=1e-3)


_CAS = {
    "water": "7732-18-5", "benzene": "71-43-2", "acetic_acid": "64-19-7", "phenol": "108-95-2",
    "cyclohexane": "110-82-7", "naphthalene": "91-20-3", "nitrobenzene": "98-95-3",
    "chloroform": "67-66-3", "ethanol": "64-17-5", "acetone": "67-64-1", "dmso": "67-68-5",
    "diethyl_ether": "60-29-7", "carbon_tetrachloride": "56-23-5", "carbon_disulfide": "75-15-0",
    "camphor": "76-22-2",
}  # fmt: skip


@pytest.mark.parametrize("solvent", list(solvents()))
def test_constants_of_solvents_follow_from_their_heats(solvent):
    """Independent route: K = R T² M/ΔH with data of the ``chemicals`` library."""
    import chemicals

    row, cas = solvents()[solvent], _CAS[solvent]
    mass = chemicals.MW(cas) / 1000
    melting = chemicals.Tm(cas)
    assert row["freezing"] == pytest.approx(melting - 273.15, abs=3.5)
    assert row["boiling"] == pytest.approx(chemicals.Tb(cas) - 273.15, abs=3.5)
    heat = chemicals.Hfus(cas)
    if row["kf"] and heat and solvent not in ("camphor", "carbon_tetrachloride"):
        assert row["kf"] == pytest.approx(8.314 * melting**2 * mass / heat, rel=0.12)
    boiling, vapour = chemicals.Tb(cas), chemicals.phase_change.Hvap_data_CRC
    heat = float(vapour["HvapTb"].get(cas, math.nan))
    # Acetic acid boils off as dimers, which its constant from the heat does not know.
    if row["kb"] and not math.isnan(heat) and solvent != "acetic_acid":
        assert row["kb"] == pytest.approx(8.314 * boiling**2 * mass / heat, rel=0.12)


@pytest.mark.parametrize(
    "arguments",
    [
        {"molality": "1 mol/kg", "solvent": "chloroform"},  # no Kf in the table
        {"molality": "1 mol/kg", "solvent": "aether"},
        {"solute": "NaCl", "solute_mass": "1 g"},
        {},
        {"molality": "1 mol/kg", "factor": 1000.0},
        {"molality": "1e6 mol/kg"},
    ],
)
def test_depressions_that_cannot_be_known_are_refused(arguments):
    with pytest.raises(BadArgument):
        freezing_point_depression(**arguments)


def test_osmotic_pressure():
    # OpenStax Chemistry 2e, chapter 11: 0.30 M glucose at 37 °C has 7.6 atm.
    found = osmotic_pressure("0.30 M", "37 °C", "glucose")
    assert value(found, "osmotic_pressure", "atm") == pytest.approx(7.6, abs=0.05)


# Electrochemistry and equilibria


def test_a_decade_is_59_millivolt():
    found = nernst_equation("0 V", 1, 0.1, "25 °C")
    assert value(found, "cell_potential", "mV") == pytest.approx(59.16, abs=0.005)


def test_membrane_potentials():
    # Textbook neurons (Kandel): K+ 5 and 140 mM −89 mV, Na+ 145 and 15 mM +61 mV at 37 °C.
    potassium = nernst_potential("5 mM", "140 mM", "potassium")
    assert value(potassium, "membrane_potential") == pytest.approx(-89, abs=0.2)
    sodium = nernst_potential("145 mM", "15 mM", "sodium")
    assert value(sodium, "membrane_potential") == pytest.approx(60.6, abs=0.2)
    chloride = nernst_potential("110 mM", "10 mM", "chloride")
    assert value(chloride, "membrane_potential") == pytest.approx(-64.1, abs=0.2)
    with pytest.raises(BadArgument):
        nernst_potential("5 mM", "140 mM")
    with pytest.raises(BadArgument):
        nernst_potential("5 mM", "140 mM", charge=0)


def test_the_daniell_cell():
    # E° = 1.10 V, two electrons: −212 kJ/mol and K = 1.6e37 (1.5e37 with rounded constants).
    found = cell_energy("1.10 V", 2)
    assert value(found, "cell_gibbs", "kJ/mol") == pytest.approx(-212.3, abs=0.1)
    assert value(found, "log_k") == pytest.approx(37.19, abs=0.01)
    with pytest.raises(BadArgument):
        cell_energy("1.10 V", 0)


def test_ammonia_synthesis():
    # ΔH° = −92.22 kJ, ΔS° = −198.75 J/K: ΔG° = −32.96 kJ at 298.15 K; equal at 464 K.
    found = gibbs_energy("-92.22 kJ/mol", "-198.75 J/mol/K", "298.15 K")
    assert value(found, "gibbs", "kJ/mol") == pytest.approx(-32.96, abs=0.01)
    found = gibbs_energy("-92.22 kJ", "-198.75 J/K")
    assert value(found, "temperature", "K") == pytest.approx(464.0, abs=0.1)


@given(st.floats(-200, 200), st.floats(1, 300), st.floats(100, 1000))
def test_gibbs_energies_give_each_other_back(h, s, t):
    enthalpy, entropy, kelvin = f"{h:.9f} kJ/mol", f"{s:.9f} J/mol/K", f"{t:.9f} K"
    g = f"{value(gibbs_energy(enthalpy, entropy, kelvin), 'gibbs', 'kJ/mol'):.12f} kJ/mol"
    back = gibbs_energy("", entropy, kelvin, g)
    assert value(back, "enthalpy", "kJ/mol") == pytest.approx(h, abs=1e-6)
    back = gibbs_energy(enthalpy, "", kelvin, g)
    assert value(back, "entropy", "J/mol/K") == pytest.approx(s, abs=1e-5)


def test_no_temperature_balances_energies_of_opposite_sign():
    with pytest.raises(BadArgument):
        gibbs_energy("-50 kJ/mol", "50 J/mol/K")
    with pytest.raises(BadArgument):
        gibbs_energy("-50 kJ/mol", "0 J/mol/K")


@given(st.floats(-20, 20), st.floats(250, 800))
def test_equilibrium_constants_give_back_their_energies(log_k, kelvin):
    t = f"{kelvin!r} K"
    energy = value(
        gibbs_and_equilibrium(equilibrium_constant=10**log_k, temperature_of_reaction=t),
        "standard_gibbs", "J/mol",
    )  # fmt: skip
    back = gibbs_and_equilibrium(f"{energy!r} J/mol", temperature_of_reaction=t)
    assert value(back, "log_k") == pytest.approx(log_k, abs=1e-6)


def test_a_nanomolar_binder():
    # 1 nM at 25 °C: −12.28 kcal/mol.
    found = gibbs_and_equilibrium(dissociation_constant="1 nM")
    assert value(found, "standard_gibbs", "kcal/mol") == pytest.approx(-12.28, abs=0.01)
    with pytest.raises(BadArgument):
        gibbs_and_equilibrium()
    with pytest.raises(BadArgument):
        gibbs_and_equilibrium("-1e9 kJ/mol")


# Kinetics


def test_arrhenius_in_the_textbook():
    # OpenStax Chemistry 2e, chapter 12: 2 HI, k = 3.52e-7 at 555 K and 3.95e-2 at 781 K give
    # 1.8e2 kJ/mol.
    found = arrhenius("555 K", "781 K", first_rate="3.52e-7 L/mol/s", second_rate="3.95e-2 L/mol/s")
    assert value(found, "activation_energy", "kJ/mol") == pytest.approx(185, abs=1.5)


@given(st.floats(5, 200), st.floats(250, 400), st.floats(5, 100))
def test_arrhenius_gives_back_the_energy(energy, kelvin, step):
    low, high = f"{kelvin!r} K", f"{kelvin + step!r} K"
    k2 = value(arrhenius(low, high, f"{energy!r} kJ/mol", "0.01 1/s"), "second_rate")
    back = arrhenius(low, high, first_rate="0.01 1/s", second_rate=f"{k2!r} 1/s")
    assert value(back, "activation_energy", "kJ/mol") == pytest.approx(energy, rel=1e-6)


@pytest.mark.parametrize(
    "arguments",
    [
        {"ratio": 2.0, "activation_energy": "50 kJ/mol"},
        {},
        {"first_rate": "1 1/s"},
        {"ratio": -1.0},
        {"activation_energy": "1e9 kJ/mol"},
    ],
)
def test_rates_that_cannot_be_known_are_refused(arguments):
    with pytest.raises(BadArgument):
        arrhenius("300 K", "310 K", **arguments)
    with pytest.raises(BadArgument):
        arrhenius("300 K", "300 K", ratio=2)


def test_eyring_by_hand():
    # kB T/h = 6.2124e12 1/s at 298.15 K; 20 kcal/mol gives about 1.36e-2 1/s.
    rate = value(eyring("20 kcal/mol", temperature_of_reaction="298.15 K"), "eyring_rate")
    assert rate == pytest.approx(6.2124e12 * math.exp(-20 * 4184 / (8.314463 * 298.15)), rel=1e-4)
    back = eyring(rate=f"{rate!r} 1/s", temperature_of_reaction="298.15 K")
    assert value(back, "barrier", "kcal/mol") == pytest.approx(20)


def test_radiocarbon():
    # 25 % left of carbon-14 (5730 years) is two half-lives.
    found = first_order_decay("5730 years", remaining="25 %")
    assert value(found, "time", "year") == pytest.approx(11460)
    found = first_order_decay("8.02 days", time="24.06 days", initial_mass="10 g")
    assert value(found, "final_mass", "g") == pytest.approx(1.25)
    found = first_order_decay(rate="0.05 1/s")
    assert value(found, "half_life", "s") == pytest.approx(math.log(2) / 0.05)
    found = first_order_decay(time="10 h", initial_mass="80 mg", final_mass="10 mg")
    assert value(found, "half_life", "hour") == pytest.approx(10 / 3)


@pytest.mark.parametrize(
    "arguments",
    [
        {}, {"time": "5 min"}, {"half_life": "5 min", "rate": "1 1/s"},
        {"half_life": "5 min", "remaining": "120 %"},
        {"half_life": "5 min", "time": "5 min", "remaining": "50 %"},
        {"time": "0 s", "remaining": "50 %"},
    ],
)  # fmt: skip
def test_decays_that_cannot_be_known_are_refused(arguments):
    with pytest.raises(BadArgument):
        first_order_decay(**arguments)


# Light


def test_nadh():
    # ε(340 nm) of NADH is 6220 L/mol/cm (Horecker and Kornberg, J. Biol. Chem. 1948, 175, 385).
    assert value(beer_lambert(0.622, "6220 L/mol/cm"), "concentration", "µmol/L") == pytest.approx(
        100
    )


@given(st.floats(0.01, 2), st.floats(10, 1e5), st.floats(0.1, 10))
def test_beer_and_lambert_give_each_other_back(a, e, path):
    epsilon, length = f"{e!r} L/mol/cm", f"{path!r} cm"
    c = f"{value(beer_lambert(a, epsilon, path=length), 'concentration', 'mol/L')!r} M"
    assert value(beer_lambert(None, epsilon, c, length), "absorbance") == pytest.approx(a)
    assert value(beer_lambert(a, "", c, length), "absorptivity") == pytest.approx(e)
    assert value(beer_lambert(a, epsilon, c), "path", "cm") == pytest.approx(path)


def test_absorbance_and_transmittance():
    assert value(absorbance_and_transmittance(transmittance="10 %"), "absorbance") == 1
    assert value(absorbance_and_transmittance(2.0), "transmittance") == pytest.approx(1)
    for arguments in [{}, {"transmittance": "120 %"}, {"absorbance": -1.0}]:
        with pytest.raises(BadArgument):
            absorbance_and_transmittance(**arguments)
