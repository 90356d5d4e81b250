"""Scores of likeness: QED with its parts, and natural-product likeness."""

from functools import cache
from typing import Any

from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.chemistry.properties.organic import require_organic
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule

# The eight properties of QED as RDKit names them, and as people do.
_PARTS = {
    "MW": "molecular weight", "ALOGP": "logP", "HBA": "hydrogen-bond acceptors",
    "HBD": "hydrogen-bond donors", "PSA": "polar surface area", "ROTB": "rotatable bonds",
    "AROM": "aromatic rings", "ALERTS": "structural alerts",
}  # fmt: skip


@tool(
    examples=(
        "Which properties pull down the QED of {molecule}?",
        "Break the QED of {molecule} down into its parts",
        "QED components of {molecule}",
        "desirability of each property in the drug-likeness score of {molecule}",
        "QED of {molecule} with its eight properties",
    ),
    yields=(
        Yield("qed_parts", ("QED components", "QED parts", "QED properties", "QED breakdown",
                            "desirability functions", "desirabilities")),
    ),
    domain="Small organic molecules; fitted to oral drugs.",
)  # fmt: skip
def qed_parts(molecule: Molecule) -> Finding:
    """Compute QED and the desirability of each of its eight properties.

    QED is the weighted geometric mean of the desirabilities (Bickerton et al., Nature Chem. 2012,
    4, 90), with the mean weights of that paper.

    Args:
        molecule: A name, CAS number, InChI or SMILES.

    Returns:
        QED in 0…1, the property that lowers it most, and a table of the parts.

    Raises:
        BadArgument: If it is not organic.

    Example:
        >>> qed_parts("aspirin").quantity("qed").text()
        '0.5501'
    """
    from math import log

    from rdkit.Chem import QED

    found = read_molecule(molecule)
    require_organic(found, "QED", salts=True)
    values = QED.properties(found.mol)
    parts: dict[str, Any] = {
        key: QED.ads(value, QED.adsParameters[key]) for key, value in values._asdict().items()
    }
    weights = QED.WEIGHT_MEAN._asdict()
    worst = min(parts, key=lambda key: weights[key] * log(parts[key]))
    rows = tuple(
        (_PARTS[key], f"{getattr(values, key):.4g}", f"{parts[key]:.3f}", f"{weights[key]:.2f}")
        for key in parts
    )
    return Finding(
        statement=f"QED of {found.name} is {{qed}}; the part that lowers it most is "
        "{worst_part}, with a desirability of {worst_desirability}.",
        quantities=(
            Quantity(key="qed", name="QED", value=float(QED.qed(found.mol)), decimals=4,
                     method="Bickerton et al., Nature Chem. 2012, 4, 90"),
            Quantity(key="worst_part", name="property that lowers it most", value=_PARTS[worst]),
            Quantity(key="worst_desirability", name="its desirability",
                     value=float(parts[worst]), decimals=3),
        ),
        structures=(found.structure,),
        table=(("property", "value", "desirability", "weight"), *rows),
    )  # fmt: skip


@tool(
    examples=(
        "How natural-product-like is {molecule}?",
        "NP-likeness score of {molecule}",
        "natural product likeness {molecule}",
        "Does {molecule} look like a natural product or a synthetic one?",
        "NP score for {molecule}",
    ),
    yields=(
        Yield("np_score", ("NP-likeness", "NP likeness", "NP score", "natural product likeness",
                           "natural-product likeness", "natural product score",
                           "natural-product-like", "천연물 유사성")),
    ),
    domain="Organic molecules; fragments unknown to the model count as neutral.",
    cost="seconds",
)  # fmt: skip
def natural_product_likeness(molecule: Molecule) -> Finding:
    """Score how much a molecule resembles natural products, by its fragments.

    Args:
        molecule: A name, CAS number, InChI or SMILES.

    Returns:
        The score from about -5 (synthetic) to 5 (natural), and the share of its fragments that the
        model knows (Ertl, Roggo and Schuffenhauer, J. Chem. Inf. Model. 2008, 48, 68).

    Raises:
        BadArgument: If it is not organic.

    Example:
        >>> natural_product_likeness("cholesterol").quantity("np_score").value > 1
        True
    """
    from rdkit.Contrib.NP_Score import npscorer

    found = read_molecule(molecule)
    require_organic(found, "the score", salts=True)
    score, known = npscorer.scoreMolWConfidence(found.mol, _np_model())
    side = "natural products" if score > 0 else "synthetic molecules"
    return Finding(
        statement=f"The natural-product likeness of {found.name} is {{np_score}}: its fragments "
        f"are more frequent in {side} ({{known_share}} of them are known).",
        quantities=(
            Quantity(key="np_score", name="natural-product likeness", value=float(score),
                     decimals=2, definition="-5 synthetic … 5 natural",
                     method="Ertl, Roggo and Schuffenhauer, J. Chem. Inf. Model. 2008, 48, 68"),
            Quantity(key="known_share", name="share of fragments known to the model",
                     value=100 * float(known), unit="percent", decimals=0),
        ),
        structures=(found.structure,),
        caution="It compares fragments; it does not tell whether the molecule occurs in nature.",
    )  # fmt: skip


@cache
def _np_model() -> Any:
    """Load the fragment scores that come with RDKit (2 MB)."""
    import gzip
    import pickle
    from pathlib import Path

    from rdkit.Contrib.NP_Score import npscorer

    with gzip.open(Path(npscorer.__file__).with_name("publicnp.model.gz")) as file:
        return pickle.load(file)  # noqa: S301 - a file of RDKit's own package
