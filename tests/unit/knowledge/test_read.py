"""Reading knowledge: what comes out of each kind of file, and every kind of fault with its exact text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.unit.knowledge.small import FILES, faults, files, read, replaced

from onward.knowledge.files import KnowledgeFile
from onward.knowledge.loader import known_on
from onward.knowledge.read import read_knowledge
from onward.knowledge.sharing import Pool
from onward.logic.nodes import And, Compare, Fact, Literal, Position
from onward.logic.parse import parse


def test_nothing_is_wrong_with_the_small_knowledge() -> None:
    assert faults({}) == []


def test_a_fact() -> None:
    facts = read().knowledge.facts
    assert list(facts) == ["sex", "male", "age", "treatment_history_complete", "qtcf", "sites"]
    assert facts["male"].definition == Compare(operator="=", left=Fact(name="sex"), right=Literal(value="male"))
    assert facts["male"].at == Position("knowledge/facts/patient.yaml", 7, 3)
    assert facts["male"].definition.at == Position("knowledge/facts/patient.yaml", 9, 7)
    assert facts["male"].answers == (True, False)
    assert facts["sex"].answers == ("female", "male")
    assert facts["age"].answers == (40, 80)
    assert facts["qtcf"].answers == ()
    presumed = facts["treatment_history_complete"].presume
    assert presumed is not None
    assert (presumed.value, presumed.why) == (True, "nothing says that any is missing")


def test_a_treatment() -> None:
    drug = read().knowledge.treatments["alphamab"]
    assert drug.classes == ("small antibody", "antibody")
    assert drug.levels == ("600 mg", "400 mg")
    assert drug.companion_test is None
    assert [approval.since for approval in drug.approvals] == [date(2017, 3, 13), date(2017, 8, 22)]
    assert drug.avoid[0].facts_checked == ("qtcf",)
    assert drug.avoid[0].at == Position("knowledge/treatments/alphamab.yaml", 13, 5)
    assert drug.caution[0].do == "watch"
    assert drug.interactions[0].subject == "inducer"
    assert drug.before_start[0].due == ()
    assert drug.monitoring[0].due == (("until_day", 14), ("days", (14,)))
    assert drug.dose_changes[0].effective.start == date(2018, 1, 1)
    assert drug.burden == (("tablets_a_day", 3),)


def test_a_regimen() -> None:
    regimen = read().knowledge.regimens["alphamab alone"]
    assert regimen.slots == (("alphamab",),)
    assert regimen.additions[0].slot == ("alphamab",)
    assert regimen.evidence[0].trial == "trial-1"
    assert regimen.evidence[0].like[0][0] == "not a man"
    assert regimen.avoid[0].facts_checked == ("sites",)


def test_rules_and_all_that_they_bring() -> None:
    first, second = read().knowledge.rules
    assert first.pathway == "first_line"
    assert first.offers[0].approved == (("US", date(2017, 3, 13)),)
    assert first.strength == (("esmo", "I, A"), ("esmo-mcbs", "5"))
    assert first.unless is not None
    assert second.unless is None
    assert second.against[0].subject == "antibody"
    assert [(advice.kind, advice.id) for advice in second.advice] == [
        ("alert", "long-qt"),
        ("test", "ecg"),
        ("support", "company"),
        ("procedure", "nothing"),
        ("follow_up", "visit"),
        ("action", "stop"),
    ]
    assert second.advice[-1].drug == "alphamab"
    assert second.offers == ()
    assert second.overrides == ("first-line.alphamab",)


def test_a_source_with_its_figures() -> None:
    source = read().knowledge.sources["trial-1"]
    assert source.pmid == "35263519"
    assert source.outcomes[0].values == (63.9, 51.4)
    assert source.outcomes[0].intervals == ((52.4, 71.0), None)
    assert source.harms[0].any_grade == (74.3, None)
    assert source.stopped_for_harm_percent == (8.1, 2.4)
    assert source.stopped_for_harm_url == "https://example.org/s"
    assert read().knowledge.sources["label-1"].says == ("Not with a long QT",)


def test_words_of_one_set_are_joined_over_files() -> None:
    terminology = read().knowledge.terminology
    drug = terminology["drug"].concepts[0]
    assert drug.display == "Rifampicin (rifampin)"
    assert drug.codes == (("rxnorm", "9384"), ("rxnorm", "9385"))
    assert set(drug.texts) == {"Rifadin", "Rimactan"}
    assert drug.classes == ("inducer",)
    assert terminology["drug"].closed is False
    assert terminology["site"].closed is True
    assert dict(terminology["site"].concepts[0].attributes) == {"distant": True}
    assert dict(terminology["lab_test"].concepts[0].attributes)["factors"] == {"s": 1000}


def test_the_rest() -> None:
    everything = read()
    knowledge = everything.knowledge
    assert knowledge.version == "2026.11.0"
    assert len(knowledge.digest) == 64
    assert knowledge.words["drug:alphamab"] == {"plain": "A tablet."}
    assert knowledge.coverage["modelled"] == ["first line"]
    assert knowledge.beside == {"knowledge/course.yaml": FILES["course.yaml"].encode()}
    assert knowledge.investigations["ecg"].settles == ("qtcf",)
    [(pathway, case)] = everything.cases
    assert (pathway, case.name, case.expect["not"]) == ("first_line", "a man of seventy", ["antibody"])


def test_knowledge_without_a_change_log_has_no_version() -> None:
    assert read({"CHANGELOG.md": None}).knowledge.version == "unknown"
    assert read({"CHANGELOG.md": "# Nothing yet\n"}).knowledge.version == "unknown"


def test_cases_can_be_left_unread() -> None:
    broken = files({"pathways/first_line/cases.yaml": "- {"})
    assert read_knowledge(broken, with_cases=False).cases == ()


def test_expressions_over_several_lines_keep_the_places_of_the_file() -> None:
    facts = FILES["facts/patient.yaml"].replace("lab.test = 'qtcf'", "lab.tset = 'qtcf'")
    assert faults({"facts/patient.yaml": facts})[0].startswith("knowledge/facts/patient.yaml:26:19: ")
    assert read().knowledge.facts["qtcf"].definition.at == Position("knowledge/facts/patient.yaml", 25, 5)


def test_equal_parts_of_expressions_are_one_and_have_no_place() -> None:
    knowledge = read().knowledge
    when = knowledge.rules[0].when
    like = knowledge.regimens["alphamab alone"].additions[0].when
    assert isinstance(when, And)
    assert when.at is not None
    assert all(operand.at is None for operand in when.operands)
    assert when.operands[0] == like


def test_only_what_is_the_same_to_the_type_is_shared() -> None:
    pool = Pool()
    texts = ("a = 1", "a = 1.0", "a = true", "a = '1'", "a in (1, 2)", "a in (1, 2.0)")
    nodes = [pool.compact(parse(text)) for text in texts]
    assert [repr(node) for node in nodes] == [repr(parse(text)) for text in texts]


def test_the_world_on_a_day() -> None:
    knowledge = read().knowledge
    before = known_on(knowledge, date(2017, 3, 12))
    assert [rule.name for rule in before.rules] == ["first-line.not-alphamab"]
    assert before.treatments["alphamab"].approvals == ()
    assert before.treatments["alphamab"].dose_changes == ()
    after = known_on(knowledge, date(2021, 1, 1))
    assert len(after.rules) == 2
    assert [approval.region for approval in after.treatments["alphamab"].approvals] == ["US"]


RULES = "pathways/first_line/rules.yaml"
DRUG = "treatments/alphamab.yaml"
FACTS = "facts/patient.yaml"
TRIALS = "sources/trials.yaml"

WRONG: tuple[tuple[str, str, str], ...] = (
    (RULES, "when: male and", "wen: male and"),
    (RULES, "age < 80", "ag < 80"),
    (RULES, "male and age < 80", "sex = 'mael'"),
    (RULES, "male and age < 80", "count(lab) > 1"),
    (RULES, "male and age < 80", "male &&& age"),
    (RULES, "male and age < 80", "''"),
    (RULES, "had('antibody'", "had('antibodi'"),
    (RULES, "regimen: alphamab alone", "regimen: alphamab alon"),
    (RULES, "sources: [trial-1]", "sources: []"),
    (RULES, "  sources: [trial-1]\n", ""),
    (RULES, "sources: [trial-1]", "sources: [trial-one, zzz]"),
    (RULES, "standing: preferred", "standing: prefered"),
    (RULES, "from: 2017-03-13", "from: 2017-13-13"),
    (RULES, "from: 2017-03-13", "from: 2017-03"),
    (RULES, "{US: 2017-03-13}", "{USA: 2017-03-13}"),
    (RULES, "rank: 10", "rank: 1.5"),
    (RULES, "  reviewed: 2026-11-24\n- rule", "  reviewed: recalled\n- rule"),
    (RULES, "rule: first-line.not-alphamab", "rule: first-line.alphamab"),
    (RULES, "rule: first-line.not-alphamab", "rule: First line"),
    (RULES, "{id: ecg, title: ECG}", "{id: eggs, title: ECG}"),
    (RULES, "treatment: antibody", "treatment: antibodies"),
    (RULES, "do: stop,", "do: stopp,"),
    (RULES, "overrides: [first-line.alphamab]", "overrides: [first-line.alfamab]"),
    (DRUG, "classes: [small antibody, antibody]", "classes: [small antibodi]"),
    (DRUG, "with: inducer", "with: induser"),
    (DRUG, "when: qtcf >= 450", "when: qtcf >= 'long'"),
    (DRUG, "when: qtcf >= 450", "when: [qtcf]"),
    (DRUG, "{days: [14], until_day: 14}", "{day: 14}"),
    (DRUG, "cycle_days: 28", "cycle_days: 0"),
    (DRUG, "companion_test: null", "companion_test: blood"),
    (FACTS, "values: [female, male]", "values: []"),
    (FACTS, "  unit: ms", "  unit: ms\n  values: [a]"),
    (FACTS, "answers: [40, 80]", "answers: [40, old]"),
    (FACTS, "value: true", "value: 1"),
    (FACTS, "values: [female, male]", "values: [female, male]\n  presume: {value: other, when: male, why: x}"),
    (FACTS, "type: boolean\n  is: sex", "type: bool\n  is: sex"),
    (FACTS, "is: last(patient.sex)", "is: last(patient.sexx)"),
    (FACTS, "lab.test = 'qtcf'", "lab.test = 'qtc'"),
    (FACTS, "is: sex = 'male'", "is: age"),
    (FACTS, "male:\n", "Male-person:\n"),
    (FACTS, "what: Sites", "what: [Sites]"),
    (TRIALS, "values: [63.9, 51.4]", "values: [63.9]"),
    (TRIALS, "any_grade: [74.3, null]", "any_grade: [174.3, null]"),
    (TRIALS, '{values: [8.1, 2.4], url: "https://example.org/s", read: 2026-11-24}', "[8.1, 2.4]"),
    (TRIALS, ', url: "https://example.org/h"', ""),
    (TRIALS, "intervals: [[52.4, 71.0], null]", "intervals: [[52.4], null]"),
    (TRIALS, "doi: 10.1056/NEJMoa2114663", "doi: https://doi.org/10.1056/NEJMoa2114663"),
    (TRIALS, "kind: trial", "kind: trail"),
    (TRIALS, "- source: trial-1", "- sauce: trial-1"),
    ("terminology/words.yaml", "value_set: lab_test", "value_set: Lab test"),
    ("terminology/more.yaml", "value_set: drug", "value_set: site\nclosed: false"),
    ("words/en/all.yaml", '"drug:alphamab": {plain: A tablet.}', '"drug:alphamab": A tablet.'),
    ("investigations/heart.yaml", "settles: [qtcf]", "settles: [qtc]"),
    ("pathways/first_line/rules.yaml", "why: age}", "why: age, and much else}"),
    ("pathways/first_line/cases.yaml", "offers: [alphamab alone]", "offer: [alphamab alone]"),
    ("pathways/first_line/cases.yaml", "facts: {male: true}", "facts: {mail: true}"),
    ("pathways/first_line/cases.yaml", "chart: {as_of: 2026-06-01, sex: male, birth_date: 1956-01-01}", "chart: []"),
    ("coverage.yaml", "modelled: [first line]\nsources: {label: complete}\nleft_out:\n  - {what: surgery}\n", "[a]"),
)
"""A text of one of the files, and what takes its place."""

NEW_FILES: tuple[dict[str, str | None], ...] = (
    {"words/en/more.yaml": '"drug:alphamab": {plain: Another tablet.}\n'},
    {"fakts/x.yaml": "a: b"},
    {"facts/x.yml": "a: b"},
    {"pathways/first_line/rule.yaml": "a: b"},
    {"facts/x.yaml": ""},
    {"facts/x.yaml": "a: {", RULES: "- rule: 3"},
    {"course.yaml": "a: {"},
    {"course.yaml": "a: [{b: 1, sources: [label-1, label-2]}]"},
)


def test_every_fault_says_where_what_and_what_instead(golden: Callable[[str, str], None]) -> None:
    """``faults.txt`` holds, for each thing that is wrong, every line that the author is told."""
    told = []
    for name, old, new in WRONG:
        shown = [f"- {line}" for line in old.splitlines()] + [f"+ {line}" for line in new.splitlines()]
        told.append("\n".join([f"@ {name}", *shown, *faults(replaced(name, (old, new)))]))
    told += ["\n".join([*(f"+ {name}: {text}" for name, text in new.items()), *faults(new)]) for new in NEW_FILES]
    golden("faults.txt", "\n\n".join(told) + "\n")


def test_long_chains_of_facts_are_no_circle() -> None:
    chain = "".join(f"f{n}:\n  what: x\n  type: boolean\n  is: f{n + 1}\n" for n in range(3000))
    assert faults({"facts/chain.yaml": chain + "f3000:\n  what: x\n  type: boolean\n  is: male\n"}) == []


def test_a_circle_is_told_once() -> None:
    text = "".join(f"f{n}:\n  what: x\n  type: boolean\n  is: f{(n + 1) % 3}\n" for n in range(3))
    assert faults({"facts/circle.yaml": text}) == [
        "knowledge/facts/circle.yaml:4:7: facts go in a circle: f0 -> f1 -> f2 -> f0."
    ]


def test_a_fact_that_reads_itself() -> None:
    assert faults({"facts/self.yaml": "a:\n  what: x\n  type: boolean\n  is: not a\n"}) == [
        "knowledge/facts/self.yaml:4:7: facts go in a circle: a -> a."
    ]


def test_other_files_are_left_alone() -> None:
    read_knowledge((*files(), KnowledgeFile("knowledge/notes.txt", b"{")))


OUTLOOK = """\
multiples: {worst: 0.25, typical: [0.5, 2], best: 3, sources: [trial-1]}
capped: {months: 120, why: nobody was followed longer}
held: [{says: half of the time, sources: [trial-1]}]
settings:
  - setting: men
    when: male
    whom: Men
    medians: [{source: trial-1, arm: placebo}]
"""


def test_an_outlook_names_medians_of_its_sources() -> None:
    told = read({"outlook.yaml": OUTLOOK}).knowledge.outlook
    assert told is not None
    (setting,) = told.settings
    assert [(each.source, each.outcome, each.arm) for each in setting.medians] == [("trial-1", 0, 1)]
    assert (told.worst, told.typical, told.best, told.capped_months) == (0.25, (0.5, 2), 3, 120)
    known = "Expected one of no population; arms: alphamab, placebo."
    for old, new in (("arm: placebo", "arm: water"), ("arm: placebo", "population: all"), (", arm: placebo", "")):
        wrong = faults({"outlook.yaml": OUTLOOK.replace(old, new)})
        assert wrong == [f"knowledge/outlook.yaml:8:15: 'trial-1' has no such median of overall survival. {known}"]
