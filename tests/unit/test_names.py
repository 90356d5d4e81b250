"""Names to structures, and where a bad structure text goes wrong."""

import queue
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem
from rdkit.Chem.rdMolDescriptors import CalcMolFormula

from labwright.core.errors import BadArgument, BadStructure, UnknownName
from labwright.knowledge.chemistry.opsin_process import OpsinProcess, java_present
from labwright.tools.chemistry import name_table
from labwright.tools.chemistry.identity import identifiers, resolve_name
from labwright.tools.chemistry.name_table import (
    corrected,
    fitting_name,
    lookup,
    nearest_names,
    own_names,
    refusal,
    synonyms,
)
from labwright.tools.chemistry.names import resolve
from labwright.tools.chemistry.notations import is_cas, looks_like_smiles
from labwright.tools.chemistry.opsin import from_opsin
from labwright.tools.chemistry.structures import read_formula, read_smiles, same_structure

# Molecular formulae from the CRC Handbook and the INN/USAN dictionaries.
FORMULAE = {
    "aspirin": "C9H8O4", "caffeine": "C8H10N4O2", "ibuprofen": "C13H18O2",
    "paracetamol": "C8H9NO2", "naproxen": "C14H14O3", "diclofenac": "C14H11Cl2NO2",
    "morphine": "C17H19NO3", "nicotine": "C10H14N2", "metformin": "C4H11N5",
    "warfarin": "C19H16O4", "benzene": "C6H6", "toluene": "C7H8", "phenol": "C6H6O",
    "aniline": "C6H7N", "styrene": "C8H8", "naphthalene": "C10H8", "anthracene": "C14H10",
    "pyridine": "C5H5N", "pyrrole": "C4H5N", "furan": "C4H4O", "thiophene": "C4H4S",
    "indole": "C8H7N", "imidazole": "C3H4N2", "ethanol": "C2H6O", "methanol": "CH4O",
    "acetone": "C3H6O", "acetonitrile": "C2H3N", "chloroform": "CHCl3", "glycerol": "C3H8O3",
    "urea": "CH4N2O", "glucose": "C6H12O6", "sucrose": "C12H22O11", "cholesterol": "C27H46O",
    "theobromine": "C7H8N4O2", "dopamine": "C8H11NO2", "serotonin": "C10H12N2O",
    "vanillin": "C8H8O3", "menthol": "C10H20O", "capsaicin": "C18H27NO3",
    "citric acid": "C6H8O7", "tryptophan": "C11H12N2O2", "water": "H2O", "ammonia": "H3N",
    # labwright's own table
    "imatinib": "C29H31N7O", "gefitinib": "C22H24ClFN4O3", "erlotinib": "C22H23N3O4",
    "sildenafil": "C22H30N6O4S", "celecoxib": "C17H14F3N3O2S", "clopidogrel": "C16H16ClNO2S",
    "cyrene": "C6H8O3", "THF": "C4H8O", "DMF": "C3H7NO", "DMSO": "C2H6OS", "NMP": "C5H9NO",
    "DBU": "C9H16N2", "MTBE": "C5H12O", "EDTA": "C10H16N2O8", "TNT": "C7H5N3O6",
    "DEHP": "C24H38O4", "EC": "C3H4O3", "GVL": "C5H8O2", "2-MeTHF": "C5H10O",
    "EMC": "C4H8O3", "MMA": "C5H8O2", "bisphenol A": "C15H16O2", "vitamin C": "C6H8O6",
    # Korean
    "아스피린": "C9H8O4", "카페인": "C8H10N4O2", "나프록센": "C14H14O3", "벤젠": "C6H6",
    "니코틴": "C10H14N2", "물": "H2O", "황산": "H2O4S", "비스페놀 A": "C15H16O2",
    "테트라하이드로퓨란": "C4H8O", "에틸렌 카보네이트": "C3H4O3", "포도당": "C6H12O6",
}  # fmt: skip

