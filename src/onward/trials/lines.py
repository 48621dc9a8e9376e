"""Numbers of earlier lines: chemotherapy, endocrine, HER2-directed and any systemic therapy kept apart, least and
most too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from onward.trials.clauses import Clause, scope_in
from onward.trials.drug_words import FOR_SOME
from onward.trials.polarity import Sense
from onward.trials.sections import Section
from onward.trials.understood import HIGH, MEDIUM, Understood

_NUMBERS = {"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "single": "1"}
_WORD = re.compile(r"\b(" + "|".join(_NUMBERS) + r")\b(?:\s*\(\s*(?:\d|one|two|three)\s*\))?", re.IGNORECASE)
_LINE = re.compile(
    r"\b(?:lines?|regimens?|regimes|therap(?:y|ies)|treatments?|chemotherap\w+|courses?)\b", re.IGNORECASE
)
_COUNTED = (
    r"(?P<mid>(?:\s*(?:prior|previous|separate|different|systemic|cytotoxic|"
    r"chemotherap\w*|chemo|hormonal|hormone|endocrine|anti-?cancer|antineoplastic|breast|"
    r"standard-of-care|of-care|standard|more|additional|full|of|lines?|non-?|HER-?2[- ](?:directed|"
    r"targeted)|anti-?HER-?2|HER2|targeted|palliative|approved|therapeutic|"
    r"trastuzumab[- ]based|containing|cancer|-|"
    r"treatment|therapy|biologic\w*|anti-estrogen|based|the|systemically|"
    r"and/or|or|single-agent|combination|prior\s+to|for|metastatic|advanced)\b[\s-]*){0,7})"
    r"\s*(?P<noun>lines?|regimens?|regimes|therapies|chemotherapies|treatments|treatment\b|courses?|"
    r"treatment\s+regimens?|therapy\b|chemotherapy\b)(?P<after>[^.;]{0,110})"
)
_MOST = re.compile(
    r"(?:≤|\b(?:less\s+than\s+or\s+equal\s+to|no(?:t)?\s+(?:have\s+)?(?:received\s+)?(?:more|greater)\s+than|"
    r"up\s+to(?:\s+and\s+including)?|\bonly|(?:a\s+)?max(?:imum|imally)?\s+(?:of)?|at\s+most|"
    r"not\s+exceed(?:ing)?))\s*(?P<n>\d)\s*\(?(?:≤\s*\d\))?" + _COUNTED,
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:\b(?:more|greater)\s+than|>)\s*(?P<n>\d)"
    + _COUNTED
    + r"|(?:≥|\bat\s+least)\s*(?P<n2>\d)"
    + _COUNTED.replace("mid>", "mid2>").replace("noun>", "noun2>").replace("after>", "after2>")
    + r"|\b(?P<n3>\d)\s+or\s+more"
    + _COUNTED.replace("mid>", "mid3>").replace("noun>", "noun3>").replace("after>", "after3>"),
    re.IGNORECASE,
)
_LEAST = re.compile(
    r"(?:\b(?:at\s+least|(?:a\s+)?minimum\s+(?:of)?|no\s+(?:less|fewer)\s+than)|≥)\s*(?P<n>\d)"
    + _COUNTED
    + r"|\b(?P<n2>\d)\s+or\s+more"
    + _COUNTED.replace("mid>", "mid2>").replace("noun>", "noun2>").replace("after>", "after2>"),
    re.IGNORECASE,
)
_FEWER = re.compile(r"(?:<|\b(?:fewer|less)\s+than)\s*(?P<n>\d)" + _COUNTED, re.IGNORECASE)
_RANGE = re.compile(r"\b(?P<low>[0-4])\s*(?:-|–|to|or)\s*(?:up\s+to\s+)?(?P<high>[1-6])" + _COUNTED, re.IGNORECASE)
_BETWEEN = re.compile(
    r"(?:at\s+least|≥|minimum\s+of)\s*(?P<low>\d)[^.;]{0,40}?(?:but\s+)?(?:and\s+)?(?:no\s+more\s+than"
    r"|not\s+more\s+than|up\s+to|≤|maximum\s+of|at\s+most|no\s+greater\s+than)\s*(?P<high>\d)\s*[,)]?" + _COUNTED,
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(r"\bcastrat|\bp[rs]oc\b")
"""Words that only other cancers have."""
_SUBTYPE_MUST = re.compile(
    r"\W*(?:hormone\s+receptor|HR|ER|HER-?2|triple|TNBC)[^.;]{0,50}\b(?:patients|"
    r"participants|subjects)\b[^.;]{0,30}\b(?:must|should)",
    re.IGNORECASE,
)
_OR_FEWER = re.compile(r"\b(\d)\s+or\s+(?:fewer|less)\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_SIGN = re.compile(r"\(\s*[<>≥≤]\s*\)")
_LISTED = re.compile(r"\b([0-3]),\s*[1-4],?\s*or\s*([2-6])\b", re.IGNORECASE)
_EXACTLY = re.compile(
    r"\b(received|failed|had|treated\s+with|undergone)\s+(\d)\s+(prior|previous|lines?|regimens?)\b", re.IGNORECASE
)
_IN_BRACKETS = re.compile(
    r"\b((?:systemic\s+|cytotoxic\s+)*(?:chemo|endocrine\s+|hormonal\s+|hormone\s+|systemic\s+)therapy)\s*\(\s*"
    r"((?:max\w*(?:\s+of)?|up\s+to|≤|no\s+more\s+than|at\s+least|≥)\s*\d\s+)(?:prior\s+)?(lines?|regimens?)\s*\)",
    re.IGNORECASE,
)
"""A number of lines in brackets: "prior chemotherapy (maximum of 1 line) for metastatic disease"."""
_SHORT_LINE = re.compile(r"\b(\d)L\b(?=\s+(?:of|prior|therap|treatment))")
_NAIVE = re.compile(
    r"\b(?:treatment|therapy)[\s-]*na[iï]ve\b[^.;,]{0,40}\b(?:metastatic|advanced|recurrent)|"
    r"^\W*(?:(?:patients|participants|subjects|women)\s+with\s+)?(?:(?:histolog|cytolog|patholog)\w*\s+(?:confirmed\s+)?)?"
    r"(?:previously\s+)?untreated,?\s+(?:(?:locally|unresectable|inoperable|recurrent|relapsed|de|novo|advanced|or|and/or|/)[\s,/]+){0,6}"
    r"(?:metastatic|stage\s+IV)\b",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\([^()]*\)")
_OF_ONE_KIND = re.compile(r"(?:endocrine|hormon\w*|chemo|targeted|directed|inhibitor|immuno|-)\s*$", re.IGNORECASE)
_MOST_OF_ALL = re.compile(
    r"\b(?:no|not)\s+(?:have\s+|had\s+|been\s+|received\s+|treated\s+with\s+|be\s+given\s+)*more\s+than\s*(?P<n>\d)"
    + _COUNTED,
    re.IGNORECASE,
)
"""Said as a limit among the exclusions: "no more than 2 prior regimens"."""
_NO_THERAPY = re.compile(
    r"(?P<no>\b(?:no|not\s+(?:have\s+|had\s+|been\s+)?(?:received|undergone|had)?(?:\s+any)?|without|never\s+received)\s+)?(?:any\s+)?\b"
    r"(?:(?:prior|previous)\s+(?:systemic\s+|anti-?cancer\s+|anti-?tumou?r\s+|systemic\s+anti-?cancer\s+)?|"
    r"(?:systemic\s+|anti-?cancer\s+|anti-?tumou?r\s+){1,2})(?:therapy|"
    r"therapies|treatments?)\s+(?:for|in)\s+(?:the\s+|their\s+)?(?:locally\s+)?(?:(?:advanced|unresectable|recurrent|relapsed|inoperable)"
    r"(?:\s*(?:,|/|or|and|and/or)\s*(?:or\s+)?))*(?:advanced|"
    r"metastatic|recurrent|stage\s+IV|MBC|ABC)\b",
    re.IGNORECASE,
)
_METASTATIC = re.compile(
    r"metastatic|advanced|recurrent|\bMBC\b|stage\s+IV|unresectable|incurable|inoperable", re.IGNORECASE
)
_ANY = re.compile(
    r"any\s+setting|in\s+the\s+(?:neo)?adjuvant|including[^.;]{0,30}adjuvant|"
    r"adjuvant\s+(?:or|and|and/or)\s+(?:advanced|metastatic)|either\s+(?:the\s+)?(?:adjuvant|"
    r"advanced)|(?:neo)?adjuvant,",
    re.IGNORECASE,
)
_NOT_COUNTED = re.compile(
    r"\b(?:adjuvant|neoadjuvant|maintenance|\(neo\)adjuvant)[^.;]{0,60}\b(?:not\s+(?:be\s+)?count|"
    r"excluded|does\s+not|do\s+not|not\s+includ|is\s+not\s+considered)|not\s+including[^.;]{0,20}adjuv"
    r"ant|excluding[^.;]{0,20}adjuvant|except[^.;]{0,25}adjuvant",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"platinum|cyclin|alkylat|contain|lacking|taxane|anthracyclin|immuno|"
    r"checkpoint|pd-?1|parp|cdk|pi3k|investigational|experimental|radiation|"
    r"radiotherap|intravenous|antibiotic|gemcitabine|capecitabine|everolimus|"
    r"aromatase|tamoxifen|fulvestrant|lapatinib|t-dm1|emtansine|bevacizumab|"
    r"doses?\b(?!-)|cycles?\b|weeks?\b|months?\b|days?\b|sacituzumab|conjugate|"
    r"adc\b|enzyme|steroid|ovarian|lung|colorectal|melanoma|pancrea|sarcoma|"
    r"prostate|castrat|platinum-resistant|contracept|rank|bisphosph|trop",
    re.IGNORECASE,
)
_OTHER_BEFORE = re.compile(
    r"^\W*(?:triple|HR|HER-?2|ER|TNBC)\b[^.;]{0,70}\bmust|\b(?:positive|"
    r"negative)\s+(?:patients|participants|disease)\b|renal|nasophar|mesothel|"
    r"thymic|salivary|"
    r"ovarian|lung\b|colorectal|melanoma|pancrea|sarcoma|prostat|NSCLC|gastric|"
    r"urothel|gastroesoph|hnscc|head\s+and\s+neck|cervical|endometri|\bif\b|"
    r"\bunless\b|\bis\s+an?\b|contains?\b|regions\b|count(?:ries)?\s+where|"
    r"myeloma|biliary|lymphoma|leuk[ae]mia|(?:patients|participants|subjects|"
    r"women)\s+who\s+(?:are|relapse|have\s+not)[^.;]{0,90}|for\s+(?:patients|"
    r"participants|subjects)\s+with|(?:patients|participants)\s+with\s+(?:HER2|"
    r"ER|HR|TNBC|triple)[^.;]{0,60}(?:should|must|need)|contracept",
    re.IGNORECASE,
)
_OF_SOME = re.compile(
    r"\b(?:patients|participants|subjects)\s+(?:with|who\s+have)\s+(?!(?:locally|metastatic|advanced|unresectable|measurable|recurrent|breast|stage))"
    r"[^.;]{3,160}\b(?:must|should|need)\b",
    re.IGNORECASE,
)
"""Before a number: it is asked of some of the patients."""
_AS_ONE = re.compile(r"\b(?:considered|counted|regarded)\s+(?:as|to\s+have)\b", re.IGNORECASE)
_RELAPSE_TOO = re.compile(
    r"\b(?:experienc\w+|with|had)\s+(?:an?\s+)?(?:relapse|recurrence|progression)\b[^.;]{0,80}\badjuvant\b[^.;]{0,60}"
    r"\b(?:eligible|allowed|considered|acceptable)",
    re.IGNORECASE,
)
"""Who relapsed on adjuvant treatment is let in as well: a least number is not asked of everybody."""
_RECURRENT_ONLY = re.compile(
    r"^\s*(?:of\s+\w+\s+)?(?:for|in)\s+(?:the\s+)?recurrent\s+(?:breast\s+cancer|disease)", re.IGNORECASE
)
"""Treatment of a recurrence: who had metastases at diagnosis has none."""
_COUNTS_TOO = re.compile(
    r"\bcount(?:s|ed)?\s+(?:as|toward)|\bconsidered\s+(?:as\s+)?(?:to\s+be\s+)?(?:an?|one|1|the|first)[\s-]+(?:\w+\s+)?(?:line|regimen)|"
    r"\b(?:who|if)\b[^.;]{0,30}\b(?:relapse|recur|progress)\w*[^.;]{0,40}\bwithin\b|"
    r"\brelapse[ds]?\s+(?:on|during|within|>|≥)",
    re.IGNORECASE,
)
"""Words by which treatment of early disease may stand for a line: a least number is not the whole of it then."""
_OR_ELSE = re.compile(
    r"\bor\b\s+(?:(?:who|patients?|participants?|subjects?|no|have|has|had|is|are|be|not|if|(?:relaps|recurr)\w+(?!\s+(?:or|and|disease|breast|cancer|setting|solid))|disease\s+rec|intoleran\w+|"
    r"ineligib\w+|refus\w+|unable|contraindic\w+|for\s+whom|otherwise|where|when)\b)|\bunless\b|\bif\s+(?:eligible|available|appropriate)",
    re.IGNORECASE,
)
"""What may stand in the place of the lines."""
_BUT_ENDOCRINE = re.compile(
    r"\b(?:except\w*|exception|excluding|other\s+than|unless)\b(?:\s+(?:of|for|with|\d|prior|an?|single|lines?|regimens?|up\s+to))*\s+"
    r"(?:hormon\w*|endocrine|anti-?estrogen)\b",
    re.IGNORECASE,
)
_ADJUVANT_ONLY = re.compile(
    r"\b(?:except|unless|excluding|other\s+than|not\s+including)\b[^.;]{0,40}adjuvant[^.;]{0,30}$", re.IGNORECASE
)
_NOT_FOR_ALL = re.compile(
    r"\bexcept\s+(?:for\s+|in\s+)?(?:the\s+)?[^.;]{0,40}\b(?:part|cohort|arm|phase|patients|participants|subjects)\b",
    re.IGNORECASE,
)
_OF_A_PART = re.compile(
    r"\b(?:part|module|cohort|arm|phase|group)\s+(?:\d\w?|[A-H]\d?|I{1,3}\w?)\b[^.;]{0,60}[:(]|\b(?:cohort|part|arm)s?\b[^.;]{0,25}\b(?:must|should)\b|\beither\s*:|castration|\bP[RS]OC\b",
    re.IGNORECASE,
)
"""Words before a number that tell of one part of the study, whose name is not kept as a scope."""
_TIME_AFTER = re.compile(r"^\s*(?:within|in\s+the\s+(?:last|past))", re.IGNORECASE)

_RELAPSE_OR = re.compile(r"\b(?:relaps|recurr)\w*[^.;]*\bor\b", re.IGNORECASE)
_COUNTS = re.compile(r"line|regimen|prior|previous|therapies|chemotherap|treatments", re.IGNORECASE)
_OF_CHEMOTHERAPY = re.compile(r"chemotherapy[\s-]+(?:containing|based)", re.IGNORECASE)
_ONLY_SOME = re.compile(
    r"\(\s*(?:which\s+)?(?:includ\w+|defined|i\.?e|e\.?g|excluding|only)\b[^()]*\b(?:chemo|cytotoxic|endocrine|hormon|target)|"
    r"\b(?:endocrine|hormon\w*)\s+therap\w+\b[^.;]{0,40}\bnot\s+(?:be\s+)?count",
    re.IGNORECASE,
)
"""What kinds of therapy are counted, or are not."""
_OR_CONJUGATE = re.compile(
    r"(?:\bor|and/or|/)\s+(?:an?\s+)?(?:antibody[- ]drug\s+conjugates?|ADCs?)\b(?:\s*\(ADCs?\))?", re.IGNORECASE
)
"""Counted beside chemotherapy."""
_TREATS = re.compile(r"\b(?:line|regimen|course|therap|treatment|chemo)", re.IGNORECASE)


_KEYS = ("line", "regimen", "prior", "previous", "untreated", "naive", "naïve", "systemic")
_LONGEST = 700


def read_lines(clause: Clause) -> Iterator[Understood]:  # noqa: C901 - one a wording
    """Least and most numbers of lines that a clause states."""
    low = clause.low
    if len(low) > _LONGEST or not any(map(low.__contains__, _KEYS)):
        return
    if not (_LINE.search(low) or "untreated" in low) or clause.sense is Sense.UNCLEAR:
        return
    if (
        _SUBTYPE_MUST.match(clause.whole)
        or (not clause.scope and FOR_SOME.match(clause.whole))
        or _OF_ANOTHER.search(clause.whole)
    ):
        return
    text = _WORD.sub(lambda match: _NUMBERS[match[1].lower()], clause.text)
    if _DIGIT.search(text):
        text = _OR_FEWER.sub(r"up to \1", _SIGN.sub("", text) if "(" in text else text)
        text = _LISTED.sub(r"\1 to \2", text) if "," in text else text
        text = _SHORT_LINE.sub(r"\1 line", _IN_BRACKETS.sub(r"\2\3 of \1", text) if "(" in text else text)
        if clause.section is Section.INCLUSION:
            text = _EXACTLY.sub(r"\1 at least \2 \3", text)
    if limit := _none_at_all(text, clause):
        yield limit
        return
    if not re.search(r"\d", text):
        return
    if clause.section is Section.EXCLUSION:
        yield from _excluded(text, clause)
        return
    found = _BETWEEN.search(text)
    if found and not _LINE.search(
        found[0][: found[0].lower().find(found["high"], 12)] if found["high"] in found[0][12:] else ""
    ):
        if limit := _limits(text, found, clause, int(found["low"]), int(found["high"])):
            yield limit
        return
    ranged = _RANGE.search(text)
    if (
        ranged
        and int(ranged["high"]) > int(ranged["low"])
        and re.search(r"line|regimen|prior|previous|therap", ranged["mid"] + ranged["noun"], re.IGNORECASE)
    ):
        if limit := _limits(text, ranged, clause, int(ranged["low"]), int(ranged["high"])):
            yield limit
        return
    yield from _one_sided(text, clause)


def _none_at_all(text: str, clause: Clause) -> Understood | None:
    """No systemic therapy of any kind for metastatic disease so far."""
    if (
        clause.section is Section.INCLUSION
        and clause.sense is Sense.REQUIRE
        and not clause.open
        and (naive := _NAIVE.search(text))
        and not _OF_ONE_KIND.search(text[: naive.start()])
        and not _OTHER_BEFORE.search(text[: naive.end()])
    ):
        return Understood(kind="lines", span=naive[0], expression="metastatic_lines < 1", scope=clause.scope)
    found = _NO_THERAPY.search(text)
    if found is None or _OTHER_BEFORE.search(text[: found.start()]):
        return None
    forbids = (
        found["no"] is not None if clause.section is Section.INCLUSION else found["no"] is None and found.start() < 40
    ) and not re.search(r"\d|\bthan\b", text[: found.start()])
    if not forbids or clause.sense is Sense.PERMIT:
        return None
    opened = clause.open and not _ADJUVANT_ONLY.search(clause.whole)
    if opened and _BUT_ENDOCRINE.search(text):
        # Endocrine therapy is spared: what is left to rule out is chemotherapy.
        expression = "not had('chemotherapy', 'metastatic')"
        return Understood(kind="forbidden-drug", span=text, expression=expression, sure=MEDIUM, scope=clause.scope)
    return Understood(
        kind="lines",
        span=found[0],
        expression="metastatic_lines < 1 or unread_detail" if opened else "metastatic_lines < 1",
        sure=MEDIUM if opened else HIGH,
        scope=clause.scope,
    )


def _one_sided(text: str, clause: Clause) -> Iterator[Understood]:
    most = _MOST.search(text)
    if (most and (limit := _limits(text, most, clause, None, int(most["n"])))) or (
        (fewer := _FEWER.search(text)) and (limit := _limits(text, fewer, clause, None, int(fewer["n"]) - 1))
    ):
        yield limit
    if clause.sense is Sense.REQUIRE:
        least = _LEAST.search(text)
        if least is not None:
            number = least["n"] or least["n2"]
            if clause.sense_at(min(least.start(), len(clause.text))) is Sense.REQUIRE and (
                limit := _limits(text, least, clause, int(number), None)
            ):
                yield limit


def _excluded(text: str, clause: Clause) -> Iterator[Understood]:
    """Tells that "more than two lines" among the exclusions is a most of two."""
    if clause.sense is not Sense.FORBID:
        return
    if re.search(r"at\s+least[^.;]{0,40}\bbut\b", text, re.IGNORECASE):
        return
    if said := _MOST_OF_ALL.search(text):
        if limit := _limits(text, said, clause, None, int(said["n"])):
            yield replace(limit, sure=MEDIUM)
        return
    found = _MORE.search(text)
    if found is None or re.search(
        r"\b(?:not|no|fewer|less)\s+(?:have\s+|had\s+|received\s+)*$", text[: found.start()], re.IGNORECASE
    ):
        if (fewer := _FEWER.search(text)) and (limit := _limits(text, fewer, clause, int(fewer["n"]), None)):
            yield limit
        return
    most = int(found["n"]) if found["n"] else int(found["n2"] or found["n3"]) - 1
    if limit := _limits(text, found, clause, None, most):
        if _NOT_FOR_ALL.search(clause.whole):
            limit = replace(limit, expression=f"{limit.expression} or unread_detail", sure=MEDIUM)
        yield limit


def _group(found: re.Match[str], name: str) -> str:
    groups = found.groupdict()
    return next((groups[key] or "" for key in (name, f"{name}2", f"{name}3") if groups.get(key)), "")


def _limits(text: str, found: re.Match[str], clause: Clause, least: int | None, most: int | None) -> Understood | None:
    middle, noun, after = _group(found, "mid"), _group(found, "noun"), _group(found, "after")
    counted = f"{middle} {noun}"
    tail = re.split(
        r"\b(?:and|but|which|that|with\s+at|who|including|include|must|where|or\s+for)\b|[.;(]",
        _OR_CONJUGATE.sub(" ", after),
    )[0]
    kind, subject = _subject(counted, tail)
    if kind is None or not _counts_lines(text[: found.start()], counted, after, tail, clause):
        return None
    before = text[: found.start()]
    if least and (_AS_ONE.search(before) or _OF_SOME.search(before) or _RELAPSE_TOO.search(clause.whole)):
        return None
    if _doubtful(text, found, subject, counted, tail, after):
        return None
    metastatic = bool(_METASTATIC.search(counted + " " + after) or (not subject and _METASTATIC.search(clause.whole)))
    one_ever = least == 1 and most is None and subject and not metastatic
    if one_ever and _RELAPSE_OR.search(text[: found.start()]):
        return None
    if one_ever or (_ANY.search(after) and not _NOT_COUNTED.search(after)):
        return _ever(found, kind, subject, least, most, clause)
    if least and clause.open and re.search(r"\bexcept\b|\bif\b", clause.low):
        return None
    return Understood(
        kind=kind,
        span=found[0].strip(),
        expression=_expression(subject, least, most, after, clause, metastatic),
        sure=HIGH if metastatic else MEDIUM,
        scope=clause.scope or scope_in(after),
    )


def _counts_lines(before: str, counted: str, after: str, tail: str, clause: Clause) -> bool:
    """Whether a number counts lines of treatment of this cancer, for everybody or for a part that is told."""
    treated = re.search(r"treatment|therapy", counted) and _METASTATIC.search(after)
    if not (_COUNTS.search(counted) or treated) or not _TREATS.search(counted) or _TIME_AFTER.match(after):
        return False
    if (
        _OTHER.search(_OF_CHEMOTHERAPY.sub("chemotherapy", f"{counted} {tail}"))
        or _OTHER_BEFORE.search(_BRACKETS.sub(" ", before))
        or _OTHER_BEFORE.search(clause.parent)
    ):
        return False
    earlier = clause.whole[: clause.whole.find(clause.low) + 1]
    return bool(clause.scope) or not (_OF_A_PART.search(before) or _OF_A_PART.search(earlier))


def _expression(subject: str, least: int | None, most: int | None, after: str, clause: Clause, metastatic: bool) -> str:
    """The conditions; something else may stand for a least number of metastatic lines."""
    de_novo = "de novo" in after.lower()
    value = f"lines_of('{subject}')" if subject else "metastatic_lines"
    loose = de_novo or not metastatic
    loose = loose or _COUNTS_TOO.search(clause.whole) is not None or _OR_ELSE.search(after) is not None
    asked = f"{value} >= {least} or unread_detail" if loose else f"{value} >= {least}"
    if most is None:
        return asked
    limit = f"{value} <= {most}"
    if least:
        return f"({asked}) and {limit}" if loose else f"{asked} and {limit}"
    if _RECURRENT_ONLY.search(after) and not re.search(r"metast|advanced|stage", after, re.IGNORECASE):
        return f"{limit} or (de_novo and unread_detail)"
    return f"not de_novo or {limit}" if de_novo else limit


def _doubtful(text: str, found: re.Match[str], subject: str, counted: str, tail: str, after: str) -> bool:
    """Whether the number may count something else: a subtype's lines, another kind's, another cancer's."""
    if not subject and _ONLY_SOME.search(text[found.start() :]):
        return True
    if re.match(r"\s*\(\s*(?:up\s+to\s+)?\d", after) or _OTHER_BEFORE.search(after[:60]):
        return True
    if not subject and re.search(
        r"exclud|not\s+including|other\s+than|(?:hormon|endocrine|chemo)[^.;]{0,40}\bnot\s+(?:be\s+)?(?:count|consider|includ)",
        after,
        re.IGNORECASE,
    ):
        return True
    if not subject and re.search(r"\bHER-?2|\btriple|\bBRCA|receptor|\bHR\b|\bER\b", tail, re.IGNORECASE):
        return True
    if not subject and not re.search(r"systemic|anti-?cancer", counted, re.IGNORECASE):
        return bool(re.search(r"chemo|cytotoxic|endocrine|hormon", text[: found.start()], re.IGNORECASE))
    return bool(
        subject
        and re.search(
            r"(?:HR|hormone\s+receptor|ER)[\s-]*(?:positive|\+)[^.;]{0,60}$", text[: found.start()], re.IGNORECASE
        )
    )


