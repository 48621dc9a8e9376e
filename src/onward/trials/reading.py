"""A study becomes criteria: every item with what was understood of it, in Onward's language, or visibly unread.

Reading is careful: a wrong reading is worse than none. What is read twice in one item and differs, and what one of
several
alternatives asks, is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from onward.knowledge.types import Knowledge
from onward.trials.across import across
from onward.trials.alternatives import read_alternatives
from onward.trials.asides import aside_of, children_of
from onward.trials.at_odds import at_odds
from onward.trials.clauses import Clause, clauses_of, is_alternative, pair_of
from onward.trials.concomitant import MEDICINES, Medicine, read_concomitant, read_medicines
from onward.trials.conditions import read_conditions
from onward.trials.disease import read_brain, read_setting
from onward.trials.drugs import read_drugs
from onward.trials.extent import read_crisis, read_measurable
from onward.trials.genes import read_genes
from onward.trials.lab_words import Labs, read_labs
from onward.trials.labs import read_labs_of
from onward.trials.lexicon import (
    CONDITIONS,
    GENES,
    WASHOUTS,
    Disease,
    DrugNames,
    Gene,
    content_of,
    drug_names,
    read_diseases,
    read_gene_names,
    treatment_names,
)
from onward.trials.lines import read_lines
from onward.trials.listed import is_one_of_a_list
from onward.trials.of_some import read_of_some
from onward.trials.other_cancers import read_other_cancer
from onward.trials.performance import read_performance
from onward.trials.persons import read_age, read_life_expectancy, read_menopause, read_pregnancy, read_sex
from onward.trials.polarity import Sense
from onward.trials.progress import read_progress
from onward.trials.receptors import read_receptors
from onward.trials.reviewed import ReviewedItem, read_reviews, reviewed
from onward.trials.sections import Item, Section, items_of
from onward.trials.study import Study
from onward.trials.understood import MEDIUM, Criterion, Understood
from onward.trials.washouts import read_washouts
from onward.trials.word_starts import starts_of, starts_of_keys
from onward.values.errors import Fault

_PLAIN = (
    (read_performance, ("performance", "ecog", "ecogps", "eastern", "zubrod", "karnofsky", "kps", "ps")),
    (read_age, ("age", "ages", "aged", "year", "yrs", "old", "olde", "18", "eighteen", "adult")),
    (read_sex, ("wom", "woma", "wome", "female", "men", "male", "males", "man", "sex", "gender")),
    (read_menopause, ("menopausal", "post", "prem", "peri", "pre")),
    (read_pregnancy, ("pregnan", "nonpregnant", "lactat", "nursing", "feeding", "breastfeed", "breast", "gravid")),
    (read_life_expectancy, ("expect", "surviv", "life")),
    (read_brain, ("brain", "cns", "central", "cerebral", "intracranial")),
    (read_measurable, ("measur", "bone", "nonmeasur", "unmeasur", "uni", "bidi")),
    (read_crisis, ("visceral",)),
    (read_setting, ("metast", "nonmetast", "oligo", "micro", "stage", "mbc", "advanced", "unresect")),
    (read_other_cancer, ("malignan", "cancer", "neoplas", "carcinoma", "tumor", "tumour", "nonmalig", "adeno")),
    (read_receptors, ("her2", "her", "erbb", "erb", "cerb", "receptor", "triple", "tnbc", "mtnbc", "er", "pr", "hr",
                      "hormone", "epidermal", "estrogen", "oestrogen", "progesterone")),
    (read_lines, ("line", "regimen", "prior", "previous", "first", "second", "untreat", "naive", "systemic", "therapy",
                  "treatment")),
)  # fmt: skip
"""The readers, each with words that one of has to begin a word of what it reads: looked for first, it is quick."""
_GATED = tuple((reader, starts_of_keys(keys)) for reader, keys in _PLAIN)
_ALL_STARTS = frozenset().union(*(keys for _, keys in _GATED))
_STATES = starts_of_keys(
    (
        "receptor",
        "her2",
        "her",
        "er",
        "hr",
        "triple",
        "tnbc",
        "hormone",
        "brca",
        "brca1",
        "brca2",
        "pd",
        "pdl1",
        "er2",
        "mtnbc",
    )
)
"""How the words begin, one of which is in every text about those with a receptor or an altered gene."""
_ONCE = frozenset(
    {"performance", "age", "sex", "menopause", "life-expectancy", "setting", "brain-metastases", "measurable-disease"}
)
"""Kinds of which an item states one: two that differ, for everybody, are a sign of a misreading."""


_SCALE = re.compile(r"\b(?:ECOG|Zubrod|Karnofsky|WHO\s+performance|performance\s+status)\b", re.IGNORECASE)
_MAY_LIMIT = re.compile(r"\d|normal|uln|lln|unl|limit")
_WASHOUT = re.compile(r"\bwash-?\s?outs?\b")
"""Above a list of treatments with their times: nothing else is asked there."""
_FALL = re.compile(r"\bhistory\s+of\s+(?:an?\s+)?(?:decrease|drop|decline|fall|reduction)\b")
"""What a value once did is no limit of today."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of registries, read once."""

    labs: Labs
    genes: tuple[Gene, ...]
    diseases: tuple[Disease, ...]
    disease_starts: frozenset[str]
    """How the words begin, one of which is in every text that names one."""
    drugs: DrugNames
    treatments: DrugNames
    """Treatments whose last day the record has a fact of."""
    medicines: tuple[Medicine, ...]
    """Medicines beside the treatment of the cancer."""
    reviews: dict[str, tuple[ReviewedItem, ...]]


