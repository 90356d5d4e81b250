"""How sentences put subject, property and value together, as patterns over their bones."""

import re
from typing import Final

from labwright.knowledge.chemistry.clause import SIGNS, C, D, P, S, U, V, X

STOP: Final = (
    r"(?:not|no|nor|never|neither|cannot|without|than|compared|comparable|versus|vs|rather|instead|if|whether|unlike"
    r"|while|whereas|but|although|though|however|should|would|could|may|might|must|target|required|expected"
    r"|desired|by|from|per|because|since|when|where|who|and|or|with|of|in|on|to|for|as|at|between|through"
    r"|via|into|upon|after|before|under|over|relative|change|difference|increase[sd]?|decrease[sd]?|improve[sd]?"
    r"|enhance[sd]?|reduce[sd]?|reduction|improvement|increment|loss|drop|shift|lower|lowered|raised|half|twice|both"
    r"|its|their|this|these|those|that|which|other|another|commercial|conventional|standard)(?![\w-])"
)
_WORD = rf"(?:(?!{STOP})[^\s,.;:(){SIGNS}]+(?<!['’]s)\s)"
_TAIL = rf"(?:\s(?!{STOP})[^\s,.;:(){SIGNS}]+)"
_SHORT = rf"(?:\s?\((?:{P}|[^(){SIGNS}]{{1,14}})\)|,\s(?:{P}|[^\s,{SIGNS}]{{1,8}}),)?"
_WHEN = rf"(?:,?\s?{C},?)*"
_FOUND = (
    r"(?:found|measured|determined|calculated|estimated|reported|observed|computed|predicted|obtained|recorded"
    r"|shown|evaluated|achieved|known|realized|realised|attained|derived|extracted|maintained|detected)"
)
_BE = r"(?:is|are|was|were|has been|have been|being)"
_LINK = (
    rf"(?:\s?(?:=|:|≈|~)\s?|\s(?:of|{_BE}|{_BE}\s{_FOUND}(?:\s(?:to\sbe|to\shave\sbeen|as|at))?|equal(?:s|led)?"
    r"(?:\sto)?|reach(?:es|ed|ing)|amount(?:s|ed|ing)?\sto|attain(?:s|ed)|as\s(?:high|low|large|small)\sas"
    r"|rang(?:es|ed|ing)\s(?:from|between)|in\sthe\srange\s(?:of|from)|var(?:ies|ied)\s(?:from|between)"
    r"|remain(?:s|ed)(?:\sat)?|lies\sat|to\sbe|at|value\sof|values\sof|value\sis|value\swas)(?=\s))"
)
_LINKS = (
    rf"(?:{_LINK}{{1,3}}\s?(?:(?:an?\s|only\s|just\s|even\s)?(?:(?:value|maximum|level)\sof\s)?)?)"
)
_VALUE = rf"(?P<v>[{V}{U}])"
_VERB = (
    r"(?:has|have|had|having|shows?|showed|showing|exhibits?|exhibited|exhibiting|displays?|displayed|displaying"
    r"|delivers?|delivered|delivering|possess(?:es|ed|ing)?|provides?|provided|providing|gives?|gave|giving"
    r"|achieves?|achieved|achieving|reach(?:es|ed|ing)?|demonstrates?|demonstrated|presents?|presented|presenting"
    r"|offers?|offered|offering|retains?|retained|retaining|maintains?|maintained|yields?|yielded|reveals?|revealed"
    r"|features?|featured|featuring|attains?|attained|affords?|afforded|with|combines|adopts?|crystalli[sz]es in"
    r"|crystalli[sz]ed in|belongs to|assumes)"
)
_ADVERB = (
    r"(?:also|still|typically|usually|already|then|thus|consistently|only|even|itself|[a-z]+ly)"
)
_THAT = r"(?:,?\s(?:which|that))?"
# What is said of a subject in passing: “SrTiO3 (space group Pm-3m) has …”.
_ASIDE = rf"(?:\s\([^(){S}]{{1,60}}\))?"
_SUBJECT = rf"(?P<s>{S})(?:{_TAIL}{{0,3}}?){_ASIDE}{_WHEN}{_THAT}"
_PURPOSE = r"(?:\s(?:for|towards?)\s(?:the\s)?[a-z]+(?:\s(?:production|formation|evolution|reduction|oxidation))?)?"
_OF = rf"(?:\s(?:of|for|in)\s{_WORD}{{0,4}})"
_NAME = rf"(?P<p>{P}){_SHORT}"
_MADE = (
    r"(?:gave|give|giving|affords?|afforded|affording|afford|furnish(?:ed|ing|es)?|provided|providing|provide"
    r"|yielded|delivered|delivering|produced|producing|obtain(?:ed)?|form(?:ed|ing)|isolate[d]?)"
)
_GOT = (
    r"(?:obtained|isolated|prepared|synthesi[sz]ed|formed|produced|afforded|given|furnished|delivered|provided"
    r"|accessed|generated|recovered|made)"
)

