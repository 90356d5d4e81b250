"""Real questions through the real graph, with the embedded models and the example documents."""

import asyncio
import json
from pathlib import Path

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel

from labwright import Answer, Lab, LabwrightError, Plan
from labwright.core.events import Answered

pytestmark = pytest.mark.e2e


def flat(answer: Answer) -> str:
    """The text in one line: it is wrapped for the terminal."""
    return " ".join(str(answer).split())


def values(answer: Answer) -> dict[str, object]:
    return {q.key: q.value for e in answer.evidence for q in e.finding.quantities}


def check_evidence(lab: Lab, answer: Answer) -> None:
    """Every claim cites evidence, every quote stands verbatim on its page."""
    known = {entry.id for entry in answer.evidence}
    for claim in answer.claims:
        assert claim.evidence
        assert set(claim.evidence) <= known
    for entry in answer.evidence:
        for quote in entry.finding.quotes:
            page = lab.store.catalogue.page_text(quote.document, quote.page)
            assert page[quote.start : quote.end] == quote.text


def test_two_drugs_are_compared_on_three_descriptors_and_their_similarity(lab: Lab) -> None:
    answer = lab.ask("compare aspirin and ibuprofen on logP, TPSA and QED and their similarity")
    assert answer.status == "answered"
    assert answer.table[0] == ["", "logP (Crippen)", "TPSA (Å²)", "QED"]
    assert values(answer)["tanimoto"] == pytest.approx(0.195, abs=0.001)
    assert "all supported" in flat(answer)
    check_evidence(lab, answer)


def test_a_figure_is_quoted_with_page_and_place(lab: Lab) -> None:
    answer = lab.ask("What is the ionic conductivity of Li10GeP2S12?")
    assert answer.status == "answered"
    assert "12 mS/cm" in flat(answer)
    assert "solid-electrolytes-conductivity.md, p. 1" in flat(answer)
    check_evidence(lab, answer)


def test_a_document_is_compared_with_a_computation(lab: Lab) -> None:
    answer = lab.ask("Does the experimental logP of caffeine in my documents agree with RDKit?")
    assert answer.status == "answered"
    assert values(answer)["stated"] == pytest.approx(-0.07)
    assert values(answer)["computed_value"] == pytest.approx(-1.0293, abs=1e-3)
    check_evidence(lab, answer)


def test_a_follow_up_leans_on_the_turn_before(lab: Lab) -> None:
    first = lab.ask("Draw caffeine")
    assert first.figures
    assert Path(first.drawings[0]).read_text().startswith("<svg")
    second = lab.ask("and its melting point according to the report?", thread=first.thread)
    assert "236 °C" in flat(second)
    third = lab.ask("same for theophylline", thread=first.thread)
    assert "272 °C" in flat(third)


def test_an_ambiguous_it_is_asked_back(lab: Lab) -> None:
    first = lab.ask("similarity of aspirin and ibuprofen")
    answer = lab.ask("what is its logP?", thread=first.thread)
    assert answer.status == "unanswerable"
    assert "aspirin or ibuprofen" in flat(answer)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("molecular weight of foobarium", "Nearest names"),
        ("logP of C1CC(", "character 5"),
        ("TPSA of c1cccc1", "character 1"),
        ("mass of CO", "carbon monoxide"),
        ("Book me a flight to Seoul tomorrow", "No passage"),
        ("What is the melting point of celecoxib in my documents?", "celecoxib"),
    ],
)
def test_what_cannot_be_answered_says_what_is_missing(lab: Lab, question: str, told: str) -> None:
    answer = lab.ask(question)
    assert answer.status == "unanswerable"
    assert not answer.claims
    assert told in flat(answer)


def test_an_empty_store_says_how_to_add_documents(tmp_path: Path) -> None:
    answer = Lab(tmp_path).ask("What does my report say about aspirin tablets?")
    assert answer.status == "unanswerable"
    assert "labwright add" in flat(answer)


def test_part_of_a_question_is_answered_and_the_rest_named(lab: Lab) -> None:
    answer = lab.ask("compare the logP of aspirin and foobarium")
    assert answer.status == "partial"
    assert "foobarium" in answer.missing[0]


def test_a_slip_in_a_name_is_read_and_said(lab: Lab) -> None:
    answer = lab.ask("tpsa of chloroforn")
    assert answer.status == "answered"
    assert "one letter differs" in flat(answer)


@pytest.mark.parametrize(
    ("unit", "shown"), [("kg/mol", "0.088062 kg/mol"), ("mg/mol", "88062 mg/mol")]
)
def test_a_unit_that_is_asked_for_is_given(lab: Lab, unit: str, shown: str) -> None:
    answer = lab.ask(f"molar mass of ethylene carbonate in {unit}")
    assert shown in flat(answer)
    assert answer.balance.dropped == 0


def test_alerts_never_say_safe(lab: Lab) -> None:
    answer = lab.ask("does ethanol trigger any structural alerts?")
    assert "no alert in PAINS" in flat(answer)
    assert "not thereby safe" in flat(answer)


