"""Which sentences answer: names, kinds of figures, bibliographies, neighbours."""

import pytest

from labwright.knowledge.answer_types import expected_figure
from labwright.knowledge.bibliography import is_bibliography
from labwright.knowledge.document import Hit
from labwright.knowledge.naming import NAMED, NEAR, closeness, special_names
from labwright.knowledge.selection import Sentence, in_context
from labwright.knowledge.wanted import Wanted


def hit(quote: str, *, title: str = "", section: str = "", source: str = "a.pdf") -> Hit:
    return Hit(
        source=source, path=f"/{source}", title=title, document="d", page=1, section=section,
        quote=quote, span=(0, len(quote)), score=1.0, cosine=1.0, lexical=1.0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("question", "answer", "beside"),
    [
        ("On what timescale does it decay?", "It decays within 50 fs.", "It has 50 electrons."),
        ("How often are frames saved?", "Every 4 to 5 ps.", "Every one of 4 frames."),
        ("What is the accuracy of the parser?", "It was right in 99.2% of cases.", "It has 99 K."),
        ("At what temperature was it run?", "We ran it at 300 K.", "We ran it for 300 s."),
        ("How many models are there?", "There are eighteen or 18 models.", "There are models."),
        ("Which version was used?", "We used version 2.0.47.", "We used it in 47 cases."),
        ("When was it released?", "It came out in 2019.", "It came out in 19 parts."),
        ("By what factor is it faster?", "It is 3.5 times faster.", "It took 3.5 s."),
        ("How many orders of magnitude did it fall?", "By five orders of magnitude.", "It fell."),
    ],
)
def test_the_kind_of_figure_asked_for(question, answer, beside):
    expected = expected_figure(question)
    assert expected is not None
    assert expected.search(answer)
    assert not expected.search(beside)


@pytest.mark.parametrize(
    "question",
    [
        "Why does the temperature matter?",
        "Which type of restraint is used in binding free energy calculations?",
        "Who wrote the time-step control?",
    ],
)
def test_a_word_in_passing_asks_for_no_figure(question):
    assert expected_figure(question) is None


def test_a_unit_known_beforehand_is_looked_for_in_any_unit_of_its_dimension():
    wanted = Wanted("melting point of aspirin", figure=True, unit="degC")
    assert wanted.states_figure("Aspirin melts at 408 K.")
    assert not wanted.states_figure("Aspirin has 4 oxygen atoms and melts early.")


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("BET area of MOF-74 at 77 K?", ["BET", "MOF-74"]),
        ("What does surfacehop_jax or PyBOP do?", ["surfacehop_jax", "PyBOP"]),
        ("What is the melting point in °C?", []),
        ("Is 2 eV much for GaN?", ["GaN"]),
    ],
)
def test_names_by_their_look(question, names):
    assert special_names(question) == names


@pytest.mark.parametrize(
    ("name", "sentence", "level"),
    [
        ("PyBOP", "PyBOP fits parameters.", NAMED),
        ("PyBOP", "It fits parameters.", NEAR),
        ("MOF-5", "MOF-505 is another.", 0),
        ("EQE", "The external quantum efficiency was 8 %.", NAMED),
        ("ChemBench", "The parser was right.", NAMED),
        ("zinc", "Nothing of it.", 0),
    ],
)
def test_how_closely_a_sentence_speaks_of_a_name(name, sentence, level):
    place = hit(sentence, source="chembench_ms.pdf")
    assert closeness([name], sentence, place, "Around it PyBOP is named.") == level


def test_a_figure_must_be_said_of_what_it_is_asked_of():
    place = hit("It melts at 101 °C. Alphaite is stable.")
    sentence, around = "It melts at 101 °C.", place.quote
    strict = Wanted("melting point of alphaite", (("alphaite",),), figure=True)
    assert strict.distance(sentence, place, around) is None
    assert Wanted("why is alphaite stable", (("alphaite",),)).distance(sentence, place, around) == 1


def test_a_name_that_is_nowhere_excludes_unless_another_is_there():
    place = hit("PyBOP used a covariance sampler.")
    assert Wanted("q", names=("MCMC",)).distance(place.quote, place, place.quote) is None
    assert Wanted("q", names=("MCMC", "PyBOP")).distance(place.quote, place, place.quote) == 2


REFERENCES = (
    "Faken, D., & Jónsson, H. (1994). Systematic analysis of local atomic structure. Computational "
    "Materials Science, 2(2), 279–286. https://doi.org/10.1016/0927-0256(94)90109-0 Thomas, L., "
    "Royall, P. G., & Doherty, C. (1998). Pharmaceutical Research, 15(7), 1117–1121."
)


def test_a_list_of_references_is_told_from_text_that_cites():
    assert is_bibliography(REFERENCES)
    assert not is_bibliography(
        "The band gap of anatase is 3.2 eV (Smith et al., 2019), as was found before (Kim, 2001); "
        "the rutile form has 3.0 eV, and brookite lies between the two (Lee & Park, 2011)."
    )


def chosen(passage: str, text: str) -> Sentence:
    start = passage.index(text)
    return Sentence(hit(passage), start, start + len(text), text, 0.5, 0.5)


def test_a_quote_runs_on_to_the_next_sentence_and_stays_verbatim():
    passage = "We asked forty people. Thirty answered the questions. Ten had a degree in physics."
    quote = in_context(chosen(passage, "Thirty answered the questions."))
    assert quote.text == "Thirty answered the questions. Ten had a degree in physics."
    assert passage[quote.start : quote.end] == quote.text


def test_a_quote_takes_in_the_sentence_it_leans_on():
    passage = "Hopping transport fails in ordered films. This is because charges delocalise widely."
    assert in_context(chosen(passage, passage[42:])).text == passage


def test_a_quote_does_not_run_into_a_table_or_far_beyond():
    passage = (
        "The gaps are listed below for all solids.\n\n| solid | gap |\n|---|---|\n| NaCl | 9 |"
    )
    assert in_context(chosen(passage, passage[:41])).text == passage[:41]
    long = "The first sentence says it. " + "And so on it goes " * 50 + "to its end."
    assert in_context(chosen(long, long[:27])).text == long[:27]