KEYS = {  # InChIKeys as in PubChem
    "aspirin": "BSYNRYMUTXBXSQ-UHFFFAOYSA-N",
    "caffeine": "RYYVLZVUVIJVGH-UHFFFAOYSA-N",
    "paracetamol": "RZVAJINKPMORJF-UHFFFAOYSA-N",
    "ibuprofen": "HEFNNWSXXWATRW-UHFFFAOYSA-N",
    "benzene": "UHOVQNZJYSORNB-UHFFFAOYSA-N",
    "ethanol": "LFQSCWFLJHTTHZ-UHFFFAOYSA-N",
    "nicotine": "SNICXCGAKADSCV-JTQLQIEISA-N",
    "naproxen": "CMWTZPSULFXXJA-VIFPVBQESA-N",
    "cholesterol": "HVYWMOMLDIMFJA-DPAQBDIFSA-N",
    "water": "XLYOFNOQVPJJNP-UHFFFAOYSA-N",
}

REAL_CAS = ["50-78-2", "58-08-2", "7732-18-5", "64-17-5", "106-93-4", "71-43-2"]


def mol(text):
    return Chem.MolFromSmiles(resolve(text).smiles)


@pytest.mark.parametrize(("name", "formula"), FORMULAE.items())
def test_common_names_have_their_known_formula(name, formula):
    assert CalcMolFormula(mol(name)) == formula


@pytest.mark.parametrize(("name", "key"), KEYS.items())
def test_common_names_have_their_known_inchikey(name, key):
    assert Chem.MolToInchiKey(mol(name)) == key


@pytest.mark.parametrize("name", own_names())
def test_every_entry_of_the_own_table_resolves(name):
    assert resolve(f"name:{name}").smiles


@pytest.mark.parametrize("text", ["Aspirin", "ASPIRIN", " aspirin ", "name:aspirin", "50-78-2",
                                  "InChI=1S/C9H8O4/c1-6(10)13-8-5-3-2-4-7(8)9(11)12/h2-5H,1H3,(H,11,12)",
                                  "smiles:OC(=O)c1ccccc1OC(C)=O", "acetylsalicylic acid"])  # fmt: skip
def test_one_compound_however_it_is_written(text):
    assert same_structure(resolve(text).smiles, "CC(=O)Oc1ccccc1C(=O)O")


# Stereochemistry: InChIKeys as in PubChem

