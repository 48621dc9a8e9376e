"""``onward plan`` from outside: formats, files, several records, errors, colour, a closed pipe. The plan is made up."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import msgspec
import pytest
from click.testing import CliRunner, Result
from tests.unit.reports.sample import PLAN

from onward.cli import planning, writing
from onward.cli.main import onward
from onward.events.tables import TABLES, Events
from onward.plan.types import Plan
from onward.values.dates import PartialDate
from onward.values.errors import Fault, NotSupportedError, RecordError


def run(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(onward, ["plan", *words], input=stdin)


def empty(patient: str, as_of: str | None) -> Events:
    day = PartialDate.parse(as_of) if as_of else None
    return Events(patient_id=patient, as_of=day, rows={table.table: () for table in TABLES})


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of records: two good ones, one of two patients, one that is wrong, one of a patient who has died."""
    for name in ("a.json", "b.chart.yaml", "two.ndjson", "wrong.json", "dead.json", "notes.txt"):
        (tmp_path / name).write_text("{}", encoding="utf-8")

    def events(self: planning.Records, record: str) -> list[Events]:
        name = Path(record).name
        if name == "wrong.json":
            raise RecordError(Fault(record, 3, 8, "'ecog' is 7", "a whole number from 0 to 5"))
        if name == "dead.json":
            raise NotSupportedError(Fault(record, 0, 0, "the patient has died"))
        if name == "two.ndjson" or Path(record).is_dir():
            return [empty("one", None), empty("two", None)]
        return [empty(self.patient or name, "2026-06-01" if "chart" in name else None)]

    def make_plan(found: Events, _knowledge: object, as_of: object, *, outlook: bool) -> Plan:
        assert not outlook
        return msgspec.structs.replace(PLAN, patient=found.patient_id, as_of=str(as_of))

    monkeypatch.setattr(planning.Records, "outcomes", events)
    monkeypatch.setattr(planning, "make_plan", make_plan)
    monkeypatch.setattr(planning, "load", lambda: None)
    return tmp_path


def test_text_is_the_default_and_the_next_command_is_suggested_on_standard_error(records: Path) -> None:
    result = run(str(records / "a.json"), "--as-of", "2026-06-01")
    assert result.exit_code == 0
    assert result.stdout.startswith("a.json · HR+/HER2-")
    assert "Next: onward explain" in result.stderr
    assert "Heart rate 4" not in result.stdout
    assert "Heart rate 4" in run(str(records / "a.json"), "--all").stdout


def test_day_is_the_one_asked_for_else_the_record_s_else_today(records: Path) -> None:
    assert json.loads(run(str(records / "b.chart.yaml"), "--json").stdout)["as_of"] == "2026-06-01"
    assert (
        json.loads(run(str(records / "b.chart.yaml"), "--json", "--as-of", "2025-01-02").stdout)["as_of"]
        == "2025-01-02"
    )
    assert json.loads(run(str(records / "a.json"), "--json").stdout)["as_of"] > "2026-06-01"


def test_patient_is_handed_on(records: Path) -> None:
    assert json.loads(run(str(records / "a.json"), "--json", "--patient", "p7").stdout)["patient"] == "p7"


def test_json_is_an_object_for_one_plan_and_a_list_for_several(records: Path) -> None:
    assert json.loads(run(str(records / "a.json"), "--json").stdout)["patient"] == "a.json"
    both = json.loads(run(str(records / "a.json"), str(records / "b.chart.yaml"), "--format", "json").stdout)
    assert [plan["patient"] for plan in both] == ["a.json", "b.chart.yaml"]


def test_wrong_record_among_many_does_not_stop_the_others(records: Path) -> None:
    result = run(str(records), "--format", "ndjson")
    assert [json.loads(line)["patient"] for line in result.stdout.splitlines()] == [
        "a.json",
        "b.chart.yaml",
        "one",
        "two",
    ]
    assert "wrong.json:3:8: 'ecog' is 7. Expected a whole number from 0 to 5." in result.stderr
    assert "the patient has died" in result.stderr
    assert result.exit_code == 11
    assert run(str(records / "a.json"), str(records / "dead.json")).exit_code == 12


def test_wrong_record_alone_gives_its_faults_and_no_file(records: Path, tmp_path: Path) -> None:
    for form in ("text", "json", "ndjson", "html"):
        result = run(str(records / "wrong.json"), "--format", form, "-o", str(tmp_path / "out"))
        assert (result.exit_code, result.stdout) == (11, "")
        assert "wrong.json:3:8" in result.stderr
        assert not (tmp_path / "out").exists()
    result = run(str(records / "wrong.json"), str(records / "dead.json"), "--json")
    assert (result.exit_code, result.stdout) == (11, "")


def test_several_text_pages_are_set_apart(records: Path) -> None:
    result = run(str(records / "two.ndjson"))
    assert result.stdout.count("=" * 60) >= 1
    assert "Next:" not in result.stderr


@pytest.mark.parametrize(
    ("name", "start"), [("o.html", "<!doctype"), ("o.json", "{\n"), ("o.ndjson", '{"'), ("o.txt", "a.j")]
)
def test_name_of_the_file_tells_the_format(records: Path, name: str, start: str) -> None:
    result = run(str(records / "a.json"), "-o", str(records / name))
    assert result.exit_code == 0
    assert result.stdout == ""
    assert f"Wrote {records / name}" in result.stderr
    assert (records / name).read_text(encoding="utf-8").lstrip().startswith(start)


