"""Acidic and basic sites with their usual pKa, and the species at a pH."""

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from labwright.core.errors import BadArgument, TooLarge
from labwright.core.finding import Finding, Structure
from labwright.core.isolation import isolated
from labwright.core.measures import read_measure
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.chemistry.properties.organic import require_organic
from labwright.tools.chemistry.structures import canonical, read_smiles
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule, measured

_PH = re.compile(r"^\s*pH\s*(?:of|=)?\s*", re.IGNORECASE)
_SECONDS = 8.0
_MOST_ATOMS = 200
_HIGHEST = 14.0
_MOST_SPECIES = 32
# Rules of dimorphite-dl that mark groups without a proton to lose, as a nitro group.
_NO_PKA = -100.0
_METHOD = "dimorphite-dl; Ropp et al., J. Cheminform. 2019, 11, 14"


@dataclass(frozen=True)
class Site:
    """A group that takes up or loses a proton."""

    rule: str
    atom: str
    pka: float
    spread: float


@tool(
    examples=(
        "Estimate the pKa of the groups of {molecule}",
        "Ionizable groups of {molecule} and their pKa",
        "Which form of {molecule} is present at pH 7.4?",
        "protonation state of {molecule} at {quantity}",
        "charge of {molecule} at physiological pH",
        "dominant species of {molecule} at pH 2",
        "Is {molecule} protonated or deprotonated in blood?",
        "acidic and basic sites in {molecule}",
    ),
    yields=(
        # Not “pKa” alone: a value is wanted then, and the table gives means of kinds of groups.
        Yield("pka", ("ionizable groups", "ionisable groups", "acidic and basic sites",
                      "estimated pKa", "pKa estimate", "predicted pKa")),
        Yield("species", ("protonation state", "dominant species", "ionization state",
                          "ionisation state", "major species", "protonation states",
                          "predominant species", "dominant form", "양성자화 상태")),
    ),
    domain="Organic molecules up to 200 heavy atoms in water; groups that its rule table holds.",
    cost="seconds",
)  # fmt: skip
def protonation(
    molecule: Molecule,
    ph: Annotated[str, measured("pH", "pH", "at"), Field(max_length=40)] = "7.4",
) -> Finding:
    """Find acidic and basic sites by a table of rules, and the species that prevails at a pH.

    Each site has the mean pKa of its kind of group, with the spread of that kind (Ropp et al., J.
    Cheminform. 2019, 11, 14). The site is protonated if its pKa lies above the pH.

    Args:
        molecule: A name, CAS number, InChI or SMILES.
        ph: The pH, 0 to 14; 7.4 if none is given.

    Returns:
        The sites with pKa and spread, the prevailing species with its charge, and the other
        species that lie within the spread.

    Raises:
        BadArgument: If the pH lies outside 0 to 14, or the molecule is not organic.
        TooLarge: If it has over 200 heavy atoms.

    Example:
        >>> protonation("acetic acid", "7").quantity("species").value
        'CC(=O)[O-]'
    """
    value = read_measure(_PH.sub("", ph), "pH", "The pH")
    if not 0 <= value <= _HIGHEST:
        raise BadArgument(f"pH {value:g} is out of range.", "Give a pH from 0 to 14.")
    found = read_molecule(molecule)
    if (atoms := found.mol.GetNumHeavyAtoms()) > _MOST_ATOMS:
        raise TooLarge(f"{found.name[:60]} has {atoms} heavy atoms.", f"Give up to {_MOST_ATOMS}.")
    require_organic(found, "the table of pKa rules", salts=True)
    sites = isolated(sites_of, found.smiles, seconds=_SECONDS)
    main, others = isolated(species_of, found.smiles, value, seconds=_SECONDS)
    return _finding(found.name, found.structure, value, sites, main, others)


def _finding(
    name: str, given: Structure, ph: float, sites: list[Site], main: str, others: list[str]
) -> Finding:
    structures = [given, Structure(name=f"{name} at pH {ph:g}", smiles=main)]
    structures += [Structure(name=f"{name}, also possible", smiles=other) for other in others]
    return Finding(
        statement=f"{_sites_sentence(name, sites)}; {_species_sentence(bool(others))}.",
        quantities=_quantities(ph, sites, main, others),
        structures=tuple(structures),
        table=_table(sites, ph),
        caution="A table of rules with the mean pKa of each kind of group, no measured value: a "
        "neighbouring group or a second charge may shift a pKa by more than the spread. A group "
        "missing from the table is taken as neutral.",
    )