def _ever(
    found: re.Match[str], kind: str, subject: str, least: int | None, most: int | None, clause: Clause
) -> Understood | None:
    """Counted in any setting: one ever is a plain question, other numbers are not asked of a record."""
    if least == 1 and most is None and subject:
        return Understood(kind=kind, span=found[0].strip(), expression=f"had('{subject}')", scope=clause.scope)
    if most and not least:
        # Adjuvant regimens count too, and no fact counts them: more for metastatic disease alone rule out.
        value = f"lines_of('{subject}')" if subject else "metastatic_lines"
        return Understood(
            kind=kind,
            span=found[0].strip(),
            expression=f"{value} <= {most} and unread_detail",
            sure=MEDIUM,
            scope=clause.scope,
        )
    if most == 0 and not least and subject:
        return Understood(kind=kind, span=found[0].strip(), expression=f"not had('{subject}')", scope=clause.scope)
    return None


def _subject(counted: str, tail: str) -> tuple[str | None, str]:
    """What is counted: the kind, and the class ("" for any systemic therapy)."""
    for words in (counted, tail[:70]):
        chemo = re.search(r"chemo|cytotoxic", words, re.IGNORECASE)
        endocrine = re.search(r"endocrine|hormon(?!e[\s-]+receptor)|anti-?estrogen", words, re.IGNORECASE)
        her2 = re.search(
            r"her-?2(?:/neu)?[\s-]*(?:directed|target|therap|based|contain|block)|anti-?her-?2|(?P<drug>tras\w+mab)\b(?!\s+\w+(?:tine|tecan))",
            words,
            re.IGNORECASE,
        )
        named = [each for each in (chemo, endocrine, her2) if each]
        if len(named) > 1:
            return None, ""
        if chemo:
            return "lines-of-chemotherapy", "chemotherapy"
        if endocrine:
            return "lines-of-endocrine-therapy", "endocrine therapy"
        if her2:
            return "lines-of-her2-therapy", (her2["drug"] or "anti-her2").lower()
    if re.search(r"line|systemic|regimen|therapies|anti-?cancer|treatments", counted, re.IGNORECASE) and not re.search(
        r"target|biologic|non|immuno", f"{counted} {tail[:40]}", re.IGNORECASE
    ):
        return "lines", ""
    return None, ""
