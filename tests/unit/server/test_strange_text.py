"""Text that a database may not take, in any place that is kept: an answer in words, on either database."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest
from tests.unit.server.conftest import CHART, Browser

STRANGE = ["zero\0byte", "half\ud83d", "\u202eright to left", "😀" * 50]


@pytest.mark.parametrize("text", STRANGE, ids=["zero", "half", "rtl", "emoji"])
def test_strange_text_is_kept_or_refused_in_words(browser: Browser, examples: Path, text: str):
    bundle = json.loads((examples / "ada.bundle.json").read_text())
    for entry in bundle["entry"]:
        if entry["resource"]["resourceType"] == "Patient":
            entry["resource"]["id"] = text
    for content in (json.dumps(bundle).encode(), CHART.replace(b"canary-zebrafinch", json.dumps(text).encode())):
        browser.get("/")
        files = {"file": ("record", content, "application/octet-stream")}
        answer = browser.client.post("/charts", files=files, data={"csrf": browser.token})
        assert answer.status_code in (200, 422), answer.status_code
        browser.get("/")
    url = browser.hand_over()
    browser.get(f"{url}/wishes")
    assert typed(browser, f"{url}/wishes", words=text) in (200, 422)
    browser.get(f"{url}/wishes")
    browser.get(f"{url}/guide")
    assert typed(browser, f"{url}/guide/release", by=text) in (200, 422)
    browser.get(f"{url}/guide/page")


def typed(browser: Browser, path: str, **fields: str) -> int:
    """Send a form as bytes, for a client would not send such text."""
    told = {
        "csrf": browser.token.encode(),
        **{name: text.encode("utf-8", "surrogatepass") for name, text in fields.items()},
    }
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return browser.client.post(path, content=urlencode(told), headers=headers).status_code
