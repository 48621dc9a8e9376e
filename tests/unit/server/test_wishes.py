"""What matters to the person: asked as on paper, saved whole, and used by plan, guide and comparison."""

from __future__ import annotations

import json
import re

import pytest
from tests.unit.server.conftest import CHART, Browser

from onward.knowledge.types import Knowledge
from onward.plan.wishes import FamilyEvent, Wishes
from onward.web.wishes_form import kept, saved_over, typed_in, wishes_in

SAID = {
    "wish.longer-control": "5",
    "outlook": "wanted",
    "decides": "together",
    "decides-with": "my sister Ottilie",
    "work": "I teach at a school",
    "event.0.what": "a wedding",
    "event.0.date": "2026-07-04",
    "event.0.until": "2026-07-05",
    "event.1.what": "",
    "event.1.date": "",
    "words": "to see the sea",
}


def test_all_that_is_asked_is_saved_and_told_by_plan_and_guide(browser: Browser):
    url = browser.hand_over()
    asked = browser.get(f"{url}/wishes")
    assert "How much do you want to know?" in asked
    assert "What do you hope for?" in asked
    assert "to see the sea" in browser.post(f"{url}/wishes", **SAID)
    again = browser.get(f"{url}/wishes")
    for said in ("my sister Ottilie", "I teach at a school", "a wedding", "2026-07-05"):
        assert said in again, said
    assert len(re.findall(r'type="radio" [^>]*checked', again)) == 2
    plan = browser.get(url)
    assert "my sister Ottilie" in plan
    assert "a wedding" in plan
    told = json.loads(browser.get(f"{url}/plan.json"))["wishes"]
    assert told["outlook"] == "wanted"
    assert told["events"][0]["until"] == "2026-07-05"
    guide = browser.get(f"{url}/guide/page")
    assert "a wedding" in guide
    assert 'id="long"' in guide or "best case" in guide.lower()


def test_an_answer_that_was_taken_back_is_not_there_any_longer(browser: Browser):
    url = browser.hand_over(CHART.replace(b"{words: marmosetwish}", b"{words: marmosetwish, outlook: wanted}"))
    assert "marmosetwish" in browser.get(url)
    browser.get(f"{url}/wishes")
    browser.post(f"{url}/wishes", words="", outlook="")
    assert "marmosetwish" not in browser.get(url)
    assert "wishes" not in json.loads(browser.get(f"{url}/plan.json"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"event.0.what": "a wedding", "event.0.date": "in June"},
        {"event.0.what": "a wedding"},
        {"event.0.date": "2026-07-04"},
        {"event.0.what": "a trip", "event.0.date": "2026-07-04", "event.0.until": "2026-07-01"},
        {"outlook": "perhaps"},
        {"wish.keep-hair": "6"},
        {"words": "x" * 2001},
    ],
)
def test_what_is_wrong_is_said_and_nothing_that_was_typed_is_lost(browser: Browser, wrong: dict[str, str]):
    url = browser.hand_over()
    browser.get(f"{url}/wishes")
    page = browser.post(f"{url}/wishes", 422, **{"decides-with": "my sister Ottilie", **wrong})
    assert 'role="alert"' in page
    assert "my sister Ottilie" in page
    assert "Ottilie" not in browser.get(url)


def test_trying_wishes_out_keeps_what_was_typed_and_saves_nothing(browser: Browser):
    url = browser.hand_over()
    browser.get(f"{url}/wishes")
    page = browser.post(f"{url}/wishes/show", **SAID)
    assert "of 100 draws" in page
    assert "my sister Ottilie" in page
    assert "Ottilie" not in browser.get(f"{url}/wishes")
    assert "of 100 draws" in browser.post(f"{url}/wishes/order", **(SAID | {"event.0.date": "2026-0"}))


def test_room_for_another_day_is_made_without_scripts(browser: Browser):
    url = browser.hand_over()
    page = browser.get(f"{url}/wishes")
    rows = len(re.findall(r'name="event\.\d+\.what"', page))
    more = browser.post(f"{url}/wishes", **(SAID | {"add": "event"}))
    assert len(re.findall(r'name="event\.\d+\.what"', more)) == rows + 1
    assert "my sister Ottilie" in more


def test_what_is_kept_is_what_was_said(knowledge: Knowledge):
    wishes = wishes_in(typed_in(SAID), knowledge)
    assert wishes.events == (
        FamilyEvent(what="a wedding", date="2026-07-04", first="2026-07-04", last="2026-07-05", until="2026-07-05"),
    )
    own = Wishes(words="from the record", outlook="ask-first")
    assert saved_over(own, kept(wishes)) == wishes
    assert saved_over(own, kept(Wishes())) == Wishes()
    assert saved_over(own, None) == own
    older = json.dumps({"weights": {"keep-hair": 3.0}, "words": None})
    assert saved_over(own, older) == Wishes(weights={"keep-hair": 3.0}, outlook="ask-first")


def test_a_newer_answer_in_the_record_takes_the_place_of_a_saved_one(browser: Browser):
    url = browser.hand_over()
    browser.get(f"{url}/wishes")
    browser.post(f"{url}/wishes", **SAID)
    browser.get(f"{url}/edit/text")
    newer = CHART.replace(b"{words: marmosetwish}", b"{words: marmosetwish, work: I have stopped working}")
    browser.post(f"{url}/edit/text", text=newer.decode())
    page = browser.get(f"{url}/wishes")
    assert "I have stopped working" in page
    assert "to see the sea" in page


def test_the_questions_go_on_paper_and_between_systems(browser: Browser):
    pytest.importorskip("weasyprint")
    url = browser.hand_over()
    browser.get(f"{url}/wishes")
    browser.post(f"{url}/wishes", **SAID)
    page = browser.get(f"{url}/wishes")
    for path in re.findall(rf'href="({url}/questionnaire[^"]*)"', page):
        answer = browser.client.get(path.replace("&amp;", "&"))
        assert answer.status_code == 200, path
        assert answer.content[:4] == b"%PDF" if ".pdf" in path else "marmoset" not in answer.text, path
    answers = json.loads(browser.get(f"{url}/wishes.fhir.json"))
    assert answers["resourceType"] == "QuestionnaireResponse"
    assert "my sister Ottilie" in json.dumps(answers)
    assert "¿" in browser.get(f"{url}/questionnaire?language=es")