SINGLE: Final[tuple[tuple[str, re.Pattern[str], float, bool], ...]] = tuple(
    (name, re.compile(pattern), confidence, governs)
    for name, pattern, confidence, governs in (
        ("of", rf"{_NAME}{_WHEN}{_OF}(?P<s>{S}){_TAIL}{{0,2}}{_ASIDE}{_PURPOSE}{_WHEN}{_LINKS}{_VALUE}", 0.95, True),
        ("own", rf"(?P<s>{S})(?:['’]s?)?\s{_WORD}{{0,3}}{_NAME}{_WHEN}{_LINKS}{_VALUE}", 0.9, False),
        ("whose", rf"(?P<s>{S}){_TAIL}{{0,2}},?\swhose\s{_WORD}{{0,3}}{_NAME}{_WHEN}{_LINKS}{_VALUE}",
         0.9, True),
        ("has", rf"{_SUBJECT}\s(?:{_ADVERB}\s)?{_VERB}\s{_WORD}{{0,5}}{_NAME}{_WHEN}"
         rf"(?:{_LINKS}|\s\(|,\s|\s){_VALUE}", 0.95, False),
        ("has its own", rf"{_SUBJECT}\s(?:{_ADVERB}\s)?{_VERB}\s{_WORD}{{0,3}}(?P<v>{V})(?:\sof)?\s"
         rf"{_WORD}{{0,2}}(?P<p>{P})(?!{_LINKS}[{V}{U}])", 0.9, False),
        ("does", rf"{_SUBJECT}\s(?:{_ADVERB}\s)?{D}\s(?P<v>{V})", 0.95, False),
        ("value for", rf"{_NAME}{_WHEN}(?:{_LINKS}|\s){_VALUE}{_WHEN}(?:\s{_BE}\s{_FOUND})?{_WHEN}"
         rf"\s(?:for|with|by|in|using|from)\s{_WORD}{{0,3}}(?P<s>{S})", 0.85, True),
        ("its own of", rf"(?P<v>{V})\s{_WORD}{{0,2}}(?P<p>{P})\s(?:of|for)\s{_WORD}{{0,3}}(?P<s>{S})",
         0.85, True),
        ("for it", rf"(?:^|[,;.]\s)(?:for|in\sthe\scase\sof)\s{_WORD}{{0,3}}(?P<s>{S}){_TAIL}{{0,2}},?{_WHEN}"
         rf"(?:\s{_WORD}{{0,5}}|\s){_NAME}{_WHEN}{_LINKS}{_VALUE}", 0.9, True),
        ("bracket", rf"(?P<s>{S})(?:\s[a-z]+)?\s\((?:[^(){S}{P}]*?[,;]\s)?{_WORD}{{0,3}}{_NAME}{_WHEN}"
         rf"(?:{_LINKS}|,\s|\s){_VALUE}", 0.9, True),
        ("bracket own", rf"(?P<s>{S})(?:\s[a-z]+)?\s\((?:[^(){S}{P}]*?[,;:]\s)?(?P<v>{V})\s{_WORD}{{0,2}}(?P<p>{P})",
         0.9, True),
        ("label", rf"(?P<s>{S})(?:\s\([^(){SIGNS}]{{1,20}}\))?\s?[:;,]\s{_WORD}{{0,3}}{_NAME}{_WHEN}(?:{_LINKS}|,\s|\s)"
         rf"{_VALUE}", 0.85, False),
        ("with it", rf"(?:^|[;.]\s)(?:with|having|possessing|(?:owing|due|thanks)\sto\sits)\s{_WORD}{{0,5}}{_NAME}{_WHEN}"
         rf"(?:{_LINKS}|\s|\s\(){_VALUE}\)?{_WHEN},\s{_WORD}{{0,2}}(?P<s>{S})", 0.9, True),
        ("its", rf"(?P<s>{S})[^.;:{S}{X}{V}{P}]{{1,60}}?\sits\s{_WORD}{{0,4}}{_NAME}{_WHEN}(?:{_LINKS}|\s\()"
         rf"{_VALUE}", 0.8, False),
        ("is such", rf"(?P<s>{S})\s{_BE}\s[^.;:(){SIGNS}]{{1,60}}?\s\({_WORD}{{0,3}}{_NAME}(?:{_LINKS}|\s){_VALUE}",
         0.85, False),
        ("made in", rf"{_MADE}\s(?:(?:the|pure|desired|product|compound|title|a|an|corresponding|only|expected)\s){{0,4}}"
         rf"(?P<s>{S})(?:\s\([^(){V}{P}]{{1,20}}\))?[^.;{S}{V}{P}{X}]{{0,40}}?\sin\s{_WORD}{{0,3}}"
         rf"(?P<v>{V})\s{_WORD}{{0,2}}(?P<p>{P})", 0.9, True),
        ("was made in", rf"(?P<s>{S})(?:\s\([^(){V}{P}]{{1,20}}\))?\s(?:was|were|is|are)\s{_WORD}{{0,2}}{_GOT}"
         rf"[^.;{S}{V}{P}{X}]{{0,60}}?\s(?:in|with)\s{_WORD}{{0,3}}(?:(?P<v>{V})\s{_WORD}{{0,2}}(?P<p>{P}))", 0.9, True),
        ("was made at", rf"(?P<s>{S})(?:\s\([^(){V}{P}]{{1,20}}\))?\s(?:was|were|is|are)\s{_WORD}{{0,2}}{_GOT}"
         rf"[^.;{S}{V}{P}{X}]{{0,60}}?\s(?:in|with)\s(?:an?\s)?{_WORD}{{0,2}}{_NAME}\sof\s{_VALUE}", 0.9, True),
    )
)  # fmt: skip
"""Name, pattern, confidence; whether the pattern itself shows that the subject is the subject."""

