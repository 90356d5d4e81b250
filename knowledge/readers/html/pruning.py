"""What stands around the text of a web page: menus, banners, forms, lists of links."""

import re
from collections.abc import Callable, Iterator

from labwright.knowledge.readers.html.hidden import remove
from labwright.knowledge.readers.markup import Element, children, local_name

_NEVER = (
    "script style noscript template iframe object embed applet button select textarea input nav "
    "dialog menu canvas audio video map area svg link meta datalist progress meter"
).split()
_ROLES = frozenset(
    "navigation search contentinfo dialog alertdialog menu menubar toolbar tablist doc-toc "
    "complementary doc-pagefooter doc-pageheader".split()
)
_CONSENT = re.compile(r"cookie|consent|gdpr|onetrust|didomi|usercentrics|cc-window", re.I)
_AROUND = frozenset(
    "nav navbar navigation breadcrumb breadcrumbs site-header site-footer footer masthead sidebar "
    "toc toctree table-of-contents pagination pager skip-link skiplink share sharing share-buttons "
    "social social-share social-links newsletter newsletter-signup subscribe advert advertisement "
    "ad ads promo popup modal locale-switcher language-switcher lang-switcher mw-editsection "
    "mw-jump-link navbox catlinks noprint printfooter headerlink anchor-link heading-anchor "
    "linenos lineno line-numbers gutter copybtn related-articles recommended-articles "
    "download-links article-tools toolbar vector-menu reference-links ltx_page_navbar "
    "ltx_page_footer wy-nav-side wy-nav-top bd-sidebar sphinxsidebar related".split()
)
_ALWAYS = frozenset("headerlink anchor-link heading-anchor linenos lineno mw-editsection".split())
_MOST_OF_PAGE = 0.4
_MOST_SUSPICIONS = 1000  # each costs a look at all that stands in an element
_MARKS = ("¶", "#", "§", "🔗", "↩", "↩︎", "^", "¶\ufe0e")
_TOC_LINKS = 4
_LINKED = 0.85  # of the characters of a table of contents


def prune(body: Element, framed: bool = True) -> None:
    """Remove what is no part of the text.

    Args:
        body: The body of the page; formulae must have been read, hidden elements removed.
        framed: Whether menus and banners stand around the text, as on a web page.
    """
    _remove_where(body, lambda element: local_name(element) in _NEVER)
    if not framed:
        return
    whole = _weight(body)
    suspicions = iter(range(_MOST_SUSPICIONS))
    _remove_where(body, lambda element: _is_around(element, whole, suspicions))


def _remove_where(body: Element, is_unwanted: Callable[[Element], bool]) -> None:
    """Remove the outermost elements that are not wanted."""
    waiting = [body]
    while waiting:
        for child in list(waiting.pop()):
            if local_name(child):
                if is_unwanted(child):
                    remove(child)
                else:
                    waiting.append(child)


def main_part(body: Element) -> Element:
    """Return the part of a page that holds its text.

    Args:
        body: The body of the page, pruned.

    Returns:
        Its main part, if that holds at least half of the words; otherwise the body.
    """
    found = [e for e in body.iter("main", "div", "section") if _is_main(e)]
    articles = list(body.iter("article"))
    candidates = found[:1] + (articles if len(articles) == 1 else [])
    enough = [e for e in candidates if 2 * _weight(e) >= _weight(body)]
    return enough[0] if enough else body


def _is_main(element: Element) -> bool:
    return local_name(element) == "main" or element.get("role") == "main"


def _weight(element: Element) -> int:
    return sum(len(text.strip()) for text in element.itertext(with_tail=False))


def _is_around(element: Element, whole: int, suspicions: Iterator[int]) -> bool:
    name = local_name(element)
    tokens = {token.lower() for token in (element.get("class") or "").split()}
    if tokens & _ALWAYS or (name == "a" and _text(element) in _MARKS):
        return True
    if not _is_suspect(element, name, tokens) or next(suspicions, None) is None:
        return False
    return not _holds_text(element) and _weight(element) <= _MOST_OF_PAGE * whole


def _is_suspect(element: Element, name: str, tokens: set[str]) -> bool:
    """Tell whether an element looks like something around the text."""
    if name in ("header", "footer", "aside"):
        return not _is_inside(element, ("article", "main", "figure", "blockquote"))
    if name in ("ul", "ol"):
        return _is_contents(element)
    told = f"{element.get('id') or ''} {element.get('class') or ''}"
    around = tokens & _AROUND or (element.get("id") or "").lower() in _AROUND
    return bool(
        name == "form"
        or (element.get("role") or "").lower() in _ROLES
        or around
        or _CONSENT.search(told)
    )


def _text(element: Element) -> str:
    return "".join(element.itertext(with_tail=False)).strip()


def _holds_text(element: Element) -> bool:
    """Tell whether what looks like a frame holds the text itself."""
    return next(element.iter("main", "article", "h1"), None) is not None


def _is_inside(element: Element, names: tuple[str, ...]) -> bool:
    return any(local_name(above) in names for above in element.iterancestors())


def _is_contents(element: Element) -> bool:
    """Tell whether a list is a table of contents: links into the page, and nothing else."""
    links = [a for a in element.iter("a") if (a.get("href") or "").startswith("#")]
    if len(links) < _TOC_LINKS or not children(element, "li"):
        return False
    linked = sum(map(_weight, links))
    return linked >= _LINKED * _weight(element)
