"""Rules of thumb for oral drugs, leads and fragments, with the rule that fails."""

from typing import Annotated

from pydantic import Field

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.chemistry.properties.rule_sets import (
    Limit,
    RuleSet,
    measured_values,
    rule_sets,
    rule_words,
)
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule, one_of

_USUAL = ("lipinski", "veber")


@tool(
    examples=(
        "Is {molecule} drug-like?",
        "Does {molecule} pass Lipinski's rule of five?",
        "Check {molecule} against the Veber rules",
        "Would {molecule} be a plausible oral drug by the usual rules?",
        "Does {molecule} comply with the Ghose filter?",
        "Egan rule for {molecule}",
        "Muegge filter: does {molecule} fail, and where?",
        "Is {molecule} lead-like?",
        "rule of three for {molecule} as a fragment",
    ),
    yields=(
        Yield(
            "lipinski",
            ("Lipinski", "rule of five", "rule of 5", "Ro5", "druglike", "drug-like",
             "drug-likeness", "druglikeness", "리핀스키", "약물 유사성", "약물유사성"),
        ),
        Yield("veber", ("Veber", "oral bioavailability", "베버", "경구 생체이용률")),
        Yield("egan", ("Egan rule", "Egan filter", "Egan")),
        Yield("ghose", ("Ghose filter", "Ghose rules", "Ghose")),
        Yield("muegge", ("Muegge filter", "Muegge rules", "Muegge")),
        Yield("lead_likeness", ("lead-likeness", "lead-like", "leadlike", "lead likeness")),
        Yield("rule_of_three", ("rule of three", "rule of 3", "Ro3", "fragment-like")),
    ),
    domain="Rules of thumb for orally given small molecules; they say nothing about safety.",
)  # fmt: skip
def drug_likeness(
    molecule: Molecule, rules: Annotated[str, one_of(rule_words), Field(max_length=40)] = ""
) -> Finding:
    """Apply a set of rules for drugs, leads or fragments, naming each limit that is broken.

    Args:
        molecule: A name, CAS number, InChI or SMILES.
        rules: lipinski, veber, egan, ghose, muegge, lead_likeness or rule_of_three; Lipinski and
            Veber if none is named.

    Returns:
        Whether each rule set is passed, and a table of all limits. Lipinski: at most one of mass
        over 500 g/mol, logP over 5, more than 5 donors, more than 10 acceptors, counted as N-H
        and O-H bonds and as N and O atoms (Lipinski et al., Adv. Drug Deliv. Rev. 1997, 23, 3).
        Veber: at most 10 rotatable bonds and TPSA at most 140 Å² (Veber et al., J. Med. Chem.
        2002, 45, 2615). The others with their sources are in rule_sets.toml.

    Raises:
        BadArgument: If there is no such rule set.
        BadStructure: If the structure cannot be read.

    Example:
        >>> drug_likeness("aspirin").quantity("lipinski").value
        True
    """
    known = rule_sets()
    if rules and rules not in known:
        raise BadArgument(f"“{rules}” is no rule set.", f"Known: {', '.join(known)}.")
    found = read_molecule(molecule)
    measured = measured_values(found.mol)
    broken = {key: each.broken(measured) for key, each in known.items()}
    if rules in ("", *_USUAL):
        statement = _usual_statement(found.name, broken, measured)
    else:
        statement = _statement(found.name, known[rules], broken[rules], measured)
    asked = "lipinski" if rules in ("", *_USUAL) else rules
    return Finding(
        statement=statement,
        quantities=(
            *measured.values(),
            *(_verdict(each, broken[key]) for key, each in known.items()),
            *_limits(broken[asked]),
            Quantity(key="violations", name=f"limits of {known[asked].name} broken",
                     value=len(broken[asked])),
        ),
        structures=(found.structure,),
        table=_table(measured),
        caution="These are rules of thumb; passing them is no statement about safety or effect.",
    )  # fmt: skip


def _verdict(rules: RuleSet, broken: list[Limit]) -> Quantity:
    return Quantity(
        key=rules.key,
        name=f"passes {rules.name}",
        value=len(broken) <= rules.allowed,
        method=rules.source,
    )


def _limits(broken: list[Limit]) -> list[Quantity]:
    return [
        Quantity(key=f"limit_{limit.key}", name="limit", value=limit.shown()) for limit in broken
    ]


def _listed(broken: list[Limit], measured: dict[str, Quantity], *, ranges: bool = False) -> str:
    each = [
        f"{measured[limit.key].name} {{{limit.key}}}"
        + (f", limit {{limit_{limit.key}}}" if ranges else "")
        for limit in broken
    ]
    return f" ({(', ', '; ')[ranges].join(each)})" if each else ""


def _usual_statement(
    name: str, broken: dict[str, list[Limit]], measured: dict[str, Quantity]
) -> str:
    lipinski, veber = (broken[key] for key in _USUAL)
    passes = len(lipinski) <= 1
    first = f"{name} {'passes' if passes else 'fails'} Lipinski's rule of five"
    first += f" with {{violations}} limit{'s' * (len(lipinski) != 1)} broken"
    first += _listed(lipinski, measured)
    second = f"{'fails' if veber else 'passes'} Veber's rules{_listed(veber, measured)}"
    verdict = "it is drug-like" if passes else "it is not drug-like"
    return f"{first} and {second}; by Lipinski {verdict}."


def _statement(
    name: str, rules: RuleSet, broken: list[Limit], measured: dict[str, Quantity]
) -> str:
    if not broken:
        return f"{name} passes {rules.name}: none of its limits is broken."
    return (
        f"{name} fails {rules.name} with {{violations}} limit{'s' * (len(broken) != 1)} broken"
        f"{_listed(broken, measured, ranges=True)}."
    )


def _table(measured: dict[str, Quantity]) -> tuple[tuple[str, ...], ...]:
    rows = tuple(
        (
            rules.key.replace("_", " "),
            measured[limit.key].name,
            limit.shown(),
            measured[limit.key].text(),
            "kept" if limit.keeps(float(measured[limit.key].value)) else "broken",
        )
        for rules in rule_sets().values()
        for limit in rules.limits
    )
    return (("rule set", "property", "limit", "value", "verdict"), *rows)