@pytest.mark.parametrize(
    "question",
    [
        "Is aspirin toxic?",
        "is ethanol safe?",
        "LD50 of caffeine",
        "Is caffeine safe in pregnancy?",
        "logD of aspirin at pH 7.4",
        "enthalpy of formation of benzene",
        "Who discovered aspirin?",
        "Draw the product of aspirin hydrolysis",
        "mass of 5 g of aspirin in mol",
        "molecular weight of the sodium salt of ibuprofen",
        "molecular weight of aspirin hydrate",
        "flash point of caffeine",
        "refractive index of caffeine",
        "density of water at 25 °C",
        "pKa of caffeine?",
        "boiling point of caffeine",
        "molar mass of oxygen",
        "what is the molecular weight of lambda7-iodane?",
    ],
)
def test_nothing_is_stated_that_was_not_asked(lab: Lab, question: str) -> None:
    """Each has a near miss among the tools or in the example documents."""
    answer = lab.ask(question)
    assert answer.status == "unanswerable"
    assert answer.missing
    assert not answer.claims


def test_what_differs_from_the_turn_before_is_not_answered_like_it(lab: Lab) -> None:
    thread = lab.ask("Does aspirin contain an ester?").thread
    assert "not contain" in flat(lab.ask("and caffeine?", thread=thread))
    assert lab.ask("And which of them is heavier?", thread=thread).status == "unanswerable"
    water = lab.ask("mass of water").thread
    assert lab.ask("and of its dimer?", thread=water).status == "unanswerable"


def test_a_compound_named_to_leave_it_out_is_left_out(lab: Lab) -> None:
    answer = lab.ask("logP of ibuprofen, not aspirin")
    assert [s.name for e in answer.evidence for s in e.finding.structures] == ["ibuprofen"]


def test_a_plan_can_be_changed_or_refused_by_a_person(lab: Lab) -> None:
    seen: list[Plan] = []

    def first_step_only(plan: Plan) -> Plan:
        seen.append(plan)
        return plan.model_copy(update={"steps": plan.steps[:1]})

    answer = lab.ask("logP of aspirin and ibuprofen", approve=first_step_only)
    assert len(seen[0].steps) == 2
    assert len(answer.evidence) == 1
    refused = lab.ask("logP of aspirin", approve=lambda plan: None)
    assert refused.status == "unanswerable"
    assert "not approved" in flat(refused)


def test_words_of_a_model_pass_only_if_the_evidence_holds_them(tmp_path: Path) -> None:
    lies = FakeListChatModel(responses=["The logP of aspirin is 4.2.", "Aspirin cures fever."])
    answer = Lab(tmp_path / "a", model=lies).ask("logP of aspirin")
    assert "4.2" not in flat(answer)
    assert "fever" not in flat(answer)
    assert answer.balance.dropped == 2
    honest = FakeListChatModel(responses=["The logP of aspirin is 1.31."])
    answer = Lab(tmp_path / "b", model=honest).ask("logP of aspirin")
    assert answer.claims[0].origin == "model"
    assert answer.claims[0].text == "The logP of aspirin is 1.31."
    swapped = FakeListChatModel(responses=["The logP of aspirin is 3.07."])
    answer = Lab(tmp_path / "c", model=swapped).ask("logP of aspirin and ibuprofen")
    assert not any(claim.origin == "model" for claim in answer.claims)


def test_the_embedded_model_phrases_without_harm(lab: Lab) -> None:
    chatty = Lab(lab.workspace.folder, prose="always")
    answer = chatty.ask("What is the TPSA of aspirin?")
    assert answer.status == "answered"
    assert values(answer)["tpsa"] == pytest.approx(63.6)


def test_async_twins_give_the_same(lab: Lab) -> None:
    async def run() -> tuple[Answer, list[str]]:
        answer = await lab.aask("formula of aspirin")
        kinds = [event.kind async for event in lab.astream("formula of aspirin")]
        assert await lab.asearch("melting point", k=2)
        return answer, kinds

    answer, kinds = asyncio.run(run())
    assert "C9H8O4" in flat(answer)
    assert kinds[0] == "understood"
    assert kinds[-1] == "answered"


def test_a_stream_ends_with_the_answer(lab: Lab) -> None:
    events = list(lab.stream("rings in naphthalene"))
    assert isinstance(events[-1], Answered)
    assert values(events[-1].answer)["rings"] == 2


def test_search_gives_verbatim_hits(lab: Lab) -> None:
    hit = lab.search("band gap of anatase", k=1)[0]
    assert hit.source == "titanium-dioxide-photocatalysts.md"
    assert hit.page == 1
    assert "3.2 eV" in hit.quote
    assert lab.store.quote_stands(hit.document, hit.page, hit.span, hit.quote)


def test_answers_survive_as_json(lab: Lab) -> None:
    answer = lab.ask("formula of caffeine")
    assert Answer.model_validate_json(answer.model_dump_json()) == answer
    assert json.loads(answer.model_dump_json())["status"] == "answered"
    assert "<li>" in answer._repr_html_()


def test_an_empty_question_and_an_unknown_thread_are_typed_errors(lab: Lab) -> None:
    with pytest.raises(LabwrightError, match="empty"):
        lab.ask("  ")
    with pytest.raises(LabwrightError, match="no thread"):
        lab.ask("logP of aspirin", thread="nope")


def test_the_budget_of_steps_is_kept(tmp_path: Path) -> None:
    answer = Lab(tmp_path, steps=1).ask("logP of aspirin and ibuprofen")
    assert answer.status == "partial"
    assert "budget" in answer.missing[0]