@dataclass(frozen=True, slots=True)
class Reading:
    """A study and what its criteria were understood to ask."""

    study: Study
    criteria: tuple[Criterion, ...]
    stale: tuple[Fault, ...] = ()
    """Reviews whose words the study no longer has."""


def words_of(knowledge: Knowledge) -> Words:
    """The words of registries in a knowledge.

    Raises:
        KnowledgeError: a file of words is wrong; all faults with their places.
    """
    diseases = read_diseases(content_of(knowledge, CONDITIONS))
    return Words(
        labs=read_labs(knowledge),
        genes=read_gene_names(content_of(knowledge, GENES)),
        diseases=diseases,
        disease_starts=starts_of_keys(key for disease in diseases for key in disease.keys),
        drugs=drug_names(knowledge),
        treatments=treatment_names(content_of(knowledge, WASHOUTS)),
        medicines=read_medicines(content_of(knowledge, MEDICINES)),
        reviews=read_reviews(knowledge),
    )


def read_study(study: Study, words: Words) -> Reading:
    """What a study asks: the registry's own fields, then every item of its text."""
    items = items_of(study)
    children = children_of(items)
    criteria = [*_fields(study)]
    for item in items:
        parent = items[item.parent] if item.parent is not None else None
        below = _below(item, items)
        understood = tuple(_understood(item, items, below, children[item.parent], words))
        aside = "" if understood else aside_of(item, bool(below), parent)
        criteria.append(Criterion(item=item, understood=understood, aside=aside))
    criteria = at_odds(across(criteria), study.min_age_years or 0)
    found, stale = reviewed(tuple(criteria), words.reviews.get(study.nct, ()))
    return Reading(study, found, stale)


def _below(item: Item, items: Sequence[Item]) -> list[Item]:
    """All that stands under an item."""
    end = item.number + 1
    while end < len(items) and items[end].level > item.level:
        end += 1
    return list(items[item.number + 1 : end])


def _fields(study: Study) -> Iterator[Criterion]:
    """Age and sex as the registry's own fields say them."""
    limits = []
    if study.min_age_years:
        limits.append(("age", f"Minimum age: {study.min_age_years:g} years", f"age >= {study.min_age_years:g}"))
    if study.max_age_years:
        limits.append(("age", f"Maximum age: {study.max_age_years:g} years", f"age <= {study.max_age_years:g}"))
    if study.sex in ("FEMALE", "MALE"):
        limits.append(("sex", f"Sex: {study.sex.lower()}", f"sex = '{study.sex.lower()}'"))
    for number, (kind, text, expression) in enumerate(limits, 1):
        item = Item(number=-number, text=text, section=Section.INCLUSION, level=0)
        yield Criterion(item=item, understood=(Understood(kind=kind, span=text, expression=expression),), field=kind)


def _understood(
    item: Item, items: Sequence[Item], below: Sequence[Item], siblings: Sequence[Item], words: Words
) -> Iterable[Understood]:
    if is_alternative(item, items, siblings):
        pairs = list(_either_of_two(item, items, siblings, words))
        return _settled(pairs or list(read_alternatives(item, items, siblings, lambda each: _of_clause(each, words))))
    if is_one_of_a_list(item, siblings):
        return ()
    found: list[Understood] = [*_limits_of_some(item, items, words)]
    for number, clause in enumerate(clauses_of(item, items, below)):
        if number == 0:
            found += _limited(clause, _labs(item, clause, words))
        found += _limited(clause, _of_clause(clause, words))
    return _settled(found)