AMINO_ACIDS = {
    "glycine": "DHMQDGOQFOQNFH-UHFFFAOYSA-N", "alanine": "QNAYBMKLOCPYGJ-REOHCLBHSA-N",
    "arginine": "ODKSFYDXXFIFQN-BYPYZUCNSA-N", "asparagine": "DCXYFEDJOCDNAF-REOHCLBHSA-N",
    "aspartic acid": "CKLJMWTZIZZHCS-REOHCLBHSA-N", "cysteine": "XUJNEKJLAYXESH-REOHCLBHSA-N",
    "glutamine": "ZDXPYRJPNDTMRX-VKHMYHEASA-N", "glutamic acid": "WHUUTDBJXJRKMK-VKHMYHEASA-N",
    "histidine": "HNDVDQJCIGZPNO-YFKPBYRVSA-N", "isoleucine": "AGPKZVBTJJNPAG-WHFBIAKZSA-N",
    "leucine": "ROHFNLRQFUQHCH-YFKPBYRVSA-N", "lysine": "KDXKERNSBIXSRK-YFKPBYRVSA-N",
    "methionine": "FFEARJCKVFRZRR-BYPYZUCNSA-N", "phenylalanine": "COLNVLDHVKWLRT-QMMMGPOBSA-N",
    "proline": "ONIBWKKTOPOVIA-BYPYZUCNSA-N", "serine": "MTCFGRXMJLQNBG-REOHCLBHSA-N",
    "threonine": "AYFVYJQAPQTCCC-GBXIJSLDSA-N", "tryptophan": "QIVBCDIJIAJPQS-VIFPVBQESA-N",
    "tyrosine": "OUYCCCASQSFEME-QMMMGPOBSA-N", "valine": "KZSNJWFQEVHDMF-BYPYZUCNSA-N",
    "D-alanine": "QNAYBMKLOCPYGJ-UWTATZPHSA-N", "알라닌": "QNAYBMKLOCPYGJ-REOHCLBHSA-N",
}  # fmt: skip
NATURAL = {
    "sucrose": "CZMRCDWAGMRECN-UGDNZRGBSA-N", "glucose": "WQZGKKKJIJFFOK-GASJEMHNSA-N",
    "fructose": "LKDRXBCSQODPBY-VRPWFDPXSA-N", "cocaine": "ZPUCINDJVBIVPJ-LJISPDSOSA-N",
    "morphine": "BQJCRHHNABKAKU-KBQPJGBKSA-N", "quinine": "LOUPRKONTZGTKE-WZBLMQSHSA-N",
    "quinidine": "LOUPRKONTZGTKE-LHHVKLHASA-N", "menthol": "NOOLISFMXDJSKH-KXUCPTDWSA-N",
    "camphor": "DSSYKIVIOFKYAU-XCBNKYQSSA-N", "(R)-limonene": "XMGQYMWWDOXHJM-JTQLQIEISA-N",
    "(S)-limonene": "XMGQYMWWDOXHJM-SNVBAGLBSA-N", "limonene": "XMGQYMWWDOXHJM-UHFFFAOYSA-N",
    "testosterone": "MUMGGOZAMZWBJJ-DYKIIFRCSA-N", "estradiol": "VOXZDWNPVJITMN-ZBRFXRBCSA-N",
    "cortisol": "JYGXADMDTFJGBT-VWUMJDOOSA-N", "penicillin G": "JGSARLDLIJGVTE-MBNYWOFBSA-N",
    "amoxicillin": "LSQZJLSUYDQPKJ-NJBDSQKTSA-N", "artemisinin": "BLUAFEHZUWYNDE-NNWCWBAJSA-N",
    "taxol": "RCINICONZNJXQF-MZXODVADSA-N", "vitamin C": "CIWBSHSKHKDKBQ-JLAZNSOCSA-N",
    "levodopa": "WTDRDQBEARUVNC-LURJTMIESA-N", "ephedrine": "KWGRBVOPPLSCSI-WPRPVWTQSA-N",
    "penicillamine": "VVNCNSJFMMFHPL-VKHMYHEASA-N", "thalidomide": "UEJJHQNACJXSKW-UHFFFAOYSA-N",
    "xylitol": "HEBKCHPVOIAQTA-SCDXWVJYSA-N", "cannabidiol": "QHMBSVQNZZTUGM-ZWKOTPCHSA-N",
    "squalene": "YYGNTYWPHWGJRM-AAJYLUCBSA-N", "shikimic acid": "JXOHGGNKMLTUBP-HSUXUTPPSA-N",
    "epicatechin": "PFTAWBLQPZVEMU-UKRRQHHQSA-N", "escitalopram": "WSEQXVZVJXJVFP-FQEVSTJZSA-N",
    "sertraline": "VGKDLMBJGBXTGI-SJCJKPOMSA-N", "enalapril": "GBXSMTUPTTWBMN-XIRDDKMYSA-N",
    "oseltamivir": "VSZGPKBBMSAYNT-RRFJBIMHSA-N",
    "alpha-tocopherol": "GVJHHUAWPYXKBD-IEOSBIPESA-N",
    "gluconic acid": "RGHNJXZEOKUKBD-SQOUGZDYSA-N", "glucosamine": "MSWZFWKMSRAUBD-IVMDWMLBSA-N",
    "deoxyribose": "ASJSAQIRZKANQN-CRCLSJGQSA-N", "cystine": "LEVWYRKDKASIDU-IMJSIDKUSA-N",
    "(R)-carvone": "ULDHMXUKGWMISQ-SECBINFHSA-N", "carnitine": "PHIQHXFUZVPYII-ZCFIWIBFSA-N",
}  # fmt: skip


