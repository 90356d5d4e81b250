"""Common names to structures: measured on a list written by hand, and what mends the table.

The InChIKeys of ``compounds.toml`` come by a route beside the name table (see its head).
"""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem

from labwright.core.errors import BadArgument, LabwrightError, UnknownName
from labwright.knowledge.chemistry.opsin_process import java_present, opsin_process
from labwright.tools.chemistry.name_table import lookup, name_table
from labwright.tools.chemistry.names import resolve
from labwright.tools.chemistry.names_file import own_tables
from labwright.tools.chemistry.naming.check_digits import check_digit, wrong_check_digit
from labwright.tools.chemistry.naming.salts import composed_salt
from labwright.tools.chemistry.naming.table_entries import fitting_structure
from labwright.tools.chemistry.structures import composition, read_formula, same_structure

DATA = Path(__file__).parents[1] / "data" / "compounds.toml"
COMPOUNDS = [
    compound
    for field in tomllib.loads(DATA.read_text("utf-8"))["field"]
    for compound in field["compounds"]
]
FEWEST_RIGHT = 0.95

needs_java = pytest.mark.skipif(not java_present(), reason="needs a Java runtime")


def key(smiles):
    return Chem.MolToInchiKey(Chem.MolFromSmiles(smiles))


def found_key(text):
    try:
        return key(resolve(text).smiles)
    except LabwrightError:
        return ""


def test_common_names_resolve_right_and_none_wrong():
    found = {c["common"]: found_key(c["common"]) for c in COMPOUNDS}
    right = [c for c in COMPOUNDS if found[c["common"]] == c["inchikey"]]
    wrong = [
        c["common"] for c in COMPOUNDS
        if found[c["common"]] and found[c["common"]] != c["inchikey"] and "note" not in c
    ]  # fmt: skip
    assert wrong == []
    assert len(COMPOUNDS) >= 300
    assert len(right) / len(COMPOUNDS) >= FEWEST_RIGHT


@needs_java
def test_the_keys_of_the_list_come_from_the_systematic_names():
    named = [c for c in COMPOUNDS if "name" in c]
    read = {c["common"]: opsin_process().ask(c["name"])[0] for c in named}
    assert [c["common"] for c in named if key(read[c["common"]]) != c["inchikey"]] == []


def test_the_keys_of_the_list_come_from_the_cas_entries():
    index = name_table().CAS_index
    named = [c for c in COMPOUNDS if "cas" in c]
    entries = {c["cas"]: index[int(c["cas"].replace("-", ""))] for c in named}
    assert [c["cas"] for c in named if entries[c["cas"]].InChI_key != c["inchikey"]] == []


# The own table. InChIKeys as in PubChem.

KEYS = {
    "strychnine": "QMGVPVSNSZLJIA-FVWCLLPLSA-N", "myo-inositol": "CDAISMWEOUEBRE-GPIVLXJGSA-N",
    "NADH": "BOPGDPNILDQYTO-NNYOXOHSSA-N", "FAD": "VWWQXMAJTJZDQX-UYBVJOGSSA-N",
    "cAMP": "IVOMOUWHDPKRLL-KQYNXXCUSA-N", "azithromycin": "MQTOSJVFKKJCRP-BICOPXKESA-N",
    "lincomycin": "OJMMVQQUTAEWLP-KIDUDLJLSA-N", "riboflavin": "AUNGANRZJHBGPY-SCRDCRAPSA-N",
    "TEMPO": "QYTDEUPAUMOIOP-UHFFFAOYSA-N", "etoposide": "VJJPUSNTGOMMGY-MRVIYFEKSA-N",
    "raffinose": "MUPFEKGTMRGPLJ-ZQSKZDJDSA-N", "codeine": "OROGSEYTTFOCAN-DNJOTXNNSA-N",
    "coenzyme A": "RGJOEKWQDUBAIZ-IBOSZNHHSA-N", "scopolamine": "STECJAGHUSJQJN-FWXGHANASA-N",
}  # fmt: skip
# Formulae from the CRC Handbook and makers' catalogues.
FORMULAE = {
    "lithium cobalt oxide": "CoLiO2", "LiCoO2": "CoLiO2", "Li4Ti5O12": "Li4O12Ti5",
    "Na3V2(PO4)3": "Na3O12P3V2", "MAPbI3": "CH6I3NPb", "CsPbBr3": "Br3CsPb",
    "Fe3O4": "Fe3O4", "Co3O4": "Co3O4", "iron pentacarbonyl": "C5FeO5", "dppf": "C34H28FeP2",
    "Pd(PPh3)4": "C72H60P4Pd", "Pd2(dba)3": "C51H42O3Pd2", "Pd(OAc)2": "C4H6O4Pd",
    "Wilkinson's catalyst": "C54H45ClP3Rh", "DIBAL-H": "C8H19Al", "HATU": "C10H15F6N6OP",
    "LDA": "C6H14LiN", "NaBH(OAc)3": "C6H10BNaO6", "LiTFSI": "C2F6LiNO4S2", "CAN": "CeH8N8O18",
    "Boc2O": "C10H18O5", "9-BBN": "C8H15B", "TBAF": "C16H36FN", "XPhos": "C33H49P",
    "DTPA": "C14H23N3O10", "CL-20": "C6H6N12O12", "lead azide": "N6Pb", "Epsom salt": "H14MgO11S",
    "LiAlH4": "AlH4Li", "Selectfluor": "C7H14B2ClF9N2", "BMIM-PF6": "C8H15F6N2P",
    "리튬인산철": "FeLiO4P", "과망간산칼륨": "KMnO4", "페로센": "C10H10Fe", "시스플라틴": "Cl2H6N2Pt",
}  # fmt: skip