_LIST_S = rf"{S}(?:,\s{S})*,?\s(?:and|or|와|및)\s{S}"
_LIST_V = rf"[{V}{U}](?:,\s[{V}{U}])*,?\s(?:and|or)\s[{V}{U}]"
_LIST_P = rf"(?:{_WORD}{{0,3}}{P}{_SHORT}(?:,\s|,?\sand\s)){{1,3}}{_WORD}{{0,3}}{P}{_SHORT}"
_RESPECTIVELY = rf"{_WHEN}(?:,?\srespectively)?"

LISTS: Final[tuple[re.Pattern[str], ...]] = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<p>{P}){_SHORT}{_WHEN}{_OF}(?P<ss>{_LIST_S}){_TAIL}{{0,2}}{_WHEN}{_LINKS}(?P<vs>{_LIST_V}){_RESPECTIVELY}",
        rf"(?P<ss>{_LIST_S}){_TAIL}{{0,2}}{_WHEN}\s(?:{_ADVERB}\s)?{_VERB}\s{_WORD}{{0,5}}(?P<p>{P}){_SHORT}{_WHEN}"
        rf"(?:{_LINKS}|\s)(?P<vs>{_LIST_V}){_RESPECTIVELY}",
        rf"(?P<ss>{_LIST_S}){_TAIL}{{0,1}}\s(?P<p>{D})\s(?P<vs>{_LIST_V}){_RESPECTIVELY}",
        rf"(?P<p>{P}){_SHORT}{_WHEN}{_LINKS}(?P<vs>{_LIST_V}){_WHEN}(?:\s{_BE}\s{_FOUND})?{_WHEN}\s(?:for|with|by|in)\s"
        rf"{_WORD}{{0,3}}(?P<ss>{_LIST_S}){_TAIL}{{0,2}}{_RESPECTIVELY}",
    )
)
"""One property, as many subjects as values."""