@pytest.mark.parametrize(("name", "key"), [*AMINO_ACIDS.items(), *NATURAL.items()])
def test_a_natural_product_is_the_natural_stereoisomer(name, key):
    assert Chem.MolToInchiKey(mol(name)) == key


def test_the_form_of_a_sugar_is_shown():
    assert resolve("glucose").name == "D-glucopyranose"
    assert resolve("포도당").name == "D-glucopyranose"


@pytest.mark.parametrize(
    ("text", "caution"),
    [
        ("ibuprofen", "1 stereocentre is not assigned in this structure."),
        ("tartaric acid", "2 stereocentres are not assigned in this structure."),
        ("smiles:CC=CC(O)CC", "1 stereocentre and 1 double bond are not assigned in this"),
        ("sucrose", ""), ("oleic acid", ""), ("metformin", ""), ("benzene", ""),
        ("triethylamine", ""),
    ],
)  # fmt: skip
def test_stereocentres_left_open_are_told(text, caution):
    for found in (resolve_name(text), identifiers(text)):
        assert found.caution.startswith(caution)
        assert bool(found.caution) == bool(caution)


# Names without one structure


@pytest.mark.parametrize("name", ["polyethylene", "PEG", "polypropylene", "polystyrene", "PVC",
                                  "PMMA", "PTFE", "nylon", "cellulose", "starch", "lignin",
                                  "poly(vinyl chloride)", "polyethylene glycol 400", "PEG-400",
                                  "styrene-butadiene polymer", "polystyrene a-br"])  # fmt: skip
def test_a_polymer_is_refused_as_one(name):
    for text in (name, f"name:{name}"):
        with pytest.raises(BadArgument, match="is a polymer( or mixture)? without one structure"):
            resolve(text)


@pytest.mark.parametrize("name", ["DNA", "insulin", "hemoglobin", "Pd/C", "10% Pt/C", "silica gel",
                                  "zeolite", "petroleum ether", "kerosene", "brass", "steel",
                                  "Pd/Al2O3", "BSA protein"])  # fmt: skip
def test_a_material_protein_or_mixture_is_refused(name):
    with pytest.raises(BadArgument):
        resolve(name)
    assert from_opsin(name) is None


def test_a_polymer_is_refused_with_its_monomer():
    with pytest.raises(BadArgument) as caught:
        resolve("polystyrene")
    assert "Ask for styrene" in caught.value.remedy


@pytest.mark.parametrize("name", ["polymyxin b", "pentane", "polydatin"])
def test_a_compound_that_begins_like_a_polymer_is_not_refused(name):
    assert refusal(name) is None


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("xylene", "o-xylene, m-xylene, p-xylene"), ("xylenes", "o-xylene, m-xylene, p-xylene"),
        ("자일렌", "o-xylene"), ("cresol", "o-cresol"), ("hexanes", "2-methylpentane"),
        ("pinene", "alpha-pinene, beta-pinene"), ("butene", "isobutene"),
        ("dioxin", "2,3,7,8-tetrachlorodibenzo-p-dioxin"), ("penicillin", "penicillin G"),
        ("EDC", "1,2-dichloroethane, 1-ethyl-3-(3-dimethylaminopropyl)carbodiimide"),
    ],
)  # fmt: skip
def test_a_name_of_several_compounds_is_refused_with_them(name, meant):
    for text in (name, f"name:{name}"):
        with pytest.raises(BadArgument, match="names several compounds") as caught:
            resolve(text)
        assert meant in caught.value.message
    assert lookup(name) is None
    assert from_opsin(name) is None
    assert corrected(name) is None
    assert "o-xylene" in nearest_names("xylene")


def _alternatives_named():
    table = tomllib.loads((Path(name_table.__file__).parent / "names.toml").read_text("utf-8"))
    several = [name for names in table["several"].values() for name in names]
    instead = [name for kind, *names in table["materials"].values() for name in names]
    return sorted({*several, *instead})


