"""The pages as a browser without scripts uses them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.server.conftest import CHART, Browser

from onward.plan.make import make_plan
from onward.records.chart import ChartReader
from onward.server.site import Site

PAGES = ("", "/what-if", "/wishes", "/compare", "/follow-up", "/changes", "/record", "/share")
DATA = ("/plan.json", "/plan.txt", "/plan.fhir.json", "/checks.ics")


@pytest.mark.parametrize("name", ["ada.bundle.json", "dora.chart.yaml", "bea.chart.yaml", "iris.chart.yaml"])
def test_every_page_of_an_example_opens(browser: Browser, name: str):
    browser.get("/")
    page = browser.post("/charts", example=name)
    url = re.search(r'href="(/charts/[0-9a-f]{32})/what-if"', page)[1]
    for path in PAGES:
        assert "<h1>" in browser.get(url + path)
    for path in DATA:
        assert browser.client.get(url + path).status_code == 200


def test_page_data_and_command_tell_one_plan(browser: Browser, site: Site):
    url = browser.hand_over()
    plan = make_plan(ChartReader(site.knowledge).read_text(CHART, "record"), site.knowledge)
    data = json.loads(browser.client.get(f"{url}/plan.json").text)
    page = browser.get(url)
    assert [option["id"] for option in data["options"]] == [option.id for option in plan.options]
    for option in plan.options:
        assert option.name in page
    for alert in plan.alerts:
        assert alert.title in page


def test_a_why_leads_to_the_line_of_the_record(browser: Browser):
    url = browser.hand_over()
    page = browser.get(url)
    line = re.search(rf'href="{url}/record#(L\d+)"', page)[1]
    assert f'id="{line}"' in browser.get(f"{url}/record")


def test_a_why_leads_to_the_resource_of_a_bundle(browser: Browser):
    browser.get("/")
    page = browser.post("/charts", example="ada.bundle.json")
    anchors = set(re.findall(r'/record#(r-[^"]+)"', page))
    url = re.search(r'href="(/charts/[0-9a-f]{32})/record"', page)[1]
    record = browser.get(f"{url}/record")
    assert anchors
    assert all(f'id="{anchor}"' in record for anchor in anchors)


def test_every_source_of_a_plan_has_a_page(browser: Browser):
    page = browser.get(browser.hand_over())
    names = set(re.findall(r'href="(/knowledge/[^"#]+)"', page))
    assert len(names) > 20
    for name in sorted(names)[:25]:
        browser.get(name)


def test_what_if_shows_what_would_change(browser: Browser):
    url = browser.hand_over()
    page = browser.get(f"{url}/what-if")
    questions = re.findall(
        r'name="(fact\.[a-z0-9_]+)"><option value="">not known</option><option value="([^"]+)"', page
    )
    assert questions
    seen = "".join(browser.post(f"{url}/what-if", **{name: value}) for name, value in questions)
    assert "What would change" in seen
    assert "becomes" in seen
    browser.post(f"{url}/what-if", 422, **{questions[0][0]: "an answer that it does not have"})


def test_wishes_order_the_options_are_kept_and_can_be_tried(browser: Browser):
    url = browser.hand_over()
    page = browser.get(f"{url}/wishes")
    assert "No order is claimed" in page
    assert "marmosetwish" in page
    tried = browser.post(f"{url}/wishes/show", **{"wish.few-visits": "0", "wish.longer-control": "5"})
    assert "of 100 draws" in tried
    part = browser.post(f"{url}/wishes/order", **{"wish.longer-control": "5"})
    assert part.lstrip().startswith('<div id="ranking"')
    assert "No order is claimed" in browser.get(f"{url}/wishes")
    browser.post(f"{url}/wishes", **{"wish.longer-control": "5", "words": "to see the sea"})
    kept = browser.get(f"{url}/wishes")
    assert "of 100 draws" in kept
    assert "to see the sea" in kept


def test_changes_between_two_days_name_what_made_them(browser: Browser):
    url = browser.hand_over()
    browser.get(f"{url}/changes")
    page = browser.post(f"{url}/changes", then="2026-05-01", now="2026-06-01")
    assert "From 2026-05-01 to 2026-06-01" in page
    assert "Options" in page
    browser.post(f"{url}/changes", 422, then="yesterday", now="2026-06-01")


def test_the_day_of_the_decision_can_be_set(browser: Browser):
    url = browser.hand_over()
    browser.get(url)
    assert "as of 2026-07-01" in browser.post(f"{url}/day", day="2026-07-01")
    browser.post(f"{url}/day", 422, day="2026-13-01")


def test_two_options_stand_side_by_side(browser: Browser):
    url = browser.hand_over()
    page = browser.get(f"{url}/compare")
    names = re.findall(r'<option value="([^"]+)"', page)
    other = browser.post(f"{url}/compare", first=names[0], second=names[2])
    assert "side by side" in other


def test_a_filled_form_becomes_a_chart(browser: Browser):
    browser.get("/charts/new")
    fields = {"sex": "female", "cancer.metastatic_on": "2026-05", "cancer.sites": ["bone", "liver"]}
    fields |= {"specimens.0.er_percent": "80", "labs.0.test": "neutrophils", "labs.0.value": "3.9", "id": "yes: no #"}
    assert "Care plan for yes: no #" in browser.post("/charts/new", **fields)


def test_a_form_that_is_wrong_comes_back_with_everything_in_it(browser: Browser):
    browser.get("/charts/new")
    page = browser.post("/charts/new", 422, **{"specimens.0.er_percent": "190", "id": "pat"})
    assert "Specimens 1 er percent".lower() in page.lower()
    assert 'value="190"' in page
    assert 'value="pat"' in page
    more = browser.post("/charts/new", add="genomics", **{"genomics.0.gene": "ESR1"})
    assert 'name="genomics.1.gene"' in more
    assert 'value="ESR1"' in more


@pytest.mark.parametrize(
    "text", ["", "\0", "hello: there", "{", "[]", '{"resourceType": "Bundle", "type": "collection"}', "- 3", "<html>"]
)
def test_a_wrong_record_is_told_in_words(browser: Browser, text: str):
    browser.get("/")
    page = browser.post("/charts", 422, text=text)
    assert "This could not be read" in page
    assert "Traceback" not in page


def test_a_person_who_has_died_gets_no_plan(browser: Browser):
    browser.get("/")
    assert "no plan is made" in browser.post("/charts", 422, text="deceased: true\nas_of: 2026-06-01\n")


def test_a_bundle_of_several_people_becomes_several_charts(browser: Browser):
    lines = [
        {"resourceType": "Patient", "id": name, "gender": "female", "birthDate": "1960-01-01"}
        for name in ("one", "two")
    ]
    browser.get("/")
    page = browser.post("/charts", text="\n".join(map(json.dumps, lines)))
    assert "Your charts" in page or "Open charts" in page
    assert re.findall(r"<strong>(one|two)</strong>", page)


def test_the_knowledge_can_be_read(browser: Browser):
    for path in ("", "?q=er", "/coverage", "/rules", "/facts", "/drugs", "/regimens", "/tests", "/sources"):
        browser.get(f"/knowledge{path}")
    page = browser.get("/knowledge/rules")
    rule = re.search(r'href="(/knowledge/rules/[^"]+)"', page)[1]
    assert "Read in" in browser.get(rule)
    browser.get("/knowledge/rules/nothing-of-that-name", 404)
    browser.get("/knowledge/nothing", 404)
    browser.get("/knowledge/pathways/nothing", 404)


def test_a_pathway_shows_its_cases(browser: Browser, site: Site):
    pathway = site.knowledge.rules[0].pathway
    assert "Cases: patients and what must come out" in browser.get(f"/knowledge/pathways/{pathway}")


def test_the_interface_answers_programs(browser: Browser, examples: Path):
    answer = browser.client.post("/api/plan", content=CHART)
    assert answer.json()["patient"] == "canary-zebrafinch"
    bundle = (examples / "ada.bundle.json").read_bytes()
    answer = browser.client.post("/api/plan?as_of=2026-06-01", content=bundle)
    assert answer.json()["as_of"] == "2026-06-01"
    wrong = browser.client.post("/api/plan", content=b"hello: there")
    assert wrong.status_code == 422
    assert wrong.json()["faults"]
    assert browser.client.post("/api/plan?as_of=soon", content=CHART).status_code == 400
    described = browser.client.get("/api/openapi.json").json()
    assert set(described["paths"]) == {"/api/plan", "/api/version"}


def test_pages_are_light(browser: Browser, browsers: Callable[[], Browser]):
    browser.get("/")
    for name in ("olga.bundle.json", "dora.chart.yaml"):
        answer = browser.client.post("/charts", data={"csrf": browser.token, "example": name})
        assert int(answer.headers["content-length"]) < 200_000
    assert browsers() is not browser


def test_a_guide_is_a_draft_until_it_is_released_and_again_when_it_changes(browser: Browser):
    url = browser.hand_over()
    assert "Not released" in browser.get(f"{url}/guide")
    draft = browser.get(f"{url}/guide/page")
    assert "mark-line draft" in draft
    browser.post(f"{url}/guide/release", 422, by=" ")
    assert "Released by Dr Anna" in browser.post(f"{url}/guide/release", by="Dr Anna")
    answer = browser.client.get(f"{url}/guide/page")
    assert "mark-line released" in answer.text
    assert "Dr Anna" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "style-src 'sha256-" in policy
    assert "unsafe" not in policy + answer.text
    browser.get(f"{url}/wishes")
    browser.post(f"{url}/wishes", **{"wish.few-visits": "5"})
    assert "no longer this guide" in browser.get(f"{url}/guide")
    assert "mark-line draft" in browser.get(f"{url}/guide/page")
    browser.post(f"{url}/guide/release", by="Dr Anna")
    assert "Not released" in browser.post(f"{url}/guide/withdraw")


def test_a_guide_comes_in_large_print_in_another_language_and_on_paper(browser: Browser):
    pytest.importorskip("weasyprint", reason="needs WeasyPrint and Pango", exc_type=OSError)
    url = browser.hand_over()
    assert 'class="large' in browser.get(f"{url}/guide/page?print=large")
    browser.get(f"{url}/guide/page?language=xx", 400)
    answer = browser.client.get(f"{url}/guide.pdf")
    assert answer.content.startswith(b"%PDF")


def test_the_plan_goes_on_paper(browser: Browser):
    pytest.importorskip("weasyprint", reason="needs WeasyPrint and Pango", exc_type=OSError)
    url = browser.hand_over()
    answer = browser.client.get(f"{url}/board")
    assert "canary-zebrafinch" in answer.text
    assert "style-src 'sha256-" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "style=" not in answer.text
    for name in ("board.pdf", "plan.pdf"):
        printed = browser.client.get(f"{url}/{name}")
        assert printed.content.startswith(b"%PDF")
        assert printed.headers["content-disposition"] == f'attachment; filename="{name}"'


def test_what_is_asked_in_the_room_stands_behind_the_tests_and_says_what(browser: Browser, examples: Path):
    short = browser.get(browser.hand_over((examples / "dora.chart.yaml").read_bytes())).split(
        "Tests that would change them"
    )[1]
    short = short.split("</section>")[0]
    assert short.index("PIK3CA") < short.index("History and examination:</strong> ")


def test_days_on_which_nothing_changed_say_so(browser: Browser):
    url = browser.hand_over()
    browser.get(f"{url}/changes")
    page = browser.post(f"{url}/changes", then="2026-05-28", now="2026-06-01")
    assert "Nothing" in page.split("From 2026-05-28 to 2026-06-01")[1]


def test_the_trail_names_browsers_and_not_their_keys(browser: Browser):
    trail = browser.get(f"{browser.hand_over()}/share")
    assert "<td>this browser</td>" in trail
    assert "session:" not in trail
