"""The patient's guide: easy to read, the numbers and the offers of the plan and no others, nothing unescaped."""

from __future__ import annotations

import datetime
import re
import zlib
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from tests.reading import grade
from tests.unit.reports.reading import Structure

from onward.cli.planning import Records
from onward.goals.comparison import Wishes, compare
from onward.goals.measures import wilson
from onward.goals.types import Comparison
from onward.knowledge.guide import languages, tongue
from onward.knowledge.types import Arm
from onward.plan.types import Figure, Plan, ReportNow
from onward.plan.wishes import FamilyEvent
from onward.records.chart import ChartReader
from onward.reports import guide_told, guide_words
from onward.reports.guide import Wanted, guide_of, render_guide
from onward.reports.guide_options import whole
from onward.reports.pdf import render_pdf
from onward.reports.phrases import counts_people
from onward.trials.match_types import Match

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
NAMES = [path.name.split(".")[0] for path in EXAMPLES]
RECORDS = Records(None, datetime.date(2026, 6, 1))
WISHES = Wishes(weights={"longer-life": 5, "few-side-effects": 4, "keep-working": 3}, words="to see <b>Ana</b> grow up")
HARDEST = 6.0
HEAVIEST = 200_000
ON_TREATMENT = """
id: tess
as_of: 2026-06-01
sex: female
birth_date: 1960-02-03
menopause: postmenopausal
cancer: {first_diagnosed: 2020-01-10, metastatic_on: 2026-03-01, sites: [bone]}
specimens:
  - {date: 2026-03-02, site: bone, er_percent: 90, pr_percent: 40, her2_ihc: 0}
therapies:
  - {drugs: [ribociclib, letrozole], intent: metastatic, start: 2026-05-04, line: 1}
"""