@pytest.mark.parametrize("name", _alternatives_named())
def test_what_a_refusal_offers_resolves(name):
    assert resolve(name).smiles


def test_other_names_of_a_monomer_leave_its_polymer_out():
    assert not [name for name in synonyms("ethylene") if "poly" in name.lower()]


# CAS numbers


@pytest.mark.parametrize("number", REAL_CAS)
def test_real_cas_numbers_are_recognised(number):
    assert is_cas(number)


@given(st.sampled_from(REAL_CAS), st.integers(1, 9))
def test_another_check_digit_breaks_a_cas_number(number, more):
    assert not is_cas(f"{number[:-1]}{(int(number[-1]) + more) % 10}")


@given(st.from_regex(r"[1-9]\d{1,6}-\d\d", fullmatch=True).filter(str.isascii))
def test_exactly_one_check_digit_fits(body):
    assert sum(is_cas(f"{body}-{digit}") for digit in range(10)) == 1


@pytest.mark.parametrize("text", ["50782", "50-78", "50-78-2-", "a-78-2", "", "5-78-2", "²0-78-2"])
def test_what_is_shaped_otherwise_is_no_cas_number(text):
    assert not is_cas(text)


def test_a_cas_number_out_of_the_table_says_so():
    with pytest.raises(UnknownName, match="999999-99-4"):
        resolve("999999-99-4")


# Two readings


@pytest.mark.parametrize(
    ("text", "smiles", "other"), [("CO", "CO", "carbon monoxide"), ("NO", "NO", "nitric oxide")]
)
def test_two_readings_are_both_named(text, smiles, other):
    with pytest.raises(BadArgument) as caught:
        resolve(text)
    assert "two readings" in caught.value.message
    assert other in caught.value.message
    assert f"smiles:{text}" in caught.value.remedy
    assert resolve(f"smiles:{text}").smiles == smiles
    assert resolve(f"name:{text}").name == other


@pytest.mark.parametrize("text", ["CCN", "CCO", "CCCN", "NCCO", "CCOC", "CCS", "CCCl", "CCBr",
                                  "CNC", "COC", "CCC", "CCCC", "OCCO", "CCF", "NCCN"])  # fmt: skip
def test_a_smiles_of_letters_is_never_silently_another_compound(text):
    try:
        found = resolve(text)
    except BadArgument as error:
        assert "two readings" in error.message  # noqa: PT017
    else:
        assert same_structure(found.smiles, text), found.name


@pytest.mark.parametrize(
    ("text", "smiles", "other"),
    [("O", "O", "oxygen"), ("C", "C", "carbon"), ("N", "N", "nitrogen"), ("S", "S", "sulfur"),
     ("P", "P", "phosphorus"), ("F", "F", "fluorine"), ("PCC", "CCP", "pyridinium chlorochromate"),
     ("CCCP", "CCCP", "carbonyl cyanide"), ("FCCP", "FCCP", "carbonyl cyanide"),
     ("SOS", "SOS", "sodium octyl sulfate"), ("PSS", "PSS", "not known here")],
)  # fmt: skip
def test_a_letter_or_a_row_of_them_is_never_silently_a_smiles(text, smiles, other):
    with pytest.raises(BadArgument, match="two readings") as caught:
        resolve(text)
    assert other in caught.value.message
    assert f"smiles:{text}" in caught.value.remedy
    assert same_structure(resolve(f"smiles:{text}").smiles, smiles)


@pytest.mark.parametrize("text", ["CCO", "CCN", "CCCl", "CCBr", "c1ccccc1", "CS(C)=O", "CCCC",
                                  "FC(F)F", "C=C", "C#N", "CP(C)C", "OB(O)c1ccccc1"])  # fmt: skip
def test_an_unmistakable_smiles_is_read_as_one(text):
    assert same_structure(resolve(text).smiles, text)