SEVERAL: Final = re.compile(
    rf"(?P<s>{S}){_TAIL}{{0,2}}{_WHEN}{_THAT}\s(?:{_ADVERB}\s)?{_VERB}\s(?P<ps>{_LIST_P}){_WHEN}"
    rf"(?:\sof|\svalues\sof|:|\s=)\s(?P<vs>{_LIST_V}),?\srespectively"
)
"""One subject, as many properties as values."""

GOVERNED: Final = re.compile(
    rf"(?P<p>{P}){_SHORT}(?:\svalues?)?{_WHEN}(?:\s{_WORD}{{0,3}}(?:in\sthe\sorder|{_BE}|increases?|decreases?|follows?)[^.;{V}{P}]{{0,30}}?)?"
    rf"{_OF}?\s?(?P<list>(?:{_WORD}{{0,3}}{S}{_TAIL}{{0,2}}\s\([{V}{U}](?:[,;]?\s?{C})*\)(?:,\s(?:and\s)?|\s(?:and|<|>)\s)?){{1,8}})"
)
"""A property of several subjects, each with its value in brackets."""
IN_BRACKETS: Final = re.compile(rf"(?P<s>{S}){_TAIL}{{0,2}}\s\((?P<v>[{V}{U}])(?:[,;]?\s?{C})*\)")

_ONE_FOR = rf"[{V}{U}]{_WHEN}\s(?:for|with|in)\s{_WORD}{{0,2}}{S}{_TAIL}{{0,2}}"
EACH: Final = re.compile(
    rf"(?P<p>{P}){_SHORT}{_WHEN}{_OF}?{_WHEN}(?:{_LINKS}|\s\()(?P<list>{_ONE_FOR}(?:,\s{_ONE_FOR})*,?\sand\s{_ONE_FOR})"
)
"""A property with its value for each of several subjects."""
FOR_ONE: Final = re.compile(rf"(?P<v>[{V}{U}]){_WHEN}\s(?:for|with|in)\s{_WORD}{{0,2}}(?P<s>{S})")

AFFORDED: Final = re.compile(
    rf"(?:{_MADE}|to\syield|yielding|yielded|{P})\s(?:(?:the|pure|desired|product|compound|title|a|an|corresponding|only)\s)"
    rf"{{0,4}}(?P<s>{S})(?:\s\({S}\))?(?:\sas\san?\s[^.;(){SIGNS}]{{1,50}})?\s\((?P<in>[^()]{{1,60}})\)"
)
"""A product with its mass and its yield in brackets."""

FURTHER: Final = re.compile(
    rf"{_WHEN}\)?(?:,|;|\sand|,\sand|\swith|,\swith|,\sas\swell\sas|\sas\swell\sas|\salong\swith)\s"
    rf"(?:(?:an?|the|its)\s)?{_WORD}{{0,4}}\(?(?:(?P<p>{P}){_SHORT}{_WHEN}(?:{_LINKS}|\s)(?P<v>[{V}{U}])|(?P<v2>{V})\s{_WORD}{{0,2}}(?P<p2>{P})|(?P<d>{D})\s(?P<v3>{V}))"
)
"""A further property with its value behind the first, of the same subject."""

