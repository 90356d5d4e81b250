"""Statistics of a few measurements, and the error against a known value."""

import math
import re
from collections.abc import Sequence

from labwright.core.errors import BadArgument, TooLarge
from labwright.core.finding import Finding
from labwright.core.measures import split_measure
from labwright.core.quantity import Quantity, same_dimension, unit_registry
from labwright.tools.contract import Yield, tool
from labwright.tools.laboratory.givens import result
from labwright.tools.laboratory.unit_words import leading_unit
from labwright.tools.parameters import Question

_LONGEST, _MOST = 20_000, 1000
_NUMBER = re.compile(
    r"(?<![\w.,^])(?:(?<=[\s(\[=:;,])|^)[-+−]?\d+(?:\.\d+)?(?:[eE][-+]?\d+|\s?[x×]\s?10\s?\^?\s?[-−]?\d+)?"
    r"(?![\w.]*[\w])|(?<![\w.,^])[-+−]?\d+(?:\.\d+)?(?=\s?(?:%|[^\W\d_]))"
)
_TIGHT = re.compile(r"(?<=\d),(?=\d)")
_KNOWN = ("accepted", "true", "actual", "theoretical", "literature", "expected", "known",
          "reference", "certified", "real", "correct", "이론값", "참값")  # fmt: skip
_FOUND = ("measured", "experimental", "found", "obtained", "observed", "got", "determined",
          "result", "reading", "i get", "my value", "실험값", "측정값")  # fmt: skip
_CONFIDENCE = 0.975


@tool(
    examples=(
        "Mean and standard deviation of 5.1, 5.3, 5.2, 4.9",
        "average of 12.01, 12.05, 11.98 mL",
        "standard error and 95 % confidence interval for 0.101 0.099 0.103 0.100",
        "relative standard deviation of my titrations: 24.1, 24.3, 24.2 mL",
        "What is the median of 3, 8, 4, 10, 7?",
    ),
    yields=(
        Yield("mean", ("mean of", "average of", "arithmetic mean", "평균값"), ""),
        Yield("standard_deviation", ("standard deviation", "relative standard deviation",
                                     "standard error", "coefficient of variation",
                                     "confidence interval", "표준편차", "표준 편차"), ""),
    ),
    domain="A list of up to 1000 numbers of one unit.",
    agent="analyst",
)  # fmt: skip
def summary_statistics(question: Question) -> Finding:
    """Summarise listed numbers: mean, median, standard deviation, its error, 95 % interval.

    Args:
        question: The numbers in words, separated by commas, semicolons or spaces.

    Returns:
        Mean, median, sample standard deviation (n − 1), relative standard deviation, standard error
        and the half width of the 95 % confidence interval by Student's t.

    Raises:
        BadArgument: If fewer than two numbers are listed, or units are mixed.

    Example:
        >>> summary_statistics("mean of 2, 4, 4, 4, 5, 5, 7, 9").quantity("mean").text()
        '5'
    """
    values, unit = _listed(question)
    n = len(values)
    mean = math.fsum(values) / n
    spread = math.sqrt(math.fsum((x - mean) ** 2 for x in values) / (n - 1))
    ordered = sorted(values)
    median = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    error = spread / math.sqrt(n)
    figures = [
        result("mean", "mean", mean, unit, method="sum / n"),
        result("standard_deviation", "standard deviation", spread, unit,
               definition="of a sample, with n − 1"),
        result("median", "median", median, unit),
        result("standard_error", "standard error of the mean", error, unit, method="s/√n"),
        result("interval", "half width of the 95 % confidence interval",
               _student(n - 1) * error, unit, method="t · s/√n, Student's t for n − 1"),
        Quantity(key="count", name="numbers", value=n),
        result("smallest", "smallest", ordered[0], unit),
        result("largest", "largest", ordered[-1], unit),
    ]  # fmt: skip
    relative = ""
    if mean:
        figures.append(result("relative", "relative standard deviation",
                              100 * spread / abs(mean), "percent"))  # fmt: skip
        relative = " ({relative} of the mean)"
    return Finding(
        statement="{count} numbers from {smallest} to {largest}: mean {mean}, median {median}, "
        f"standard deviation {{standard_deviation}}{relative}, standard error {{standard_error}}; "
        "the confidence interval by Student's t is the mean ± {interval}.",
        quantities=tuple(figures),
        caution="The interval is that of 95 % confidence and takes the numbers as independent and "
        "normally distributed.",
    )  # fmt: skip