@pytest.mark.parametrize(
    ("text", "formula"),
    [("DCC", "C13H22N2"), ("dcc", "C13H22N2"), ("PhH", "C6H6"), ("DMPU", "C6H12N2O"),
     ("name:PCC", "C5H6ClCrNO3"), ("name:FCCP", "C10H5F3N4O"), ("name:CCCP", "C9H5ClN4")],
)  # fmt: skip
def test_an_abbreviation_is_the_compound_that_chemists_mean(text, formula):
    assert CalcMolFormula(mol(text)) == formula


def test_a_name_whose_bracketed_formula_disagrees_is_not_shown():
    assert resolve("PbO").name == "PbO"
    assert CalcMolFormula(mol("PbO")) == "OPb"
    assert fitting_name("copper(II) oxide (CuO)", "O=[Cu]", "x") == "copper(II) oxide (CuO)"


# Formulae


@pytest.mark.parametrize(
    ("text", "smiles"),
    [("CH4", "C"), ("CH3OH", "CO"), ("NH3", "N"), ("HCN", "C#N"), ("HCHO", "C=O"),
     ("CH3CN", "CC#N"), ("CH3COOH", "CC(=O)O"), ("C2H5OH", "CCO"), ("NH4+", "[NH4+]"),
     ("CH2Cl2", "ClCCl"), ("HCOOH", "O=CO")],
)  # fmt: skip
def test_a_formula_of_one_structure_resolves(text, smiles):
    assert same_structure(resolve(text).smiles, smiles)


@pytest.mark.parametrize("text", ["C6H6", "NH4", "IF7"])
def test_what_is_said_of_a_formula_holds_for_any(text):
    with pytest.raises(UnknownName, match="does not say which compound is meant"):
        resolve(text)


@pytest.mark.parametrize(
    ("text", "formula"),
    [("CuSO4·5H2O", "H10CuO9S"), ("CuSO4.5H2O", "H10CuO9S"), ("CuSO4 · 5 H2O", "H10CuO9S"),
     ("MgSO4•7H2O", "H14MgO11S"), ("gypsum", "H4CaO6S"), ("CaSO4·2H2O", "H4CaO6S"),
     ("name:CuSO4·5H2O", "H10CuO9S")],
)  # fmt: skip
def test_a_hydrate_has_its_water(text, formula):
    assert CalcMolFormula(mol(text)) == formula


@pytest.mark.parametrize("text", ["CaSO4·0.5H2O", "CuSO4·xH2O", "CaSO4·1/2H2O", "CuSO4·999H2O"])
def test_a_hydrate_that_cannot_be_counted_is_refused_as_one(text):
    with pytest.raises(UnknownName, match="hydrate"):
        resolve(text)


@pytest.mark.parametrize("name", ["caffeine, monohydrate", "epsom salt (heptahydrate)"])
def test_a_hydrate_of_the_table_without_its_water_is_not_used(name):
    assert lookup(name) is None


@pytest.mark.parametrize(
    ("text", "formula", "name"),
    [
        ("NaCl", "ClNa", "sodium chloride"), ("H2SO4", "H2O4S", "sulfuric acid"),
        ("CO2", "CO2", "carbon dioxide"), ("H2O", "H2O", "water"), ("NH3", "H3N", "ammonia"),
        ("NaOH", "HNaO", "sodium hydroxide"),
        ("LiPF6", "F6LiP", "lithium hexafluorophosphate"),
    ],
)  # fmt: skip
def test_a_formula_of_one_known_compound_resolves(text, formula, name):
    assert CalcMolFormula(mol(text)) == formula
    assert resolve(text).name == name


@pytest.mark.parametrize("text", ["C9H8O4", "C6H6", "C3H6O", "C8H10N4O2", "C6H12O6", "C2H6O"])
def test_a_formula_that_many_compounds_share_is_not_guessed(text):
    with pytest.raises(BadArgument):
        resolve(text)