@pytest.mark.parametrize(("name", "wanted"), KEYS.items())
def test_an_entry_has_its_published_inchikey(name, wanted):
    assert found_key(name) == wanted


@pytest.mark.parametrize(("name", "formula"), FORMULAE.items())
def test_an_entry_has_its_formula(name, formula):
    assert composition(resolve(name).smiles) == read_formula(formula)


OWN = [
    (name, target.removeprefix("smiles:"))
    for section in ("names", "exact")
    for name, target in own_tables()[section].items()
    if target.startswith("smiles:")
]


@pytest.mark.parametrize(("name", "smiles"), OWN)
def test_a_structure_of_the_own_table_is_sound(name, smiles):
    mol = Chem.MolFromSmiles(smiles)
    assert Chem.MolToInchiKey(mol)
    assert not Chem.GetFormalCharge(mol) or name in {"paraquat", "methyl viologen"}
    unpaired = [
        a for a in mol.GetAtoms()
        if a.GetNumRadicalElectrons() and a.GetSymbol() in {"C", "N", "O", "P", "S", "Si"}
    ]  # fmt: skip
    assert not unpaired or "TEMPO" in name or "piperidin" in name or name == "DPPH"


@pytest.mark.parametrize("number", range(1, 119))
def test_a_symbol_is_its_element_or_is_asked_about(number):
    symbol = Chem.GetPeriodicTable().GetElementSymbol(number)
    found = lookup(symbol)
    assert found is not None
    assert set(composition(found.smiles)) == {symbol}


@pytest.mark.parametrize(
    ("code", "name"),
    [("Gly", "glycine"), ("Trp", "L-tryptophan"), ("L-Phe", "L-phenylalanine"),
     ("Asn", "L-asparagine"), ("Gln", "L-glutamine"), ("Ile", "L-isoleucine")],
)  # fmt: skip
def test_a_code_of_three_letters_is_its_amino_acid(code, name):
    assert same_structure(resolve(code).smiles, resolve(name).smiles)


@pytest.mark.parametrize(
    "word", ["his", "met", "pro", "caps", "tips", "dead", "can", "cod", "stab"]
)
def test_an_english_word_is_no_abbreviation(word):
    assert word not in own_tables()["names"]


# What the table of `chemicals` holds otherwise than the name says


@pytest.mark.parametrize(
    ("name", "smiles"),
    [
        ("dimethylethylsilane", "CC[SiH](C)C"),  # without its hydrogen
        ("1,1,3,3-tetraisopropyldisiloxane", "CC(C)[SiH](O[SiH](C(C)C)C(C)C)C(C)C"),
        ("n-(4-bromo-3-fluorophenyl)acetamide", "CC(=O)Nc1ccc(Br)c(F)c1"),  # an imidic acid
        ("dihydrocapsaicin", "COc1cc(CNC(=O)CCCCCCC(C)C)ccc1O"),
        ("benzacine", "CN(C)CCOC(=O)C(O)(c1ccccc1)c1ccccc1"),  # as the hydrochloride
        ("wellbutrin sr", "CC(NC(C)(C)C)C(=O)c1cccc(Cl)c1.Cl"),  # a trade name of the salt
    ],
)  # fmt: skip
def test_an_entry_is_mended_by_what_the_name_says(name, smiles):
    assert same_structure(lookup(name).smiles, smiles)


@pytest.mark.parametrize("name", ["tin sodium tartrate", "1-[10-(3-dimethylaminopropyl)phenothiazin-2-yl]propan-1-one hydrochloride", "pipamperone dihydrochloride", "di-beta-ethylhexyl sodium sulfo-succinate", "metaphosphoric acid (hpo3), silver(1+) salt", "2-oh-benzyl dimer hydride"])  # fmt: skip
def test_an_entry_that_contradicts_its_name_is_not_used(name):
    assert lookup(name) is None


def test_a_formula_takes_any_entry_of_its_composition():
    assert composition(resolve("CrB2").smiles) == {"Cr": 1, "B": 2}


class Entry:
    def __init__(self, smiles, *synonyms):
        self.smiles, self.synonyms = smiles, synonyms