class Text(HTMLParser):
    """Sentences of paragraphs and lists, without names of drugs and studies, sources and the record's words."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"meta", "br", "img", "rect", "path", "circle"}:
            return
        class_ = dict(attrs).get("class") or ""
        silent = tag in {"style", "svg", "sup", "q", "table", "title", "h1", "h2", "h3", "h4"} or bool(
            {"named", "sources", "own", "what", "label"} & set(class_.split())
        )
        self._open.append((tag, silent))
        if tag in {"p", "li", "dd"}:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            continue

    def handle_data(self, data: str) -> None:
        if not any(silent for _, silent in self._open):
            self.parts.append(data)


@pytest.mark.parametrize("language", languages(RECORDS.knowledge))
def test_no_two_treatments_have_the_same_plain_name(language: str) -> None:
    book = guide_words.Book(RECORDS.knowledge, language)
    named: dict[str, list[str]] = {}
    for regimen in RECORDS.knowledge.regimens:
        named.setdefault(book.name(f"option:{regimen}").casefold(), []).append(regimen)
    assert not {name: found for name, found in named.items() if len(found) > 1}


def sentences(page: str) -> str:
    reader = Text()
    reader.feed(page)
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return "\n".join(line if line.endswith((".", "?", "!", ":")) else f"{line}." for line in lines if line)


@cache
def told(path: Path, outlook: bool = True) -> tuple[Plan, Comparison]:
    plan = RECORDS.plan(RECORDS.only(str(path)), outlook=outlook)
    return plan, compare(plan, RECORDS.knowledge, WISHES)


@cache
def page_of(path: Path, wanted: Wanted = Wanted(outlook=True)) -> str:  # noqa: B008
    return render_guide(*told(path), RECORDS.knowledge, wanted)


@pytest.mark.parametrize("path", EXAMPLES, ids=NAMES)
def test_the_whole_guide_is_for_grade_six_or_lower(path: Path) -> None:
    knowledge = RECORDS.knowledge
    drugs = {word for drug in knowledge.treatments for word in drug.split()}
    read = sentences(page_of(path))
    assert len(read.split()) > 300
    assert grade(read, drugs) <= HARDEST


def test_every_sentence_of_the_frame_is_for_grade_six_or_lower() -> None:
    frame = tongue(RECORDS.knowledge, "en").frame
    texts = {key: re.sub(r"[{}]", "", said.plain) for key, said in frame.items() if len(said.plain.split()) > 4}
    assert {key: round(found, 1) for key, text in texts.items() if (found := grade(text)) > HARDEST} == {}


@pytest.mark.parametrize("path", EXAMPLES, ids=NAMES)
def test_the_guide_offers_what_the_plan_offers_in_its_order_and_nothing_else(path: Path) -> None:
    plan, _ = told(path)
    offered = [option.id for option in plan.options if option.standing in ("preferred", "alternative")]
    assert re.findall(r'data-option="([^"]+)"', page_of(path)) == offered
    knowledge = RECORDS.knowledge
    names = {knowledge.words[f"option:{option.name}"]["name"] for option in plan.options if option.id in offered}
    avoided = {
        knowledge.words[f"option:{option.name}"]["name"] for option in plan.options if option.id not in offered
    } - names
    assert [name for name in avoided if name in page_of(path)] == []


def arms_in(trial: str) -> dict[str, Arm]:
    return {arm.name: arm for arm in RECORDS.knowledge.sources[trial].arms}


def ranges(figure: Figure, arms: dict[str, int | None]) -> Iterator[float]:
    for value, arm in ((figure.with_it, figure.with_it_arm), (figure.comparator, figure.comparator_arm)):
        people = arms.get(arm)
        if value is not None and people and counts_people(figure):
            yield from wilson(value, people)


@pytest.mark.parametrize("path", EXAMPLES, ids=NAMES)
def test_every_number_of_a_table_is_one_of_the_plan_or_the_comparison(path: Path) -> None:
    plan, comparison = told(path)
    guide = guide_of(plan, comparison, RECORDS.knowledge, Wanted())
    for option in guide.shown:
        figures = [*option.benefit[0].figures, *option.harm] if option.benefit else list(option.harm)
        values = {value for each in figures for value in (each.with_it, each.comparator)} - {None}
        ends = {end for each in figures for pair in (each.interval, each.comparator_interval) if pair for end in pair}
        values |= {
            value for each in comparison.measured if each.option == option.id for value in (each.value, each.comparator)
        } - {None}
        arms = {name: arm.n for each in figures for name, arm in arms_in(each.trial).items()}
        ends |= {end for each in figures for end in ranges(each, arms)}
        known = {round(value, 1) for value in values | ends} | {whole(value) for value in values | ends} | {100, 1}
        for row in (*guide.good(option), *guide.bad(option)):
            shown = [float(found) for cell in (row.with_it, row.without) for found in re.findall(r"\d+\.?\d*", cell)]
            assert [each for each in shown if each not in known] == [], (option.id, row)


@pytest.mark.parametrize("path", EXAMPLES, ids=NAMES)
def test_a_difference_is_that_of_the_two_numbers_beside_it(path: Path) -> None:
    guide = guide_of(*told(path), RECORDS.knowledge, Wanted())
    for option in guide.shown:
        for row in (*guide.good(option), *guide.bad(option)):
            first, second, step = (re.match(r"\d+\.?\d*", cell) for cell in (row.with_it, row.without, row.difference))
            if first and second and step:
                assert abs(abs(float(first[0]) - float(second[0])) - float(step[0])) < 0.15, row


@pytest.mark.parametrize("path", EXAMPLES, ids=NAMES)
def test_the_page_is_small_and_every_link_inside_leads_somewhere(path: Path) -> None:
    page = page_of(path)
    assert len(page.encode()) < HEAVIEST
    structure = Structure(page)
    ids = structure.values("id")
    assert len(ids) == len(set(ids))
    assert {target[1:] for target in structure.values("href") if target.startswith("#")} <= set(ids)
    assert "{" not in sentences(page)


def test_the_order_is_that_of_what_people_ask() -> None:
    headings = re.findall(r'<h2 id="([a-z]+)"', page_of(EXAMPLES[0]))
    assert headings == [
        "now", "choices", "brings", "trials", "ask", "call", "next",
        "goals", "type", "tests", "support", "more", "others", "terms", "outlook", "notes", "sources",
    ]  # fmt: skip


def test_it_is_a_draft_until_a_clinician_released_it() -> None:
    assert "Draft for your clinician" in page_of(EXAMPLES[0])
    released = page_of(EXAMPLES[0], Wanted(released_by="Dr. <i>Vega</i>"))
    assert "Draft for your clinician" not in released
    assert "Dr. &lt;i&gt;Vega&lt;/i&gt; has read this guide" in released


def test_how_long_is_told_only_where_it_was_asked_for_and_then_closed() -> None:
    assert 'id="outlook"' not in page_of(EXAMPLES[0], Wanted())
    assert re.search(r'id="outlook".*<details><summary>.*Worst case', page_of(EXAMPLES[0]), re.DOTALL)
    assert "Time that people lived. Half" not in page_of(EXAMPLES[0])


def test_nothing_of_the_record_is_markup() -> None:
    plan, comparison = told(EXAMPLES[0])
    tumour = msgspec.structs.replace(plan.tumour, sites=("<img src=x>",), alterations=("<script>1</script>",))
    plan = msgspec.structs.replace(plan, patient="<b>ada</b>", tumour=tumour)
    page = render_guide(plan, comparison, RECORDS.knowledge, Wanted())
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>" not in page
    assert "&lt;b&gt;Ana&lt;/b&gt;" in page


def test_no_wish_no_order() -> None:
    plan, _ = told(EXAMPLES[0])
    page = render_guide(plan, compare(plan, RECORDS.knowledge, Wishes(weights={})), RECORDS.knowledge, Wanted())
    assert "no choice is put first here" in page
    assert "of 100 tries" not in page
    assert "it puts no choice first" in page


def test_a_treatment_that_goes_on_has_its_drugs_its_advice_and_its_dates() -> None:
    events = ChartReader(RECORDS.knowledge).read_text(ON_TREATMENT.encode(), "tess.yaml", None)
    plan = RECORDS.plan(events)
    page = render_guide(plan, compare(plan, RECORDS.knowledge, Wishes(weights={})), RECORDS.knowledge, Wanted())
    assert plan.schedule
    assert "What you take now" in page
    assert "You are on a treatment now" in page
    due = sorted(task.due for task in plan.schedule if task.state in ("overdue", "due", "coming"))
    assert guide_words.Book(RECORDS.knowledge).date(due[0]) in page
    assert "No result was found for this" in page


def test_another_language_is_a_folder() -> None:
    assert "es" in languages(RECORDS.knowledge)
    english, spanish = (tongue(RECORDS.knowledge, language).frame for language in ("en", "es"))
    assert set(spanish) == set(english)
    braces = {key: sorted(re.findall(r"{\w+}", said.plain)) for key, said in english.items()}
    assert {key: sorted(re.findall(r"{\w+}", said.plain)) for key, said in spanish.items()} == braces
    assert {key: said.sources for key, said in spanish.items()} == {key: said.sources for key, said in english.items()}


def test_what_has_no_text_in_a_language_says_so_and_stays_english() -> None:
    page = page_of(EXAMPLES[0], Wanted(language="es"))
    assert '<html lang="es">' in page
    assert "¿Qué me está pasando?" in page
    assert "Se quedan en inglés" in page
    assert '<bdi lang="en">' in page
    assert "Se quedan en inglés" not in page_of(EXAMPLES[0])


def test_sources_of_the_frame_exist_and_are_listed() -> None:
    frame = tongue(RECORDS.knowledge, "en").frame
    assert {source for said in frame.values() for source in said.sources} <= set(RECORDS.knowledge.sources)
    page = page_of(EXAMPLES[0])
    used = {int(found) for found in re.findall(r'href="#s(\d+)"', page)}
    assert used == {int(found) for found in re.findall(r'id="s(\d+)"', page)}


def test_the_paper_has_tags_a_language_and_a_title() -> None:
    pytest.importorskip("weasyprint")
    page = page_of(EXAMPLES[0], Wanted(for_paper=True))
    inside = unpacked(render_pdf(page))
    for part in (b"/StructTreeRoot", b"/Marked true", b"/Lang (en)", b"pdfuaid", b"D:20260601", b"/Figure", b"/Alt"):
        assert part in inside, part
    assert page.count("<img ") == page.count(' alt="') > 0


def unpacked(pdf: bytes) -> bytes:
    streams = re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)
    opened = [zlib.decompress(stream) for stream in streams if stream.startswith(b"x\xda")]
    return b"\n".join([pdf, *opened])


def test_the_paper_is_the_same_bytes_twice_and_large_print_is_larger() -> None:
    pytest.importorskip("weasyprint")
    short = next(path for path in EXAMPLES if path.name.startswith("bea"))
    usual, large = (page_of(short, Wanted(for_paper=True, large_print=wanted)) for wanted in (False, True))
    pdf = render_pdf(usual)
    assert pdf == render_pdf(usual)
    assert 'class="large paper"' in large
    assert unpacked(render_pdf(large)).count(b"/Type /Page/") > unpacked(pdf).count(b"/Type /Page/")


@pytest.mark.parametrize(("certain", "to_confirm", "unsure"), [(False, False, False), (True, True, True)])
def test_a_growth_is_called_unsure_only_where_another_look_has_to_confirm_it(
    certain: bool, to_confirm: bool, unsure: bool
) -> None:
    """A missing first scan makes a measure uncertain; it gives a person no reason to hope that nothing has grown."""
    plan, comparison = told(ROOT / "examples" / "dora.chart.yaml")
    assert plan.response is not None
    response = msgspec.structs.replace(plan.response, certain=certain, to_confirm=to_confirm)
    changed = msgspec.structs.replace(plan, response=response)
    page = render_guide(changed, comparison, Records(None, None).knowledge, Wanted())
    assert ("This is not yet sure." in page) is unsure


SAID = Wishes(
    weights={"keep-hair": 4.0},
    words="my garden",
    outlook="ask-first",
    decides="together",
    decides_with="<b>Ana</b>",
    work="I teach",
    events=(FamilyEvent("the sea", "2026-06-27", "2026-06-27", "2026-07-04", "2026-07-04"),),
)


def tess(wishes: Wishes = SAID, wanted: Wanted = Wanted()) -> str:  # noqa: B008
    plan = RECORDS.plan(ChartReader(RECORDS.knowledge).read_text(ON_TREATMENT.encode(), "tess.yaml", None))
    plan = msgspec.structs.replace(plan, wishes=wishes, reports=(ReportNow(term="nausea", worst=3),))
    return render_guide(plan, compare(plan, RECORDS.knowledge, wishes), RECORDS.knowledge, wanted)


def test_what_it_is_doing_comes_first_side_effects_of_the_present_drugs_and_how_the_person_feels() -> None:
    page = tess()
    first = page[page.index('id="now"') : page.index('id="choices"')]
    assert "What it may do to you" in first
    assert re.search(r"Feeling sick.*?</th><td>51 of 100", first)
    assert "Feeling sick: <strong>a lot</strong>" in first


def test_a_drug_that_no_trial_gave_has_no_side_effects_from_one() -> None:
    plan = RECORDS.plan(ChartReader(RECORDS.knowledge).read_text(ON_TREATMENT.encode(), "tess.yaml", None))
    assert plan.current_therapy is not None
    alone = msgspec.structs.replace(plan.current_therapy, drugs=("letrozole", "capecitabine"))
    other = msgspec.structs.replace(plan, current_therapy=alone)
    assert guide_told.present_harms(other, RECORDS.knowledge, guide_words.Book(RECORDS.knowledge)) == []


def test_who_decides_work_and_days_that_matter_are_in_it() -> None:
    page = tess()
    for told_ in (
        "You want to choose with your team.",
        "&lt;b&gt;Ana&lt;/b&gt;",
        "I teach",
        "What of my work can I keep up?",
    ):
        assert told_ in page, told_
    assert "27 June 2026 – 4 July 2026" in page
    assert re.search(r"29 June 2026.*?Ask if 26 June 2026 is fine too", page)


def test_how_much_the_person_wants_to_know_is_held_to_and_said() -> None:
    assert "You want to be asked first" in tess()
    assert "You do not want to know" in tess(Wishes(outlook="not-wanted"))
    asked = tess(SAID, Wanted(outlook=True))
    assert "You want to be asked first" not in asked
    assert 'id="outlook"' in asked


@pytest.mark.parametrize("path", EXAMPLES, ids=NAMES)
def test_what_others_said_is_apart_from_the_person_and_moves_nothing(path: Path) -> None:
    page = page_of(path)
    if 'id="others"' not in page:
        return
    others = page[page.index('id="others"') : page.index('id="outlook"')]
    before = page[: page.index('id="others"')]
    assert "What counts is what you say." in others
    assert "104 people" not in before
    assert page.index('id="others"') > page.index('id="more"') > page.index('id="brings"')


@pytest.mark.parametrize("name", ["ada", "cleo", "fay", "iris"])
def test_the_first_part_stands_alone_on_two_pages(name: str) -> None:
    weasyprint = pytest.importorskip("weasyprint")
    path = next(each for each in EXAMPLES if each.name.startswith(name))
    page = page_of(path, Wanted(for_paper=True))
    first = page[: page.index('<div class="rest">')] + "</main></body></html>"
    assert len(weasyprint.HTML(string=first).render().pages) <= 2


def test_dates_are_written_with_the_name_of_the_month() -> None:
    english, spanish = (guide_words.Book(RECORDS.knowledge, language) for language in ("en", "es"))
    assert [english.date(day) for day in ("2026", "2026-06", "2026-06-01")] == ["2026", "June 2026", "1 June 2026"]
    assert spanish.date("2026-06-01") == "1 de junio de 2026"


def match(nct: str, **more: object) -> Match:
    known: dict[str, object] = {
        "title": f"<i>{nct}</i>", "verdict": "possible", "failed": (), "unknown": (), "met": 3, "missing": ("lvef",),
        "unread": 1, "presumed": (), "status": "RECRUITING", "recruiting": True, "phases": ("PHASE3",),
        "specific": True,
        **more,
    }  # fmt: skip
    return Match(nct=nct, **known)  # type: ignore[arg-type]


def test_trials_to_ask_about_say_how_they_fit_and_what_would_tell() -> None:
    plan, comparison = told(EXAMPLES[0])
    found = (match("NCT1"), match("NCT2", verdict="eligible", missing=(), met=0, recruiting=False, site="Example City"))
    counted = {"eligible": 1, "possible": 4, "ineligible": 9, "closed": 0, "shown": 2}
    plan = msgspec.structs.replace(plan, trials=found, trials_counted=counted)
    page = render_guide(plan, comparison, RECORDS.knowledge, Wanted())
    first, second = re.findall(r'<li data-trial="NCT\d">.*?</li>', page)
    assert "It may fit you." in first
    assert "you meet 3 of the things it asks for" in first
    assert "These tests can tell: Heart scan" in first
    assert "It takes new people now." in first
    assert "&lt;i&gt;NCT1&lt;/i&gt;" in first
    assert "It seems to fit you." in second
    assert "Nearest place" in second
    assert "There are 3 more that may fit." in page
    assert "No study was matched" not in page


def test_no_label_for_screen_readers_holds_an_element() -> None:
    for language in languages(RECORDS.knowledge):
        page = page_of(EXAMPLES[0], Wanted(language=language, outlook=True))
        labels = re.findall(r'aria-label="([^"]*)"', page)
        assert labels
        assert [label for label in labels if "<" in label or "&lt;" in label] == []