@tool(
    examples=(
        "Percent error: measured 9.6 g, accepted 10.0 g",
        "I found {quantity} but the literature value is {quantity}. What is the error?",
        "relative error of an experimental value of 1.36 against a true value of 1.42",
        "How far off is my density of {quantity} from the theoretical {quantity}, in percent?",
    ),
    yields=(
        Yield("percent_error", ("percent error", "percentage error", "relative error",
                                "% error", "상대 오차", "퍼센트 오차", "백분율 오차"), "percent"),
    ),
    domain="Two values of one unit.",
    agent="analyst",
)  # fmt: skip
def percent_error(question: Question) -> Finding:
    """Compute the percent error of a measured value against an accepted one.

    Args:
        question: Both values, with words that say which is measured and which is accepted.

    Returns:
        (measured − accepted)/|accepted| in percent, with its sign, and the absolute error.

    Raises:
        BadArgument: If it is not clear which value is which, or the accepted one is zero.

    Example:
        >>> percent_error("measured 9.6 g, accepted 10.0 g").quantity("percent_error").text()
        '-4 %'
    """
    measured, accepted, unit = _compared(question)
    if accepted == 0:
        raise BadArgument("The accepted value is zero.", "A percent error is not defined then.")
    return Finding(
        statement="{measured} against an accepted {accepted} is an error of {absolute_error}, or "
        "{percent_error} (without sign {magnitude}).",
        quantities=(
            result("percent_error", "percent error", 100 * (measured - accepted) / abs(accepted),
                   "percent", method="(measured − accepted)/|accepted|"),
            result("magnitude", "percent error without sign",
                   100 * abs(measured - accepted) / abs(accepted), "percent"),
            result("absolute_error", "absolute error", measured - accepted, unit, unit),
            Quantity(key="measured", name="measured value", value=measured, unit=unit),
            Quantity(key="accepted", name="accepted value", value=accepted, unit=unit),
        ),
    )  # fmt: skip


def _student(freedom: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, _CONFIDENCE))


def _figures(text: str) -> list[tuple[float, str, int, int]]:
    """Find numbers with their units: value, unit, where they begin and end."""
    if len(text) > _LONGEST:
        raise TooLarge(f"A question of {len(text)} characters is too long.",
                       f"Give at most {_LONGEST}.")  # fmt: skip
    if not re.search(r"\d,\s", text):
        text = _TIGHT.sub(", ", text)
    else:
        text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    found = []
    for match in _NUMBER.finditer(text):
        unit, length = leading_unit(text[match.end() :])
        found.append((split_measure(match[0])[0], unit, match.start(), match.end() + length))
    if len(found) > _MOST:
        raise TooLarge(f"{len(found)} numbers are too many.", f"Give at most {_MOST}.")
    return found


def _listed(question: str) -> tuple[list[float], str]:
    text = re.sub(r"\b9[059](?:\.\d)?\s?%\s*(?:confidence|CI)", "", question)
    figures = _figures(text)
    if len(figures) < 2:  # noqa: PLR2004 - one number has no spread
        raise BadArgument("Fewer than two numbers are listed.", "Separate them by commas.")
    units = list(dict.fromkeys(unit for _, unit, _, _ in figures if unit))
    if len(units) > 1:
        raise BadArgument(f"Units are mixed: {', '.join(units)}.", "Give all in one unit.")
    return [value for value, _, _, _ in figures], units[0] if units else ""


def _compared(question: str) -> tuple[float, float, str]:
    figures = _figures(question)
    if len(figures) != 2:  # noqa: PLR2004 - measured and accepted
        raise BadArgument(
            f"{len(figures)} values are given.", "Give a measured and an accepted one."
        )
    (first, u1, s1, e1), (second, u2, s2, e2) = figures
    lower = question.lower()
    places = [(lower[:s1], lower[e1:s2]), (lower[e1:s2], lower[e2:])]
    accepted = [_distance(place, _KNOWN) for place in places]
    measured = [_distance(place, _FOUND) for place in places]
    score = (accepted[1] - accepted[0]) - (measured[1] - measured[0])
    if score == 0:
        raise BadArgument("It is not clear which value is measured and which accepted.",
                          "Write: measured 9.6 g, accepted 10.0 g.")  # fmt: skip
    unit = u1 or u2
    if u1 and u2 and u1 != u2:
        if not same_dimension(u1, u2):
            raise BadArgument(f"{u1} and {u2} cannot be compared.", "Give both in one unit.")
        second = float(unit_registry().Quantity(second, u2).to(u1).magnitude)
    return (second, first, unit) if score > 0 else (first, second, unit)


def _distance(place: tuple[str, str], cues: Sequence[str]) -> int:
    """Return how far the nearest cue stands from a figure; words behind it count from their end."""
    before, behind = place
    near = [len(before) - before.rfind(cue) - len(cue) for cue in cues if cue in before]
    near += [behind.find(cue) + 10 for cue in cues if cue in behind]
    return min([*near, 200])