@pytest.mark.parametrize(
    ("text", "counts"),
    [("C9H8O4", {"C": 9, "H": 8, "O": 4}), ("Ca(OH)2", {"Ca": 1, "O": 2, "H": 2}),
     ("Fe2(SO4)3", {"Fe": 2, "S": 3, "O": 12}), ("NaCl", {"Na": 1, "Cl": 1})],
)  # fmt: skip
def test_formulae_are_counted(text, counts):
    assert dict(read_formula(text)) == counts


@pytest.mark.parametrize("text", ["", "Xx2", "aspirin", "Ca(OH", "Ca)OH(", "2H2O", "()"])
def test_what_is_no_formula_gives_none(text):
    assert not read_formula(text)


@given(
    st.dictionaries(st.sampled_from(["C", "H", "Na", "Cl", "O"]), st.integers(1, 99), min_size=1)
)
def test_a_written_formula_is_read_back(counts):
    text = "".join(f"{symbol}{number}" for symbol, number in counts.items())
    assert dict(read_formula(text)) == counts


# Unknown and misspelt names


def test_an_unknown_name_gives_the_nearest():
    with pytest.raises(UnknownName) as caught:
        resolve("chloroforn")
    assert caught.value.nearest[0] == "chloroform"
    assert "chloroform" in str(caught.value)


@pytest.mark.parametrize("text", ["qqqqqqqqqqqqqqqqzzz", "", " ", "x" * 5000, "💥", "a\nb"])
def test_nonsense_is_unknown_whatever_it_is(text):
    with pytest.raises(BadArgument):
        resolve(text)


def test_nearest_names_are_of_different_compounds():
    near = nearest_names("ibuprofin")
    assert near[0] == "ibuprofen"
    assert 1 <= len({resolve(name).smiles for name in near}) == len(near) <= 3


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("chloroforn", "chloroform"), ("caffiene", "caffeine"), ("ibuprofin", "ibuprofen"),
     ("Naphthalenne", "naphthalene")],
)  # fmt: skip
def test_one_slip_with_one_meaning_is_corrected(slip, meant):
    assert corrected(slip).name == meant


@pytest.mark.parametrize("slip", ["methanel", "benzn", "2-butanoll", "chlorofrn", "qwertyuiop"])
def test_a_slip_that_may_mean_several_or_nothing_is_not_corrected(slip):
    # methanel: methanol or methanal; benzn is short; 2-… has a digit; chlorofrn is two slips away
    assert corrected(slip) is None


# Systematic names


def test_a_systematic_name_resolves_by_opsin_or_the_missing_java_is_told():
    name = "1-chloro-2-fluoro-5-methyl-3-(pentan-3-yl)benzene"
    if java_present():
        found = resolve(name)
        assert found.source == "OPSIN"
        assert same_structure(found.smiles, "Clc1c(F)c(C(CC)CC)cc(C)c1")
    else:
        with pytest.raises(UnknownName, match="Java"):
            resolve(name)


def test_without_java_the_error_says_so(monkeypatch):
    monkeypatch.setattr("labwright.tools.chemistry.names.java_present", lambda: False)
    monkeypatch.setattr("labwright.tools.chemistry.opsin.java_present", lambda: False)
    with pytest.raises(UnknownName, match="Java"):
        resolve("7-(pentan-3-yl)-1-fluoro-octadecan-2-one")


@pytest.mark.parametrize("name", ["lambda7-iodane", "iodine heptafluoride", "polyethylene"])
def test_what_rdkit_refuses_of_opsin_is_unknown(name):
    assert from_opsin(name) is None
    with pytest.raises(BadArgument):
        resolve(f"name:{name}")


@pytest.mark.parametrize("fault", [queue.Empty(), OSError("no java")])
def test_an_opsin_that_does_not_answer_knows_no_name(fault, monkeypatch):
    def fail(*args, **kwargs):
        raise fault

    monkeypatch.setattr("labwright.tools.chemistry.opsin.java_present", lambda: True)
    monkeypatch.setattr(OpsinProcess, "_answer", fail)
    assert from_opsin(f"1-bromo-2-{type(fault).__name__.lower()}ane") is None