def _sites_sentence(name: str, sites: list[Site]) -> str:
    if not sites:
        return f"The table of rules finds no acidic or basic site in {name}"
    listed = ", ".join(
        f"{_plain(s.rule)} {{pka_{i}}} ± {{spread_{i}}}" for i, s in enumerate(sites, 1)
    )
    which = "this site" if len(sites) == 1 else "these sites"
    return f"{name} has {which}, with the mean pKa of its kind of group: {listed}"


def _species_sentence(undecided: bool) -> str:
    if not undecided:
        return "at pH {ph} the prevailing species is {species} with charge {charge}"
    return (
        "at pH {ph} the spread leaves open which species prevails: by the means it is {species} "
        "with charge {charge}, and {others} may prevail as well"
    )


def _quantities(ph: float, sites: list[Site], main: str, others: list[str]) -> tuple[Quantity, ...]:
    from rdkit.Chem import GetFormalCharge

    found = [
        Quantity(key="ph", name="pH", value=ph, decimals=1),
        Quantity(key="species", name=f"prevailing species at pH {ph:g}", value=main,
                 method=_METHOD, definition="by the mean pKa of each kind of group"),
        Quantity(key="charge", name="its charge", value=int(GetFormalCharge(read_smiles(main)))),
    ]  # fmt: skip
    if others:
        found.append(Quantity(key="others", name="species within the spread",
                              value=", ".join(others), method=_METHOD))  # fmt: skip
    for i, site in enumerate(sites, 1):
        found += [
            Quantity(key=f"pka_{i}", name=f"pKa of {_plain(site.rule)}", value=site.pka,
                     decimals=1, method=_METHOD, definition="mean of its kind of group"),
            Quantity(key=f"spread_{i}", name=f"spread of {_plain(site.rule)}", value=site.spread,
                     decimals=1, definition="standard deviation of its kind of group"),
        ]  # fmt: skip
    return tuple(found)


def _table(sites: list[Site], ph: float) -> tuple[tuple[str, ...], ...]:
    if not sites:
        return ()
    rows = tuple(
        (_plain(s.rule), s.atom, f"{s.pka:.2f}", f"{s.spread:.2f}", _state(s, ph)) for s in sites
    )
    return (("site", "atom", "pKa", "spread", f"at pH {ph:g}"), *rows)


def _state(site: Site, ph: float) -> str:
    if abs(site.pka - ph) <= site.spread:
        return "undecided"
    return "protonated" if site.pka > ph else "deprotonated"


def _plain(rule: str) -> str:
    return rule.lstrip("*").replace("_", " ").lower()


def sites_of(smiles: str) -> list[Site]:
    """Return the sites that the rules find; called in a process of its own.

    Args:
        smiles: The molecule.

    Returns:
        The sites by pKa.
    """
    from dimorphite_dl.mol import MoleculeRecord
    from dimorphite_dl.protonate.data import PKaData
    from dimorphite_dl.protonate.detect import ProtonationSiteDetector
    from loguru import logger

    logger.disable("dimorphite_dl")
    PKaData()
    _, found = ProtonationSiteDetector().find_sites(MoleculeRecord(smiles))
    sites = [
        Site(
            site.name,
            site.mol.GetAtomWithIdx(site.idxs_match[datum.idx_site]).GetSymbol(),
            float(datum.mean),
            float(datum.stdev),
        )
        for site in found
        for datum in site.pkas
        if datum.mean > _NO_PKA
    ]
    return sorted(sites, key=lambda site: site.pka)


def species_of(smiles: str, ph: float) -> tuple[str, list[str]]:
    """Return the prevailing species at a pH, and others within the spread of the rules.

    Args:
        smiles: The molecule.
        ph: The pH.

    Returns:
        Canonical SMILES of the prevailing species, and of the others.
    """
    from dimorphite_dl import protonate_smiles
    from loguru import logger

    logger.disable("dimorphite_dl")

    def at(precision: float, most: int) -> list[str]:
        made = protonate_smiles(
            smiles, ph_min=ph, ph_max=ph, precision=precision, max_variants=most
        )
        return [canonical(read_smiles(one)) for one in made]

    main = (at(0.0, 1) or [smiles])[0]
    others = dict.fromkeys(one for one in at(1.0, _MOST_SPECIES) if one != main)
    return main, list(others)
