"""What the commands of LaTeX print, and which of them print nothing."""

from functools import cache

ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323",
    "c": "\u0327", "k": "\u0328", "b": "\u0331", "t": "\u0361",
    "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303",
    "bar": "\u0304", "overline": "\u0304", "dot": "\u0307", "ddot": "\u0308", "vec": "\u20d7",
    "mathring": "\u030a", "check": "\u030c", "breve": "\u0306", "acute": "\u0301",
    "grave": "\u0300",
}  # fmt: skip
"""The mark that a command sets on the letter behind it."""

FUNCTIONS = frozenset(
    "arccos arcsin arctan arg cos cosh cot coth csc deg det dim erf erfc exp gcd hom inf ker lg "
    "lim liminf limsup ln log max min mod Pr sec sin sinh sup tan tanh tr".split()
)
"""Names of functions: set apart from letters beside them."""

NOTHING = {
    name: count
    for count, names in enumerate((
        "centering raggedright raggedleft noindent indent newpage clearpage cleardoublepage "
        "maketitle tableofcontents listoffigures listoftables appendix frontmatter mainmatter "
        "backmatter bf it rm sf tt sc sl em tiny scriptsize footnotesize small normalsize large "
        "Large LARGE huge Huge bfseries mdseries itshape slshape scshape upshape rmfamily sffamily "
        "ttfamily normalfont boldmath unboldmath displaystyle textstyle scriptstyle limits "
        "scriptscriptstyle nolimits hfill vfill hfil vfil smallskip medskip bigskip par protect "
        "relax left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr "
        "nonumber notag null leavevmode singlespacing doublespacing onehalfspacing allowbreak "
        "toprule midrule bottomrule hline endhead endfirsthead endfoot endlastfoot squeezetable "
        "onecolumn twocolumn nobreak strut unskip ignorespaces flushbottom raggedbottom sloppy "
        "printbibliography listoftodos makeorcid makeatletter makeatother qed qedhere lefteqn "
        "balance break pagebreak linebreak nopagebreak nolinebreak newline tightlist @ "
        "selectfont bgroup egroup begingroup endgroup centerline dotfill hrulefill phantomsection "
        "BibitemOpen BibitemShut BibitemShut@ EOS newblock bibfont natexlab",
        "label vspace hspace vskip hskip index glossary pagestyle thispagestyle bibliographystyle "
        "bibliography addbibresource usepackage input include includegraphics color phantom "
        "hphantom vphantom graphicspath nocite todo hyphenation definecolor pagecolor "
        "marginpar orcid cline cmidrule rowcolor cellcolor columncolor arraycolsep tabcolsep "
        "specialrule addlinespace linespread thanks corref fnref tnoteref setstretch setlist "
        "captionsetup sisetup includesvg pagenumbering stepcounter refstepcounter hypertarget "
        "DeclareGraphicsExtensions RequirePackage acrodef selectlanguage usetikzlibrary "
        "inst authfn affil affiliation email rowcolors lstset chemfig includepdf hypersetup "
        "tag begin end cmidrule@ noalign kern mkern mskip lower raise parskip parindent itemsep "
        "extrarowheight baselineskip topsep leftskip rightskip",
        "setlength addtolength setcounter addtocounter fontsize raisebox@ rule addcontentsline "
        "corr fancyhead fancyfoot titlespacing numberwithin bibinfo@ definecolor@ "
        "newtheorem setchemfig BibitemShut@@",
        "markboth@ definecolor titleformat newcolumntype@",
    ))
    for name in names.split()
}  # fmt: skip
"""Commands that print nothing, and how many arguments go with them."""

LEADING = {
    "textcolor": 1, "colorbox": 1, "hyperref": 0, "parbox": 1, "makebox": 0, "framebox": 0,
    "resizebox": 2, "scalebox": 1, "rotatebox": 1, "raisebox": 1, "multicolumn": 2, "multirow": 2,
    "fcolorbox": 2, "hyperlink": 1, "adjustbox": 1, "minipage": 1, "bibinfo": 1, "bibfield": 1,
    "Eprint": 1, "href": 1, "href@noop": 1, "foreignlanguage": 1, "textlangle": 0, "stackon": 0,
    "subfloat": 0, "scalerel": 0, "texorpdfstring": 1, "acs": 0, "transparent": 1,
    "markboth": 2, "adjincludegraphics": 1, "href@": 1,
}  # fmt: skip
"""Commands that print their last argument, and how many stand before it."""

