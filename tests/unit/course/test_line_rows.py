"""What a line row says: its end, its reason for stopping, its months, its doubts, and what it came from."""

from __future__ import annotations

from tests.unit.course.sequences import AS_OF, course, knowledge

from onward.course import follow
from onward.events.tables import Drug, Line

MET = "metastatic 2024-01-01\n"


def rows(text: str) -> list[Line]:
    return [row for row in course(text).of("line") if isinstance(row, Line)]


def test_a_line_that_goes_on_has_no_end_and_counts_its_months() -> None:
    (line,) = rows(MET + "letrozole 2024-02-01..")
    assert (line.end, line.ongoing, line.months, line.stopped_for) == (None, True, 28.0, None)
    assert (line.rule, line.derived_from, line.refs) == ("line-first", ("drug:2",), ("chart:2",))


def test_a_line_that_ended_says_when_why_and_how_long() -> None:
    (line,) = rows(MET + "letrozole 2024-02-01..2025-03-15 =PR !progression")
    assert (str(line.end), line.ongoing, line.months) == ("2025-03-15", False, 13.0)
    assert (line.stopped_for, line.best_response) == ("progression", "PR")


def test_an_open_line_was_over_when_the_next_began_at_the_latest() -> None:
    first, second = rows(MET + "capecitabine 2024-02-01..?\neribulin 2024-08-01..?")
    assert str(first.end) == "2024-02-01/2024-08-01"
    assert (first.ongoing, first.certain, second.ongoing, second.end) == (False, False, None, None)
    assert first.note == "when capecitabine ended is not recorded: at the latest when the next line began"
    assert "whether eribulin goes on is not recorded" in (second.note or "")


def test_a_line_that_is_over_on_an_unknown_day_ended_by_the_day_of_the_decision() -> None:
    (line,) = rows(MET + "capecitabine 2024-02-01..x")
    assert (str(line.end), line.ongoing, line.months) == ("2024-02-01/2026-06-01", False, None)


def test_a_line_without_any_date_has_no_end() -> None:
    (line,) = rows("diagnosis 2024-01-01 IV\ncapecitabine ?..x")
    assert (line.date, line.end, line.ongoing) == (None, None, False)


def test_a_dropped_drug_does_not_stop_the_line() -> None:
    (line,) = rows(MET + "letrozole 2024-02-01..\npalbociclib 2024-02-01..2024-05-01 !toxicity")
    assert (line.ongoing, line.stopped_for) == (True, None)


def test_the_reason_of_the_drug_that_ended_last_is_that_of_the_line() -> None:
    (line,) = rows(MET + "letrozole 2024-02-01..2025-02-01 !preference\npalbociclib 2024-02-01..2024-05-01 !toxicity")
    assert line.stopped_for == "preference"


def test_a_recorded_progression_is_the_reason_where_none_is_stated() -> None:
    first, _ = rows(MET + "letrozole 2024-02-01..2025-01-10\nstatus 2025-01-05 worsened\nfulvestrant 2025-01-15..")
    assert first.stopped_for == "progression"
    assert "progression:1" in first.derived_from


def test_a_carried_drug_ends_the_line_when_the_next_begins() -> None:
    first, second = rows(
        MET + "trastuzumab 2024-02-01..\ndocetaxel 2024-02-01..2024-12-01 !progression\ncapecitabine 2024-12-10.."
    )
    assert (str(first.end), first.ongoing) == ("2024-12-10", False)
    assert second.drugs == ("capecitabine", "trastuzumab")


def test_endocrine_therapy_is_not_carried_into_another_endocrine_line() -> None:
    _, second = rows(MET + "letrozole 2024-02-01..\nstatus 2025-01-01 progressed\nfulvestrant 2025-01-15..")
    assert second.drugs == ("fulvestrant",)


def test_a_disagreement_with_the_stated_number_is_shown() -> None:
    (line,) = rows(MET + "eribulin 2024-02-01.. #3")
    assert (line.number, line.stated_number, line.certain) == (3, 3, True)
    assert line.note == "the record says line 3; counted from its treatments it is line 1"


def test_the_best_response_of_a_line_is_the_best_of_its_drugs() -> None:
    (line,) = rows(MET + "letrozole 2024-02-01.. =SD\npalbociclib 2024-02-01.. =PR")
    assert line.best_response == "PR"


def test_a_line_for_disease_metastatic_since_an_unknown_day_may_have_been_adjuvant() -> None:
    first, second = rows("metastatic ?\nletrozole 2024-02-01..2025-01-01 !progression\nfulvestrant 2025-01-10..")
    assert first.note == "since when the disease is metastatic is not recorded: the first line may have been adjuvant"
    assert (first.certain, second.certain, second.note) == (False, False, None)


def test_a_curative_course_has_no_number_and_its_own_end() -> None:
    (line,) = rows("letrozole 2018-01-01..2023-01-01 @adjuvant !completed")
    assert (line.setting, line.number, str(line.end), line.stopped_for) == ("adjuvant", None, "2023-01-01", "completed")
    assert (line.rule, line.certain) == ("course-as-stated", True)


def test_undated_curative_treatments_are_one_course() -> None:
    (line,) = rows("doxorubicin ?..x @adjuvant\npaclitaxel ?..x @adjuvant")
    assert (line.drugs, line.date) == (("doxorubicin", "paclitaxel"), None)


def test_curative_courses_years_apart_are_two() -> None:
    first, second = rows("letrozole 2008-01-01..2013-01-01 @adjuvant\nexemestane 2019-01-01..2021-01-01 @adjuvant")
    assert (first.drugs, second.drugs) == (("letrozole",), ("exemestane",))


def test_a_treatment_whose_end_is_only_missing_is_over_when_the_next_line_takes_its_place() -> None:
    found = course(MET + "docetaxel 2024-02-01..~\ntrastuzumab_deruxtecan 2025-02-01..~\ntucatinib 2026-01-01..~")
    lines = [row for row in found.of("line") if isinstance(row, Line)]
    assert [row.drugs for row in lines] == [("docetaxel",), ("trastuzumab deruxtecan",), ("tucatinib",)]
    assert [(row.ongoing, row.certain) for row in lines] == [(False, False), (False, False), (True, False)]
    given = {row.drug: row.ongoing for row in found.of("drug") if isinstance(row, Drug)}
    assert given == {"docetaxel": False, "trastuzumab deruxtecan": False, "tucatinib": True}
    assert follow(found, knowledge(), AS_OF).rows == found.rows


def test_an_antibody_that_is_said_to_go_on_is_carried_and_ovarian_suppression_too() -> None:
    carried = rows(MET + "trastuzumab 2024-02-01..\ndocetaxel 2024-02-01..~\ncapecitabine 2025-02-01..~")
    assert carried[-1].drugs == ("capecitabine", "trastuzumab")
    suppressed = rows(MET + "goserelin 2024-02-01..~\nletrozole 2024-02-01..~\ncapecitabine 2025-02-01..~")
    assert suppressed[-1].drugs == ("capecitabine", "goserelin")