@pytest.mark.parametrize(
    ("name", "smiles", "synonyms", "wanted"),
    [
        ("x", "CCN.Cl", ("x", "x hydrochloride"), "CCN"),
        ("x", "CCN.Cl", ("x", "y hydrochloride"), "CCN.Cl"),  # nothing says that x is the base
        ("x hydrochloride", "CCN.Cl", ("x hydrochloride",), "CCN.Cl"),
        ("51-40-1", "CCN.Cl", ("51-40-1", "51-40-1 hydrochloride"), "CCN.Cl"),
        ("x potassium", "CC(=O)O", (), None),
        ("potassium x", "CC(=O)O.[K]", (), None),
        ("x", "[Pd].c1ccc(P(c2ccccc2)c2ccccc2)cc1", (), "[Pd].c1ccc(P(c2ccccc2)c2ccccc2)cc1"),
        ("ethyl radical", "C[CH2]", (), "C[CH2]"),
        ("ethane", "C[CH2]", (), None),
        ("trimethylsilane", "C[Si](C)C", (), "C[SiH](C)C"),
    ],
)
def test_a_structure_is_kept_mended_or_left_out(name, smiles, synonyms, wanted):
    found = fitting_structure(name, Entry(smiles, *synonyms))
    assert found is None if wanted is None else same_structure(found, wanted)


# Salts and hydrates by their parts


@pytest.mark.parametrize(
    ("name", "smiles"),
    [
        ("fluoxetine hydrochloride", "CNCCC(Oc1ccc(C(F)(F)F)cc1)c1ccccc1.Cl"),
        ("sertraline HCl", "CN[C@H]1CC[C@@H](c2ccc(Cl)c(Cl)c2)c2ccccc21.Cl"),
        ("losartan potassium", "CCCCc1nc(Cl)c(CO)n1Cc1ccc(-c2ccccc2-c2nnn[n-]2)cc1.[K+]"),
        ("cobalt chloride hexahydrate", "O.O.O.O.O.O.[Cl-].[Cl-].[Co+2]"),
        ("glucose monohydrate", "O.OC[C@H]1OC(O)[C@H](O)[C@@H](O)[C@@H]1O"),
    ],
)
def test_a_salt_is_made_of_its_parts(name, smiles):
    assert same_structure(resolve(name).smiles, smiles)


@pytest.mark.parametrize(
    "name", ["valsartan sodium", "sodium chloride hydrate", "citric acid sodium"]
)
def test_a_salt_whose_parts_are_not_settled_is_unknown(name):
    with pytest.raises(UnknownName):
        resolve(name)


@given(
    st.sampled_from(["di", "tri", "tetra", ""]), st.sampled_from(["hydrochloride", "hydrobromide"])
)
def test_no_salt_has_more_acid_than_basic_nitrogens(times, acid):
    made = composed_salt(f"x {times}{acid}", {"x": "NCCN"}.get)
    assert (made is None) == (times in ("tri", "tetra"))


# Spellings


@needs_java
@pytest.mark.parametrize(
    ("name", "smiles"),
    [
        ("N-[3-(3-chloroanilino)phenyl]acetamide", "CC(=O)Nc1cccc(Nc2cccc(Cl)c2)c1"),
        ("4-(3-chlorobutyl)pyridine;hydrochloride", "CC(Cl)CCc1ccncc1.Cl"),
        ("(2r)-2-bromo-7-fluoroheptane", "C[C@@H](Br)CCCCCF"),
    ],
)
def test_a_catalogue_spelling_of_a_systematic_name_is_read(name, smiles):
    assert same_structure(resolve(name).smiles, smiles)


# Two readings


@pytest.mark.parametrize("text", ["CO", "NO", "SI", "CN", "CS", "COS", "Cl", "SC", "PB", "NB"])
def test_a_short_text_with_two_readings_is_asked_about(text):
    with pytest.raises(BadArgument, match="two readings"):
        resolve(text)


@pytest.mark.parametrize(
    ("text", "part"), [("PCP", "PCP (CH6P2)"), ("PS", "PS (H3PS)"), ("PP", "PP (H4P2)")]
)
def test_a_refused_abbreviation_that_is_a_smiles_says_so(text, part):
    with pytest.raises(BadArgument, match="As SMILES it reads") as caught:
        resolve(text)
    assert part in caught.value.message
    assert f"smiles:{text}" in caught.value.remedy


@pytest.mark.parametrize("text", ["ON", "NS", "SN", "sn", "PN"])
def test_two_letters_are_no_synonym_of_something_else(text):
    assert lookup(text) is None


@pytest.mark.parametrize(("text", "formula"), [("NBS", "C4H4BrNO2"), ("NCS", "C4H4ClNO2"),
                                               ("NIS", "C4H4INO2")])  # fmt: skip
def test_an_abbreviation_whose_smiles_cannot_be_is_the_reagent(text, formula):
    assert composition(resolve(text).smiles) == read_formula(formula)


# CAS numbers


@pytest.mark.parametrize(("body", "digit"), [("50-78-", 2), ("7732-18-", 5), ("64-17-", 5)])
def test_the_check_digit_is_that_of_real_numbers(body, digit):
    assert check_digit(f"{body}0") == digit


def test_a_cas_number_with_another_check_digit_is_refused_with_the_right_one():
    with pytest.raises(BadArgument, match=r"check digit is 3, but .* call for 2"):
        resolve("50-78-3")
    assert not wrong_check_digit("50-78-2")
