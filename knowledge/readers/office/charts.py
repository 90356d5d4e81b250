"""The numbers behind a chart of an Office file, which keeps them with the picture."""

from dataclasses import dataclass

from labwright.knowledge.readers.markup import Element
from labwright.knowledge.readers.office.xml import below, child, children, name, value, whole
from labwright.knowledge.readers.tables.cell_values import shown

_MOST = 5000  # points; more of them are no chart that anybody reads


@dataclass(frozen=True)
class Chart:
    """A chart as a table.

    Args:
        title: What stands above it.
        header: What the columns hold.
        rows: The points, a row for each place on the axis, or for each point where the series
            have places of their own.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class _Series:
    label: str
    places: tuple[tuple[int, str], ...]
    values: tuple[tuple[int, str], ...]

    def points(self) -> list[tuple[str, str]]:
        place = dict(self.places)
        return [(place.get(at, str(at + 1)), told) for at, told in self.values]


def read_chart(root: Element) -> Chart:
    """Read the part of an Office file that holds a chart.

    Args:
        root: The root of the part.

    Returns:
        The chart; without rows if it keeps no numbers.
    """
    chart = child(root, "chart")
    plot = child(chart, "plotArea")
    if plot is None:
        return Chart("", (), ())
    series = [_series(e) for e in below(plot, "ser")]
    axes = [_words(child(e, "title")) for e in plot if name(e).endswith("Ax")]
    across = axes[0] if axes else ""
    alike = len({s.places for s in series}) == 1
    if alike and len(series) > 1:
        columns = [dict(s.points()) for s in series]
        header = (across, *(s.label for s in series))
        rows = [
            (place, *(column.get(place, "") for column in columns))
            for place in dict.fromkeys(place for column in columns for place in column)
        ]
    else:
        header = ("series", across or "x", next(filter(None, axes[1:]), "value"))
        rows = [(s.label, *point) for s in series for point in s.points()]
    return Chart(_words(child(chart, "title")), header, tuple(rows[:_MOST]))


def _series(element: Element) -> _Series:
    places = next(iter(children(element, "cat", "xVal")), None)
    values = next(iter(children(element, "val", "yVal")), None)
    return _Series(_words(child(element, "tx")), _points(places), _points(values))


def _points(element: Element | None) -> tuple[tuple[int, str], ...]:
    if element is None:
        return ()
    cache = next(below(element, "numCache", "strCache", "numLit", "strLit", "lvl"), None)
    code = _words(child(cache, "formatCode"), "formatCode")
    numeric = cache is not None and name(cache).startswith("num")
    return tuple(
        (whole(value(point, "idx")), shown(told, code) if numeric else told)
        for point in children(cache, "pt")[:_MOST]
        if (told := _words(child(point, "v")))
    )


def _words(element: Element | None, *kinds: str) -> str:
    if element is None:
        return ""
    told = "".join(e.text or "" for e in element.iter() if name(e) in (kinds or ("t", "v")))
    return " ".join(told.split())