def test_html_of_one_plan_goes_to_standard_output(records: Path) -> None:
    assert run(str(records / "a.json"), "--format", "html").stdout.lstrip().startswith("<!doctype html>")


def test_html_of_several_needs_a_folder_and_gets_an_index(records: Path) -> None:
    refused = run(str(records / "two.ndjson"), "--format", "html")
    assert refused.exit_code == 2
    assert "-o FOLDER" in refused.stderr
    pages = records / "pages"
    result = run(str(records / "two.ndjson"), str(records / "a.json"), "--format", "html", "-o", str(pages))
    assert result.exit_code == 0
    assert sorted(file.name for file in pages.iterdir()) == ["a.html", "index.html", "two-2.html", "two.html"]
    assert 'href="two-2.html"' in (pages / "index.html").read_text(encoding="utf-8")


def test_pdf_goes_to_a_file_or_a_pipe_and_never_to_a_terminal(records: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("weasyprint")
    one, out = str(records / "a.json"), records / "o.pdf"
    assert run(one, "-o", str(out)).exit_code == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert run(one, "--format", "pdf").stdout_bytes == out.read_bytes()
    assert run(str(records / "wrong.json"), "-o", str(records / "none.pdf")).exit_code == 11
    assert not (records / "none.pdf").exists()
    destination = writing.Destination("pdf", None)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    with pytest.raises(click.UsageError, match="-o FILE"):
        writing.write([("a", PLAN)], destination)


def test_sheets_for_the_board_are_one_page_each_and_name_the_records_that_gave_none(records: Path) -> None:
    one = run(str(records / "a.json"), "--board", "--format", "html").stdout
    assert "Tumour board: a.json" in one
    pack = run(str(records), "--board", "-o", str(records / "pack.html"))
    assert pack.exit_code == 11
    page = (records / "pack.html").read_text(encoding="utf-8")
    assert "Tumour board: 4 patients" in page
    assert "2 could not be read" in page
    assert "dead; wrong" in page
    refused = run(str(records / "a.json"), "--board")
    assert refused.exit_code == 2
    assert "--format html or pdf" in refused.stderr


def test_several_plans_as_pdf_are_a_pack(records: Path) -> None:
    pytest.importorskip("weasyprint")
    out = records / "pack.pdf"
    assert run(str(records / "two.ndjson"), "-o", str(out)).exit_code == 0
    assert out.read_bytes().startswith(b"%PDF")


def test_without_a_writer_of_pdf_a_plan_says_what_to_install(records: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onward.reports.pdf.find_spec", lambda name: None)
    result = run(str(records / "a.json"), "-o", str(records / "o.pdf"))
    assert result.exit_code == 2
    assert "pip install 'onward[pdf]'" in result.stderr
    assert not (records / "o.pdf").exists()


def test_standard_input_is_a_record(records: Path) -> None:
    assert json.loads(run("-", "--json", stdin="{}").stdout)["patient"] == "-"
    assert planning.name_of("-") == "plan"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["absent.json"], "does not exist"),
        ([], "Missing argument"),
        (["{a}", "--json", "--format", "html"], "contradict"),
        (["{a}", "--as-of", "2026-13-01"], "2026-13-01"),
        (["{a}", "-o", "{folder}/absent/plan.json"], "Cannot write"),
        (["{folder}/none"], "holds no record"),
    ],
)
def test_usage_errors_leave_with_2(records: Path, words: list[str], said: str) -> None:
    (records / "none").mkdir()
    result = run(*[word.format(a=records / "a.json", folder=records) for word in words])
    assert result.exit_code == 2
    assert said in result.stderr


def test_colour_needs_a_terminal_and_nobody_who_says_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert writing.colourful(None)
    assert not writing.colourful(Path("file"))
    monkeypatch.setenv("NO_COLOR", "1")
    assert not writing.colourful(None)
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not writing.colourful(None)


@pytest.mark.parametrize(("columns", "width"), [("40", 60), ("80", 80), ("250", 100)])
def test_page_is_as_wide_as_the_terminal_within_reason(
    monkeypatch: pytest.MonkeyPatch, columns: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert writing.columns() == width


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "index", "<x>"])
def test_page_names_are_plain_file_names(name: str) -> None:
    found = writing._free_name(name, {"index.html"})
    assert "/" not in found
    assert not found.startswith(".")
    assert found != "index.html"


def test_command_imports_only_what_it_needs() -> None:
    heavy = ("duckdb", "sqlglot", "jinja2", "rich", "yaml")
    script = f"import sys; import onward.cli.plan, onward.cli.main; print([m for m in {heavy} if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"


def test_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    script = tmp_path / "big.py"
    script.write_text(
        "import click\n"
        "from onward.cli.writing import _Out\n"
        "@click.command()\n"
        "def big():\n"
        "    for _ in range(99):\n"
        "        _Out(None).write(b'x' * 65536)\n"
        "big()\n"
    )
    words = ["bash", "-c", '"$0" "$1" | head -c 1 > /dev/null', sys.executable, str(script)]
    assert subprocess.run(words, capture_output=True, text=True, check=True).stderr == ""
