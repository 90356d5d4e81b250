"""Named reactions: every entry of the library, textbook products, and what is refused."""

import pytest
from rdkit import Chem
from rdkit.Chem import rdChemReactions, rdCIPLabeler

from labwright.core.errors import BadArgument, BadStructure, TooLarge
from labwright.tools.chemistry.reactions.custom import apply_reaction_smarts
from labwright.tools.chemistry.reactions.library import (
    named_reactions,
    reaction_by_name,
    reaction_words,
)
from labwright.tools.chemistry.reactions.named import run_named_reaction
from labwright.tools.chemistry.reactions.orientation import favoured
from labwright.tools.chemistry.reactions.prediction import predict_product
from labwright.tools.chemistry.reactions.reactants import as_templates_expect

LIBRARY = {reaction.name: reaction for reaction in named_reactions()}


def canonical(smiles):
    return Chem.MolToSmiles(Chem.MolFromSmiles(smiles))


def product(name, *molecules):
    return run_named_reaction(name, list(molecules)).quantity("named_product").value


def same(first, second):
    return Chem.CanonSmiles(first) == Chem.CanonSmiles(second)


# The library


@pytest.mark.parametrize("name", LIBRARY)
def test_the_worked_example_of_every_reaction_gives_its_product(name):
    reaction = LIBRARY[name]
    found = run_named_reaction(name, [f"smiles:{smiles}" for smiles in reaction.example])
    assert same(found.quantity("named_product").value, reaction.product)


@pytest.mark.parametrize("name", LIBRARY)
def test_every_template_names_as_many_reactants_as_it_takes(name):
    reaction = LIBRARY[name]
    # Read by RDKit directly, as an independent look at the expanded SMARTS.
    templates = [rdChemReactions.ReactionFromSmarts(smarts) for smarts in reaction.smarts]
    assert max(t.GetNumReactantTemplates() for t in templates) == len(reaction.reactants)
    assert all(t.Validate(silent=True)[1] == 0 for t in templates)


def test_no_name_means_two_reactions():
    names = [name.lower() for words in reaction_words().values() for name in words]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "name",
    """amide coupling,Fischer esterification,saponification,Suzuki,Heck,Sonogashira,Stille,Negishi,
    Buchwald-Hartwig,Ullmann,Chan-Lam,Grignard,Wittig,HWE,aldol,Claisen condensation,Knoevenagel,
    Mannich,Michael addition,Diels-Alder,CuAAC,click chemistry,reductive amination,Williamson,
    N-alkylation,S-alkylation,SNAr,Friedel-Crafts alkylation,Friedel-Crafts acylation,nitration,
    epoxidation,dihydroxylation,ozonolysis,hydrogenation,hydroboration,Swern,PCC oxidation,
    Jones oxidation,NaBH4 reduction,LiAlH4 reduction,Baeyer-Villiger,Beckmann,Fischer indole,
    Paal-Knorr,Hantzsch synthesis,Pictet-Spengler,Mitsunobu,Gabriel,Curtius,Boc protection,
    Fmoc deprotection,Cbz protection,TBS protection,Staudinger,Appel,sulfonamide formation,
    urea formation,carbamate formation,RCM,Cope rearrangement,Claisen rearrangement,
    imine formation,acetal formation,ATRA""".replace("\n", "").split(","),
)
def test_reactions_are_found_by_the_names_people_use(name):
    assert reaction_by_name(name.strip()).smarts


# Known products: textbook answers, by names that the name table resolves