@pytest.mark.skipif(not java_present(), reason="needs a Java runtime")
def test_opsin_stays_open_and_is_started_anew_when_it_ended():
    opsin = OpsinProcess(30)
    try:
        assert opsin.ask("toluene") == ("CC1=CC=CC=C1", False)
        first = opsin._process
        assert opsin.ask("no such name") == ("", False)
        assert opsin.ask("trimethylbenzene")[1]
        # The names that mark an answer's end are answered as any other.
        assert opsin.ask("tricosane")[0] == "C" * 23
        assert opsin.ask("docosane")[0] == "C" * 22
        assert opsin.ask("β-alanine")[0] == "NCCC(=O)O"
        assert opsin._process is first
        first.kill()
        first.wait()
        assert opsin.ask("toluene") == ("CC1=CC=CC=C1", False)
    finally:
        opsin.close()


@pytest.mark.skipif(not java_present(), reason="needs a Java runtime")
@pytest.mark.parametrize("name", ["trimethylbenzene", "methylcyclohexanol", "ethyltoluene"])
def test_a_name_that_opsin_finds_ambiguous_is_refused(name):
    with pytest.raises(BadArgument, match="may mean several compounds"):
        resolve(name)


# Broken structures


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("C1CC(", 4, "parenthesis is never closed"),
        ("CC(C(C)C", 2, "parenthesis is never closed"),
        ("c1cccc1", 0, "aromatic"),
        ("C(C)(C)(C)(C)C", 0, "more bonds"),
        ("CCC(C)(C)(C)C", 2, "more bonds"),
        ("CCOF(C)C", 3, "more bonds"),
        ("CC)C", 2, "never opened"),
        ("[Na+", 0, "never closed"),
        ("CC[Na+", 2, "never closed"),
        ("CC1CC", 2, "ring bond 1"),
        ("C%12CCC", 1, "ring bond %12"),
        ("CCzC", 2, "unexpected character"),
    ],
)
def test_a_broken_smiles_says_where(text, position, reason):
    with pytest.raises(BadStructure) as caught:
        read_smiles(text)
    assert caught.value.position == position
    assert reason in caught.value.reason
    assert f"at character {position + 1}." in caught.value.message


@pytest.mark.parametrize("text", ["C1CC(", "c1cccc1", "C(C)(C)(C)(C)C", "CC)C", "[Na+", "C1CC="])
def test_a_broken_smiles_is_not_taken_for_a_name(text):
    with pytest.raises(BadStructure):
        resolve(text)


@pytest.mark.parametrize("text", ["", " ", "C" * 20_001, "InChI=1S/nonsense", "smiles:zzz"])
def test_empty_long_and_other_bad_structures_are_refused(text):
    with pytest.raises(BadStructure):
        resolve(text) if ":" in text or "=" in text else read_smiles(text)


@given(st.text(alphabet="CNOcno1234()[]=#+-@/\\%.lBrH*", max_size=20))
def test_any_text_is_a_molecule_or_a_bad_structure_with_a_place_inside(text):
    try:
        molecule = read_smiles(text)
    except BadStructure as error:
        assert error.position is None or 0 <= error.position < len(text)  # noqa: PT017
    else:
        assert molecule.GetNumAtoms() > 0


@pytest.mark.parametrize("text", ["c1ccccc1", "CCO", "CC(=O)O", "[Na+].[Cl-]", "N#N", "C[C@H](N)O"])
def test_smiles_look_like_smiles(text):
    assert looks_like_smiles(text)


@pytest.mark.parametrize("text", ["benzene", "NaCl", "Sn", "Bi", "1.5", "12", "2-3", "", "CO2"])
def test_words_formulae_and_numbers_do_not_look_like_smiles(text):
    assert not looks_like_smiles(text)