def _limits_of_some(item: Item, items: Sequence[Item], words: Words) -> Iterator[Understood]:
    """Limits below "For patients with liver metastases:", read as if they stood in that sentence."""
    who = _FOR_WHOM.match(items[item.parent].text) if item.parent is not None else None
    if who is None or not words.labs.may_be_in(item.text.lower()):
        return
    whole = replace(item, text=f"{who[1].strip()}, {item.text}", parent=None)
    first = next(clauses_of(whole, items, ()), None)
    for each in _labs(whole, first, words) if first is not None else ():
        if each.expression.startswith("(not "):
            yield replace(each, span=item.text)


_FOR_WHOM = re.compile(
    r"\W*((?:for|in)\b[^:,]{0,40}\b(?:patients?|participants?|subjects?|women|those|individuals)\b[^:,]{3,70})(?:,[^:]{0,60})?:\s*$",
    re.IGNORECASE,
)
"""A line that only says of whom what stands below is asked."""


def _limited(clause: Clause, read: Iterable[Understood]) -> Iterable[Understood]:
    """What was read, limited to the parts of the study that stand beside it, left open where it is asked of some."""
    if clause.parts:
        read = [each if each.scope else replace(each, scope=clause.parts) for each in read]
    if clause.choice or (clause.section is Section.INCLUSION and not clause.scope and is_of_some(clause.text)):
        return [_open_to_others(each) if each.kind in _OPENED else each for each in read]
    return read


def is_of_some(text: str) -> bool:
    """Whether a statement asks something of fewer than all: "For HR+ patients, ...", "Men ... must ..."."""
    if _ASKED_OF_SOME.match(text):
        return True
    low = text.lower()
    who = _WHO_MUST.match(text) if any(map(low.__contains__, _DUTIES)) else None
    if who is None:
        return False
    words = frozenset(_A_WORD.findall(_BRACKETS.sub(" ", who[1].lower())))
    if words.isdisjoint(_PERSONS) or not words.isdisjoint(_OF_PARTS):
        return False
    return not words <= _OF_ALL or (not words.isdisjoint(_MEN) and words.isdisjoint(_WOMEN))


_WHO_MUST = re.compile(
    r"\W*((?:[^.;:,()]|\([^()]{0,40}\)){3,120}?)\s+(?:must|should|shall|need\s+to|have\s+to|are\s+required\s+to)\b",
    re.IGNORECASE,
)
_DUTIES = ("must", "should", "shall", "need", "have", "required")
"""One of which is in every such text."""
_A_WORD = re.compile(r"[\w+/-]+")
_BRACKETS = re.compile(r"\([^()]*\)")
_PERSONS = frozenset(
    ("patient", "patients", "participant", "participants", "subject", "subjects", "individuals", "those", "women",
     "men", "males", "females")
)  # fmt: skip
_MEN, _WOMEN = frozenset(("men", "man", "male", "males")), frozenset(("women", "woman", "female", "females"))
_OF_PARTS = frozenset(("phase", "part", "cohort", "cohorts", "arm", "arms", "group", "portion", "module", "stage"))
_OF_ALL = frozenset(
    (
        "the", "those", "all", "any", "each", "every", "only", "both", "this", "these", "a", "an", "and", "or",
        "of", "in", "with", "who", "whose", "have", "has", "had", "are", "is", "be", "been", "having", "to", "for",
        "at", "as", "also", "patient", "patients", "participant", "participants", "subject", "subjects",
        "individual", "individuals", "women", "woman", "men", "man", "male", "males", "female", "females", "they",
        "histologically", "cytologically", "pathologically", "histological", "confirmed", "proven", "documented",
        "diagnosed", "diagnosis", "newly", "known", "evidence", "invasive", "metastatic", "metastasis", "advanced",
        "locally", "recurrent", "relapsed", "unresectable", "inoperable", "primary", "i", "ii", "iii", "iv",
        "disease", "breast", "mammary", "cancer", "cancers", "carcinoma", "adenocarcinoma", "tumor", "tumors",
        "tumour", "tumours", "solid", "malignancy", "mbc", "eligible", "adult", "study", "trial", "enrolled",
        "entering", "participating", "potential", "screened", "prospective", "selected", "time", "screening",
        "baseline", "consent", "enrollment", "enrolment", "childbearing", "child", "bearing", "age", "years", "old",
    )
)  # fmt: skip
"""Words that are true of everybody in such a study, and tell nobody apart."""