@pytest.mark.parametrize(
    ("name", "molecules", "expected"),
    [
        ("anhydride acylation", ["salicylic acid", "acetic anhydride"], "CC(=O)Oc1ccccc1C(=O)O"),
        ("Suzuki", ["phenylboronic acid", "4-bromoanisole"], "COc1ccc(-c2ccccc2)cc1"),
        ("Diels-Alder", ["cyclopentadiene", "maleic anhydride"], "O=C1OC(=O)C2C1C1C=CC2C1"),
        ("Beckmann", ["cyclohexanone oxime"], "O=C1CCCCCN1"),  # caprolactam
        ("Fischer indole", ["phenylhydrazine", "acetone"], "Cc1cc2ccccc2[nH]1"),
        ("Paal-Knorr", ["2,5-hexanedione", "ammonia"], "Cc1ccc(C)[nH]1"),
        ("Baeyer-Villiger", ["cyclohexanone"], "O=C1CCCCCO1"),
        ("Baeyer-Villiger", ["acetophenone"], "CC(=O)Oc1ccccc1"),  # aryl before methyl
        ("aldol condensation", ["benzaldehyde", "acetone"], "CC(=O)C=Cc1ccccc1"),
        ("Claisen condensation", ["ethyl acetate"], "CCOC(=O)CC(C)=O"),
        ("nitration", ["nitrobenzene"], "O=[N+]([O-])c1cccc([N+](=O)[O-])c1"),
        ("nitration", ["acetanilide"], "CC(=O)Nc1ccc([N+](=O)[O-])cc1"),
        ("hydration of an alkene", ["1-methylcyclohexene"], "CC1(O)CCCCC1"),
        ("hydroboration", ["1-methylcyclohexene"], "CC1CCCCC1O"),
        ("Wolff-Kishner", ["acetophenone"], "CCc1ccccc1"),
        ("Hofmann rearrangement", ["benzamide"], "Nc1ccccc1"),
        ("Vilsmeier", ["indole"], "O=Cc1c[nH]c2ccccc12"),
        ("Knorr pyrazole", ["acetylacetone", "hydrazine"], "Cc1cc(C)[nH]n1"),
        ("Wittig", ["cyclohexanone", "[CH2-][P+](c1ccccc1)(c1ccccc1)c1ccccc1"], "C=C1CCCCC1"),
        ("Grignard", ["acetone", "methylmagnesium bromide"], "CC(C)(C)O"),
        ("Michael addition", ["methyl vinyl ketone", "diethyl malonate"],
         "CCOC(=O)C(CCC(C)=O)C(=O)OCC"),
    ],
)  # fmt: skip
def test_textbook_reactions_give_textbook_products(name, molecules, expected):
    assert same(product(name, *molecules), expected)


def cip(smiles):
    mol = Chem.MolFromSmiles(smiles)
    rdCIPLabeler.AssignCIPLabels(mol)
    return [a.GetProp("_CIPCode") for a in mol.GetAtoms() if a.HasProp("_CIPCode")]


@pytest.mark.parametrize(
    ("name", "molecules", "before"),
    [("Mitsunobu", ["C[C@@H](O)CCCCCC", "benzoic acid"], "C[C@@H](O)CCCCCC"),
     ("Williamson", ["CC[C@@H](C)Br", "phenol"], "CC[C@@H](C)Br"),
     ("Finkelstein", ["CC[C@H](C)Br", "[Na+].[I-]"], "CC[C@H](C)Br")],
)  # fmt: skip
def test_sn2_turns_the_configuration_over(name, molecules, before):
    # Priorities are the same before and after, so the CIP letter has to change.
    assert cip(before) + cip(product(name, *molecules)) in (["R", "S"], ["S", "R"])


def test_what_does_not_react_keeps_its_configuration():
    assert cip(product("amide coupling", "N[C@@H](C)C(=O)OC", "acetic acid")) == cip(
        "N[C@@H](C)C(=O)OC"
    )


def test_several_places_are_all_listed():
    found = run_named_reaction("nitration", ["toluene"])
    assert found.quantity("named_products").value == 3
    assert len(found.table) == 4
    assert "mixtures" in found.caution


@pytest.mark.parametrize(
    ("smiles", "first", "second"),
    [("Cc1ccccc1", 4, 3), ("O=[N+]([O-])c1ccccc1", 5, 4), ("Clc1ccccc1", 4, 3),
     ("c1ccncc1", 1, 2), ("c1ccc2ccccc2c1", 4, 1)],
)  # fmt: skip
def test_directing_groups_order_the_places(smiles, first, second):
    mol = Chem.MolFromSmiles(smiles)
    assert favoured(mol, first) > favoured(mol, second)


def test_the_reaction_is_drawn_and_its_limits_are_told():
    found = run_named_reaction("Suzuki", ["bromobenzene", "phenylboronic acid"])
    assert found.figure.startswith("<svg")
    assert "does not tell whether" in found.caution


def test_an_energetic_product_is_pointed_out():
    found = run_named_reaction("azide substitution", ["benzyl bromide", "sodium azide"])
    assert "organic azide" in found.caution


# Refusals


@pytest.mark.parametrize(
    ("name", "molecules", "error"),
    [("Suzuki", ["ethanol", "water"], "do not fit"), ("frobnication", ["ethanol"], "Nearest"),
     ("Suzuki", [], "No molecule")],
)  # fmt: skip
def test_what_does_not_fit_is_refused(name, molecules, error):
    with pytest.raises(BadArgument, match=error):
        run_named_reaction(name, molecules)