_HANGUL = r"(?:(?!\S*(?:보다|않|못|없|및|또는))[가-힣]+\s)"
_TOPIC = r"(?:은|는|이|가|의\s경우|의\s경우에는)"
_KIND = r"(?:\s?(?!복합|혼합|도핑|코팅|합금)[가-힣]{1,5}?)?"
KOREAN: Final[tuple[re.Pattern[str], ...]] = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<s>{S})의?\s?{_HANGUL}{{0,2}}(?P<p>{P}){_SHORT}(?:은|는|이|가|:)?{_WHEN}\s?(?P<v>[{V}{U}])",
        rf"(?P<s>{S}){_KIND}{_TOPIC}{_WHEN}\s{_HANGUL}{{0,3}}(?P<p>{P}){_SHORT}(?:은|는|이|가|로)?{_WHEN}\s?(?P<v>[{V}{U}])",
        rf"(?P<s>{S}){_KIND}{_TOPIC}{_WHEN}\s{_HANGUL}{{0,3}}(?P<v>{V})의\s{_HANGUL}{{0,2}}(?P<p>{P})",
    )
)

WHEN_BEHIND: Final = re.compile(rf"(?:\s{_BE}\s{_FOUND}(?=\s\(?{C}))?(?:,?\s?(?:and\s)?\(?{C}\)?)+")
WHEN_FIRST: Final = re.compile(rf"^\W*{C}")
DIFFERENT: Final = re.compile(
    r"\s?(?:higher|lower|larger|smaller|more|less|greater|better|worse|above|below|over|increase|decrease|improvement"
    r"|enhancement|reduction|difference|shift|loss|drop|gain|deviation|error|change|window|range|interval|wider|narrower"
    rf"|further|faster|slower|of\s(?:the|its)\s(?:initial|original|theoretical|total)|(?:is|are|was|were)\s(?:sufficient|required|needed|necessary|desired|expected))\b|\s?(?:to|→|->)\s?[{V}{U}]"
)
LISTED: Final = re.compile(
    rf"(?:\s?{C})*(?:,\s(?:and\s|or\s)?|\s(?:and|or)\s|\s?/\s?)[{V}{U}](?!\s(?:{_WORD}){{0,2}}{P})"
)
BARE: Final = re.compile(
    rf"\s?(?:$|[.,;)\]]|{C}|\((?:{C}|[^)]{{0,20}}\))|\s?(?:at|in|and|for|with|under|as|while|which|whereas|but|이|로|인|으로|였|을|를)\b|[가-힣])"
)
VETO: Final = re.compile(
    r"\b(?:assum\w+|if|whether|suppos\w+|hypothetical\w*|target\w*|desired|goals?|requir\w+|should|would|could"
    r"|needs?|needed|aim\w*|must|cannot|can't|not|no|never|neither|nor|without|fail(?:s|ed)|instead of"
    r"|rather than|unlike|expected|ideal\w*|threshold|criterion|criteria|limit of|cut-?off|at least one|unless"
    r"|maximum allowed|reference value|difference|change in|increase in|decrease in|reduction in|shift in|ratio of)\b"
)
KOREAN_VETO: Final = re.compile(r"못|않|없|아니|라면|가정|목표|필요|보다|예상|만약|차이")
PREPOSITION: Final = re.compile(
    r"\b(?:of|in|on|with|by|from|for|to|between|among|through|via|into|onto|than|using|over|under|as|at|per|like"
    r"|versus|vs|containing|including|without|toward|towards|against)\s"
)
GOOD_HEAD: Final = re.compile(
    r"(?:films?|samples?|crystals?|nanoparticles|particles|solutions?|layers?|powders?|electrodes?|cells?|monolayers?"
    r"|sheets?|nanowires|nanosheets|forms?|phases?|polymorphs?|grades?|case|batch)\sof\s(?:the\s|pure\s)?$"
)
BOUNDARY: Final = re.compile(
    rf"[;:.(]|,\s|\b(?:that|while|whereas|but|where|because|since|and|although|though|so)\s|[{V}{U}]"
)
METHOD: Final = re.compile(
    r"\b(calculated|computed|predicted|theoretical|simulated|estimated|experimental|measured)\b"
)
