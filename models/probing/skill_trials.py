"""Trials of skill: whether a model's plans and sentences can be relied on."""

import re
from typing import TYPE_CHECKING, Any

from labwright.models.probing.asking import Outcome, ask, questions, room

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_TOOLS = ("search_documents", "molar_mass", "draw")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LONGEST = 60
PLAN = {
    "title": "plan", "type": "object", "required": ["steps"], "additionalProperties": False,
    "properties": {"steps": {
        "type": "array", "minItems": 1, "maxItems": 4,
        "items": {
            "type": "object", "required": ["id", "tool", "needs"], "additionalProperties": False,
            "properties": {
                "id": {"enum": ["s1", "s2", "s3", "s4"]},
                "tool": {"enum": list(_TOOLS)},
                "needs": {"type": "array", "maxItems": 3, "items": {"enum": ["s1", "s2", "s3"]}},
            },
        },
    }},
}  # fmt: skip


def plans(model: "BaseChatModel", asked: dict[str, Any]) -> Outcome:
    """Plan the steps of a question: the right tools, in an order that can be carried out."""
    words = (
        f"Question: {asked['ask']}\nTools: search_documents (looks things up in the report), "
        "molar_mass (of a compound), draw (a compound).\nPlan the steps. A step needs the steps "
        "whose results it uses."
    )
    plan: Any = model.with_structured_output(PLAN, max_tokens=room(model, 300)).invoke(words)
    steps = plan["steps"]
    shown = " → ".join(f"{step['id']} {step['tool']} {step['needs']}" for step in steps)
    known: set[str] = set()
    for step in steps:
        if step["id"] in known or not set(step["needs"]) <= known:
            return False, shown
        known.add(step["id"])
    right = [step["tool"] for step in steps] == asked["want"]
    leads = asked["want"][0] != "search_documents" or bool(steps[-1]["needs"])
    return right and leads, shown


def phrases(model: "BaseChatModel", asked: dict[str, Any]) -> Outcome:
    """Answer in one sentence from facts, with no number that is not among them."""
    facts = "\n".join(f"- {fact}" for fact in asked["facts"])
    words = (
        "Answer the question in one short sentence. Use only the facts; copy numbers and units "
        f"exactly.\nFacts:\n{facts}\nQuestion: {asked['ask']}"
    )
    said = ask(model, words, max_tokens=room(model, 96)).text.strip()
    known = set(_NUMBER.findall(facts))
    # Repeating all that was asked is no sentence.
    honest = set(_NUMBER.findall(said)) <= known and asked["ask"] not in said
    return honest and asked["want"] in said and len(said.split()) <= _LONGEST, said


def every(name: str) -> list[dict[str, Any]]:
    """Return the questions of a kind of skill."""
    return list(questions()[name])