_OURS = {
    "epsilon": "ε", "phi": "φ", "textdegree": "°", "degree": "°", "degreeCelsius": "°C",
    "celsius": "°C", "textcelsius": "°C", "angstrom": "Å", "micro": "µ", "textmu": "µ",
    "ohm": "Ω", "percent": "%", "perthousand": "‰", "copyright": "©", "ddagger": "‡",
    "textsuperscript": "", "ldots": "…", "dots": "…", "cdots": "⋯", "dotsc": "…", "dotsb": "⋯",
    "colon": ":", "lbrace": "{", "rbrace": "}", "lbrack": "[", "rbrack": "]", "backslash": "\\",
    "vert": "|", "lvert": "|", "rvert": "|", "mid": "|", "Vert": "‖", "lVert": "‖", "rVert": "‖",
    "quad": " ", "qquad": " ", "enspace": " ", "enskip": " ", "thinspace": " ", "space": " ",
    "textvisiblespace": " ", "nobreakspace": " ", "medspace": " ", "xspace": "", "slash": "/",
    "i": "i", "j": "j", "imath": "i", "jmath": "j", "prime": "′", "circ": "∘", "iff": "⇔",
    "implies": "⇒", "longrightarrow": "→", "longleftarrow": "←", "Longrightarrow": "⇒",
    "longleftrightarrow": "↔", "dagger": "†", "S": "§", "P": "¶", "pounds": "£", "euro": "€",
    "EUR": "€", "texteuro": "€", "textasciitilde": "~", "textasciicircum": "^", "nicefrac": "",
    "textbackslash": "\\", "textless": "<", "textgreater": ">", "textbar": "|", "ast": "*",
    "textquotesingle": "'", "textendash": "–", "textemdash": "—", "textminus": "−",
    "textrightarrow": "→", "textquotedblleft": "“", "textquotedblright": "”", "lq": "‘",
    "rq": "’", "guillemotleft": "«", "guillemotright": "»", "LaTeX": "LaTeX", "TeX": "TeX",
    "BibTeX": "BibTeX", "textrelax": "", "standardstate": "°", "star": "*", "checkmark": "✓",
    "cmark": "✓", "xmark": "✗", "upmu": "µ", "hbar": "ħ", "natural": "♮", "bullet": "•",
    "textbullet": "•", "textperiodcentered": "·", "textmultiplication": "×", "texttimes": "×",
    "doteq": "≐", "triangleq": "≜", "coloneqq": "≔", "le": "≤", "ge": "≥", "leqslant": "≤",
    "geqslant": "≥", "lesssim": "≲", "gtrsim": "≳", "ce@": "", "and": ", ", "dif": "d",
    "diff": "d", "degC": "°C", "emdash": "—", "DH": "Đ", "textregistered": "®",
    "texttrademark": "™", "item": " • ", "sep": ", ", "today": "", "cr": " ",
    "tabularnewline": " ", "newline": " ",
}  # fmt: skip
RELATIONS = frozenset("=<>≤≥≲≳≈∼≃≅≡≠∝±∓×→←↔⇌⇒⇔⟶∈∉⊂⊆≪≫≐≜≔⊥∥∪∩∧∨⊗⊕↦")
"""Signs with a blank on both sides."""

DINGS = {"51": "✓", "52": "✔", "55": "✗", "56": "✘", "53": "✕", "108": "●", "72": "★"}


@cache
def _table() -> dict[str, str]:
    from pylatexenc.latex2text import get_default_latex_context_db

    known = get_default_latex_context_db().iter_macro_specs()
    prints = ((spec.macroname, spec.simplify_repl) for spec in known)
    return {n: p for n, p in prints if isinstance(p, str) and p and "%" not in p} | _OURS


def symbol(name: str) -> str | None:
    """Return what a command without arguments prints; None if it is not known.

    Example:
        >>> symbol("Delta"), symbol("noindent")
        ('Δ', None)
    """
    return _table().get(name)