def _open_to_others(each: Understood) -> Understood:
    """A requirement of some, who they are is not understood: nobody is kept out by it."""
    if each.expression.startswith("not (") and " or " in each.expression:
        return each
    inner = f"({each.expression})" if " or " in each.expression or " and " in each.expression else each.expression
    return replace(each, expression=f"{inner} or unread_detail", sure=MEDIUM)


_ASKED_OF_SOME = re.compile(
    r"\W*(?:for|in)\s+(?!(?:the\s+)?(?:opinion|addition|case|absence|general|order|particular|both|all|any|each|every)\b)"
    r"(?:(?:the\s+|those\s+)?(?:patients|participants|subjects|women|men|those|individuals)\s+(?:with|who|whose|without|having|aged?|on)\b|"
    r"[^,:;.]{2,50}\s+(?:patients|participants|subjects|tumou?rs|disease|cancers?)\b)",
    re.IGNORECASE,
)
"""A statement about those with something: "For HR+ patients, at least one line ..."."""
_OPENED = frozenset(
    {
        "performance",
        "age",
        "measurable-disease",
        "life-expectancy",
        "required-drug",
        "forbidden-drug",
        "lines",
        "lines-of-chemotherapy",
        "lines-of-endocrine-therapy",
        "lines-of-her2-therapy",
        "progression",
    }
)


def _either_of_two(item: Item, items: Sequence[Item], siblings: Sequence[Item], words: Words) -> Iterator[Understood]:
    """Creatinine or its clearance, ECOG or Karnofsky, on two lines of which the first ends in "or"."""
    scale = _SCALE.search(item.text)
    if not (scale or words.labs.may_be_in(item.text.lower())):
        return
    pair = pair_of(item, siblings)
    if pair is None:
        return
    whole = " ".join(each.text.strip(" .;,") for each in pair)
    first = next(clauses_of(replace(pair[0], text=whole), items, ()), None)
    if first is None or first.sense is not Sense.REQUIRE:
        return
    for each in read_performance(first) if scale else read_labs_of(whole, item.section, first, words.labs):
        if each.kind == "kidney" or (scale and " or " in each.expression):
            yield replace(each, span=item.text, scope=each.scope or first.scope)


def _labs(item: Item, first: Clause, words: Words) -> Iterator[Understood]:
    """Limits are read in the item as a whole: a later sentence often says for whom another limit holds."""
    if first.sense is Sense.UNCLEAR or not (words.labs.may_be_in(first.whole) and _MAY_LIMIT.search(first.whole)):
        return
    if "history" in first.whole and _FALL.search(first.whole):
        return
    whole = replace(first, text=item.text, low=first.whole)
    for each in read_labs_of(item.text, item.section, whole, words.labs):
        yield each if each.scope or not first.scope else replace(each, scope=first.scope)


def _of_clause(clause: Clause, words: Words) -> Iterator[Understood]:
    if "wash" in clause.parent and _WASHOUT.search(clause.parent):
        yield from read_washouts(clause, words.treatments, words.drugs)
        return
    starts = starts_of(clause.low)
    for reader, wanted in () if _ALL_STARTS.isdisjoint(starts) else _GATED:
        if wanted.isdisjoint(starts):
            continue
        for each in reader(clause):
            yield each if each.scope or not clause.scope else replace(each, scope=clause.scope)
    yield from read_genes(clause, words.genes)
    yield from read_conditions(clause, words.diseases, words.disease_starts)
    yield from read_concomitant(clause, words.medicines)
    some = () if _STATES.isdisjoint(starts) else _of_some(clause, words)
    yield from some
    if not some:
        yield from read_drugs(clause, words.drugs)
        yield from read_progress(clause, words.drugs)
    yield from read_washouts(clause, words.treatments, words.drugs)


def _of_some(clause: Clause, words: Words) -> list[Understood]:
    return list(read_of_some(clause, lambda part: _of_drugs(part, words), lambda part: read_genes(part, words.genes)))


def _of_drugs(clause: Clause, words: Words) -> Iterator[Understood]:
    yield from read_drugs(clause, words.drugs)
    yield from read_lines(clause)
    yield from read_progress(clause, words.drugs)


def _settled(found: list[Understood]) -> list[Understood]:
    """Each once; of kinds that an item states once, only where it says one thing."""
    kept: list[Understood] = []
    for each in found:
        if any(each.expression == other.expression and each.scope == other.scope for other in kept):
            continue
        kept.append(each)
    said: dict[tuple[str, str], set[str]] = {}
    for each in kept:
        if each.kind in _ONCE:
            said.setdefault((each.kind, each.scope), set()).add(each.expression)
    return [each for each in kept if len(said.get((each.kind, each.scope), ())) <= 1]