def test_broken_structures_and_giants_are_refused():
    with pytest.raises(BadStructure):
        run_named_reaction("nitration", ["C1CC("])
    with pytest.raises(TooLarge):
        predict_product(["smiles:" + "C" * 5000])
    with pytest.raises(TooLarge):
        predict_product(["ethanol"] * 9)


# Which reactions fit


@pytest.mark.parametrize(
    ("molecules", "reaction", "expected"),
    [
        (["benzoic acid", "benzylamine"], "amide coupling", "O=C(NCc1ccccc1)c1ccccc1"),
        (["acetone", "phenyllithium"], "Grignard addition to a ketone", "CC(C)(O)c1ccccc1"),
        (["methyl vinyl ketone", "thiophenol"], "thia-Michael addition", "CC(=O)CCSc1ccccc1"),
        (["benzyl azide", "phenylacetylene", "[Cu+]"],
         "copper-catalysed azide–alkyne cycloaddition", "c1ccc(Cn2cc(-c3ccccc3)nn2)cc1"),
        (["1-bromobutane", "[OH-]"], "hydrolysis of an alkyl halide", "CCCCO"),
        (["bromobenzene", "styrene", "[Pd]"], "Heck reaction", "C(=Cc1ccccc1)c1ccccc1"),
        (["cyclohexene", "smiles:ICI", "[Zn]"], "Simmons–Smith cyclopropanation",
         "C1CCC2CC2C1"),
        (["acetyl chloride", "aniline"], "acid chloride amidation", "CC(=O)Nc1ccccc1"),
        (["acetophenone", "sodium borohydride"], "sodium borohydride reduction",
         "CC(O)c1ccccc1"),
    ],
)  # fmt: skip
def test_the_reaction_that_fits_best_comes_first(molecules, reaction, expected):
    found = predict_product(molecules)
    assert found.quantity("reaction").value == reaction
    assert same(found.quantity("product").value, expected)
    assert "not predictions" in found.caution


def test_nothing_that_fits_is_no_verdict():
    found = predict_product(["methane", "helium"])
    assert found.quantity("product") is None
    assert "does not say that they do not react" in found.caution


def test_ionic_organometallics_are_read_as_reagents():
    mol = as_templates_expect(Chem.MolFromSmiles("[c-]1ccccc1.[Mg+2].[Br-]"))
    assert same(Chem.MolToSmiles(mol), "Br[Mg]c1ccccc1")
    cyanide = Chem.MolFromSmiles("[Na+].[C-]#N")
    assert Chem.MolToSmiles(as_templates_expect(cyanide)) == Chem.MolToSmiles(cyanide)


# Reaction SMARTS of the user


def test_a_smarts_is_applied_at_every_place_once():
    found = apply_reaction_smarts("[C:1][OX2H1:2]>>[C:1][O:2]C", ["glycerol"])
    assert found.quantity("product_sets").value == 2  # two alike ends, one middle
    assert len(found.table) == 3


def test_the_order_of_the_molecules_does_not_matter():
    smarts = "[C:1](=[O:2])[OH].[NX3;H2:3]>>[C:1](=[O:2])[N:3]"
    one = apply_reaction_smarts(smarts, ["acetic acid", "aniline"])
    other = apply_reaction_smarts(smarts, ["aniline", "acetic acid"])
    assert one.quantity("first_product").value == other.quantity("first_product").value
    assert same(one.quantity("first_product").value, "CC(=O)Nc1ccccc1")


@pytest.mark.parametrize("smarts", ["", "CCO", "[C:1>>[C:1]", ">>", "C>>", "[C:1]" * 2000 + ">>C"])
def test_a_broken_smarts_is_refused(smarts):
    with pytest.raises(BadStructure):
        apply_reaction_smarts(smarts, ["ethanol"])


def test_the_number_of_molecules_has_to_be_that_of_the_smarts():
    with pytest.raises(BadArgument, match="2 reactants"):
        apply_reaction_smarts("[C:1].[O:2]>>[C:1][O:2]", ["ethanol"])


def test_products_that_break_valence_are_left_out():
    found = apply_reaction_smarts("[CH3:1]>>[C:1](F)(F)(F)(F)F", ["ethane"])
    assert found.quantity("product_sets").value == 0
