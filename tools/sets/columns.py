"""Properties that are computed for every molecule of a set, each in microseconds."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from labwright.core.errors import BadArgument
from labwright.tools.chemistry.descriptors import DESCRIPTORS

Compute = Callable[[Any], Any]


@dataclass(frozen=True)
class Column:
    """A column of results.

    Args:
        key: Its heading in a file.
        name: What it is called in prose.
        unit: As pint reads it.
        method: How it is obtained.
        kind: ``number``, ``truth`` or ``text``.
    """

    key: str
    name: str
    unit: str = ""
    method: str = ""
    kind: str = "text"


@dataclass(frozen=True)
class Property:
    """A property of a molecule with the words that people use for it.

    Args:
        column: How it is headed.
        load: Returns the function that computes it; called once in a process.
        words: What people call it.
        numeric: Whether it is a number.
        decimals: Decimals that mean something.
    """

    column: Column
    load: Callable[[], Compute]
    words: tuple[str, ...] = ()
    numeric: bool = True
    decimals: int = 2


def _function(module: str, name: str) -> Callable[[], Compute]:
    def load() -> Compute:
        from importlib import import_module

        found: Compute = getattr(import_module(module), name)
        return found

    return load


def _same(compute: Compute) -> Compute:
    return compute


def _scaffold() -> Compute:
    from rdkit.Chem import MolToSmiles
    from rdkit.Chem.Scaffolds.MurckoScaffold import GetScaffoldForMol

    return lambda mol: MolToSmiles(GetScaffoldForMol(mol))


def _violations() -> Compute:
    from rdkit.Chem import rdMolDescriptors as counts
    from rdkit.Chem.Crippen import MolLogP  # type: ignore[attr-defined]
    from rdkit.Chem.Descriptors import MolWt  # type: ignore[attr-defined]

    def violations(mol: Any) -> int:
        measured = (
            MolWt(mol), MolLogP(mol),
            counts.CalcNumLipinskiHBD(mol), counts.CalcNumLipinskiHBA(mol),
        )  # fmt: skip
        return sum(value > limit for value, limit in zip(measured, (500, 5, 5, 10), strict=True))

    return violations


def _alerts(catalogue: str) -> Callable[[], Compute]:
    def load() -> Compute:
        from rdkit.Chem.FilterCatalog import FilterCatalog, FilterCatalogParams

        parameters = FilterCatalogParams()
        parameters.AddCatalog(getattr(FilterCatalogParams.FilterCatalogs, catalogue))
        found = FilterCatalog(parameters)
        return lambda mol: len(found.GetMatches(mol))

    return load


def _stereocentres() -> Compute:
    from rdkit.Chem import FindMolChiralCenters

    return lambda mol: len(
        FindMolChiralCenters(mol, includeUnassigned=True, useLegacyImplementation=False)
    )


def _charge() -> Compute:
    from rdkit.Chem import GetFormalCharge

    return GetFormalCharge


_RD = "rdkit.Chem.rdMolDescriptors"
_LIPINSKI = "Lipinski et al., Adv. Drug Deliv. Rev. 1997, 23, 3"
_OWN = (
    Property(Column("average_mass", "average molecular mass", "g/mol", "natural isotopes"),
             _function("rdkit.Chem.Descriptors", "MolWt"),
             ("molecular weight", "molecular mass", "molar mass", "average mass", "mol weight",
              "MW", "mass", "weight", "분자량", "몰질량")),
    Property(Column("monoisotopic_mass", "monoisotopic mass", "Da", "most abundant isotopes"),
             _function("rdkit.Chem.Descriptors", "ExactMolWt"),
             ("monoisotopic mass", "exact mass"), decimals=4),
    Property(Column("charge", "formal charge"), _charge, ("formal charge", "charge"), decimals=0),
    Property(Column("stereocentres", "stereocentres", "", "assigned or not, RDKit"),
             _stereocentres,
             ("stereocentres", "stereocenters", "stereogenic centres", "chiral centers",
              "chiral centres"), decimals=0),
    Property(Column("lipinski_violations", "Lipinski limits broken", "", _LIPINSKI), _violations,
             ("lipinski violations", "ro5 violations", "rule of five violations"), decimals=0),
    Property(Column("pains_alerts", "PAINS alerts", "",
                    "Baell and Holloway, J. Med. Chem. 2010, 53, 2719, as coded in RDKit"),
             _alerts("PAINS"), ("pains alerts", "PAINS"), decimals=0),
    Property(Column("brenk_alerts", "Brenk alerts", "",
                    "Brenk et al., ChemMedChem 2008, 3, 435, as coded in RDKit"),
             _alerts("BRENK"), ("brenk alerts", "Brenk"), decimals=0),
    Property(Column("formula", "molecular formula", "", "Hill order"),
             _function(_RD, "CalcMolFormula"),
             ("molecular formula", "formulas", "formulae", "formula"), numeric=False),
    Property(Column("canonical_smiles", "canonical SMILES", "", "RDKit"),
             _function("rdkit.Chem", "MolToSmiles"),
             ("canonical smiles", "standardised smiles", "standardized smiles"), numeric=False),
    Property(Column("inchi", "InChI"), _function("rdkit.Chem", "MolToInchi"), ("inchi",),
             numeric=False),
    Property(Column("inchikey", "InChIKey"), _function("rdkit.Chem", "MolToInchiKey"),
             ("inchikey", "inchikeys", "inchi key", "inchi keys"), numeric=False),
    Property(Column("scaffold", "Bemis-Murcko scaffold", "",
                    "Bemis and Murcko, J. Med. Chem. 1996, 39, 2887"),
             _scaffold, ("scaffold", "scaffolds", "murcko scaffold"), numeric=False),
)  # fmt: skip

_DIRECT = {
    "logp": ("rdkit.Chem.Crippen", "MolLogP"),
    "tpsa": (_RD, "CalcTPSA"), "hbd": (_RD, "CalcNumHBD"), "hba": (_RD, "CalcNumHBA"),
    "rotatable_bonds": (_RD, "CalcNumRotatableBonds"), "rings": (_RD, "CalcNumRings"),
}  # fmt: skip
"""Those of every run, called without a step between."""

_MORE_WORDS = {
    "hbd": ("h bond donors", "hydrogen bond donor", "h-bond donor"),
    "hba": ("h bond acceptors", "hydrogen bond acceptor", "h-bond acceptor"),
    "rings": ("number of rings",),
    "sa_score": ("sa_score",),
}
_SHORT = 4
USUAL = ("average_mass", "logp", "tpsa", "hbd", "hba", "rotatable_bonds", "rings")
"""What is computed where nobody says what."""
_ALL_WORDS = re.compile(
    r"\b(?:descriptors?|properties|physicochemical|physchem|usual|기술자|물성)\b", re.I
)
_FILE = re.compile(
    r"\S+\.(?:csv|tsv|tab|sdf?|smi(?:les)?|ism|txt|mol|parquet)(?:\.gz)?(?!\w)", re.I
)


@cache
def properties() -> dict[str, Property]:
    """Return all properties by key."""
    found = {p.column.key: p for p in _OWN}
    for d in DESCRIPTORS.values():
        direct = _DIRECT.get(d.key)
        found[d.key] = Property(
            Column(d.key, d.name, d.unit, d.method),
            _function(*direct) if direct else partial(_same, d.compute),
            (*d.names, *_MORE_WORDS.get(d.key, ())),
            decimals=0 if d.decimals is None else d.decimals,
        )
    return found


@cache
def compute(key: str) -> Compute:
    """Return the function of a property."""
    return properties()[key].load()


@cache
def _vocabulary() -> tuple[re.Pattern[str], dict[str, str]]:
    words: dict[str, str] = {}
    for key, one in properties().items():
        for word in (*one.words, key, key.replace("_", " "), one.column.name):
            words.setdefault(word.lower(), key)
            if word.endswith("s") and not word.endswith("ss") and len(word) > _SHORT:
                words.setdefault(word.lower()[:-1], key)
    longest_first = sorted(words, key=len, reverse=True)
    shape = "|".join(re.escape(word) for word in longest_first)
    return re.compile(rf"(?<![\w-])(?:{shape})(?![\w-])", re.I), words


def without_files(text: str) -> str:
    """Return a text with blanks in place of names of files, which may be called after anything."""
    return _FILE.sub(lambda match: " " * len(match[0]), text)


def named_properties(text: str) -> list[tuple[int, int, str]]:
    """Find the properties that a text names.

    Args:
        text: A question, or keys with commas between.

    Returns:
        Start, end and key of each, in order.

    Example:
        >>> named_properties("logP and molecular weight of all")
        [(0, 4, 'logp'), (9, 25, 'average_mass')]
    """
    shape, words = _vocabulary()
    found = shape.finditer(without_files(text))
    return [(match.start(), match.end(), words[match[0].lower()]) for match in found]


def chosen_keys(text: str) -> tuple[str, ...]:
    """Return the keys of the properties that a text asks for.

    Args:
        text: A question, or keys with commas between; nothing, or just “descriptors”, for the
            usual ones.

    Returns:
        Keys, each once.

    Raises:
        BadArgument: If it names none.

    Example:
        >>> chosen_keys("TPSA and logP, please")
        ('tpsa', 'logp')
    """
    keys = tuple(dict.fromkeys(key for _, _, key in named_properties(text)))
    if keys:
        return keys
    if not text.strip() or _ALL_WORDS.search(without_files(text)):
        return USUAL
    raise BadArgument(
        f"“{text.strip()[:80]}” names no property that is computed over sets.",
        f"Known: {', '.join(properties())}.",
    )


def check_keys(keys: tuple[str, ...]) -> None:
    """Raise for a key that is not known.

    Args:
        keys: Keys of properties.

    Raises:
        BadArgument: Naming it, with those there are.
    """
    if unknown := [key for key in keys if key not in properties()]:
        raise BadArgument(
            f"“{unknown[0]}” is not a property computed over sets.",
            f"Known: {', '.join(properties())}.",
        )
