"""Registry files become studies: JSON of ClinicalTrials.gov's API v2 (a study, a search page, a list, NDJSON), the
older XML, folders of them.

Only the fields that are used are read. Whatever is hostile or broken becomes a fault with its place, never a traceback,
and takes no more than its own record with it.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from onward.trials.study import Intervention, Site, Study, StudyArm, years
from onward.values.errors import Fault, RecordError

MAX_BYTES = 64 * 1024 * 1024
"""The largest file that is read."""
MAX_CRITERIA = 200_000
"""The longest criteria that are read; what goes beyond is cut, and said."""
SUFFIXES = (".json", ".ndjson", ".jsonl", ".xml")

_NCT = re.compile(r"NCT\d{8}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


class _Part(msgspec.Struct, rename="camel"):
    """A part of a record: keys that are not named are not read."""


class _Identification(_Part):
    nct_id: str | None = None
    brief_title: str | None = None
    official_title: str | None = None


class _Posted(_Part):
    date: str | None = None


class _Status(_Part):
    overall_status: str | None = None
    last_update_submit_date: str | None = None
    last_update_post_date_struct: _Posted = msgspec.field(default_factory=_Posted)


class _Description(_Part):
    brief_summary: str | None = None


class _Conditions(_Part):
    conditions: list[str] | None = None
    keywords: list[str] | None = None


class _DesignInfo(_Part):
    primary_purpose: str | None = None


class _Design(_Part):
    study_type: str | None = None
    phases: list[str] | None = None
    design_info: _DesignInfo = msgspec.field(default_factory=_DesignInfo)


class _ArmGroup(_Part):
    label: str | None = None
    type: str | None = None
    description: str | None = None


class _Given(_Part):
    name: str | None = None
    type: str | None = None
    description: str | None = None
    other_names: list[str] | None = None


class _Arms(_Part):
    arm_groups: list[_ArmGroup] | None = None
    interventions: list[_Given] | None = None


class _Eligibility(_Part):
    eligibility_criteria: str | None = None
    sex: str | None = None
    minimum_age: str | None = None
    maximum_age: str | None = None


class _Point(_Part):
    lat: float | None = None
    lon: float | None = None


class _Location(_Part):
    facility: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    country: str | None = None
    status: str | None = None
    geo_point: _Point | None = None


class _Locations(_Part):
    locations: list[_Location] | None = None


class _Sponsor(_Part):
    name: str | None = None


class _Sponsors(_Part):
    lead_sponsor: _Sponsor = msgspec.field(default_factory=_Sponsor)


class _Protocol(_Part):
    identification_module: _Identification = msgspec.field(default_factory=_Identification)
    status_module: _Status = msgspec.field(default_factory=_Status)
    description_module: _Description = msgspec.field(default_factory=_Description)
    conditions_module: _Conditions = msgspec.field(default_factory=_Conditions)
    design_module: _Design = msgspec.field(default_factory=_Design)
    arms_interventions_module: _Arms = msgspec.field(default_factory=_Arms)
    eligibility_module: _Eligibility = msgspec.field(default_factory=_Eligibility)
    contacts_locations_module: _Locations = msgspec.field(default_factory=_Locations)
    sponsor_collaborators_module: _Sponsors = msgspec.field(default_factory=_Sponsors)


class _Record(_Part):
    protocol_section: _Protocol | None = None


class _Page(_Part):
    studies: msgspec.Raw = msgspec.Raw()


_PAGE = msgspec.json.Decoder(_Page)
_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_RECORD = msgspec.json.Decoder(_Record, strict=False)


def read_studies(path: Path) -> tuple[tuple[Study, ...], tuple[Fault, ...]]:
    """Every study of a file or folder, in the order of their names, and what could not be read.

    Raises:
        RecordError: there is no such file, or no file of a registry in the folder.
    """
    files = _files(path)
    studies: dict[str, Study] = {}
    faults: list[Fault] = []
    for file in files:
        try:
            found, wrong = read_text(_content(file), file.name)
        except RecordError as error:
            faults += error.faults
            continue
        faults += wrong
        for study in found:
            if study.nct in studies and studies[study.nct] != study:
                faults.append(Fault(file.name, 0, 0, f"{study.nct} is there twice and differs", "each study once"))
            studies.setdefault(study.nct, study)
    return tuple(studies.values()), tuple(faults)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(each for each in path.rglob("*") if each.suffix.lower() in SUFFIXES and each.is_file())
        if not found:
            raise RecordError(Fault(str(path), 0, 0, "the folder holds no registry file", "JSON, NDJSON or XML"))
        return found
    if not path.is_file():
        raise RecordError(Fault(str(path), 0, 0, "there is no such file", "a registry file or a folder of them"))
    return [path]


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise RecordError(Fault(file.name, 0, 0, "the file is too large", f"at most {MAX_BYTES} bytes"))
        return file.read_bytes()
    except OSError as error:
        raise RecordError(Fault(file.name, 0, 0, f"the file cannot be read: {error.strerror or 'unknown'}")) from error


def read_text(content: bytes, name: str) -> tuple[list[Study], list[Fault]]:
    """The studies of one file, and what could not be read."""
    text = content.removeprefix(b"\xef\xbb\xbf").strip()
    if text.startswith(b"<"):
        return _read_xml(text, name)
    studies: list[Study] = []
    faults: list[Fault] = []
    for number, raw in _records(text, name, faults):
        try:
            record = _RECORD.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            faults.append(Fault(name, number, 1, f"the record cannot be read: {_short(error)}"))
            continue
        study = _study(record, name)
        if study is None:
            faults.append(Fault(name, number, 1, "the record has no NCT number", "protocolSection with nctId"))
        else:
            studies.append(study)
    return studies, faults


def _records(text: bytes, name: str, faults: list[Fault]) -> Iterator[tuple[int, bytes]]:
    """The records of a JSON file: one, a page of them, a list, or one a line; with the line each begins on."""
    try:
        if text.startswith(b"["):
            yield from ((1, bytes(raw)) for raw in _LIST.decode(text))
            return
        page = _PAGE.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        lines = text.splitlines()
        if len(lines) < 2 or not lines[0].rstrip().endswith(b"}"):
            faults.append(Fault(name, 1, 1, f"the file cannot be read: {_short(error)}", "API v2 JSON, NDJSON or XML"))
            return
        yield from ((number, line) for number, line in enumerate(lines, 1) if line.strip())
        return
    if bytes(page.studies):
        yield from ((1, bytes(raw)) for raw in _LIST.decode(page.studies))
    else:
        yield 1, text


def _short(error: Exception) -> str:
    return str(error).split("\n")[0][:120] if not isinstance(error, RecursionError) else "it is nested too deeply"


def _study(record: _Record, file: str) -> Study | None:
    section = record.protocol_section
    nct = (section.identification_module.nct_id or "").strip() if section is not None else ""
    if section is None or not _NCT.fullmatch(nct):
        return None
    eligibility, status, given = section.eligibility_module, section.status_module, section.arms_interventions_module
    return _cleaned(
        Study(
            nct=nct,
            title=section.identification_module.brief_title or "",
            official_title=section.identification_module.official_title or "",
            summary=section.description_module.brief_summary or "",
            status=(status.overall_status or "").upper(),
            study_type=section.design_module.study_type or "",
            purpose=(section.design_module.design_info.primary_purpose or "").upper(),
            phases=tuple(section.design_module.phases or ()),
            conditions=tuple(section.conditions_module.conditions or ()),
            keywords=tuple(section.conditions_module.keywords or ()),
            sex=(eligibility.sex or "ALL").upper(),
            min_age_years=years(eligibility.minimum_age),
            max_age_years=years(eligibility.maximum_age),
            criteria=eligibility.eligibility_criteria or "",
            arms=tuple(_arm(each) for each in given.arm_groups or ()),
            interventions=tuple(_intervention(each) for each in given.interventions or ()),
            sites=tuple(_site(each) for each in section.contacts_locations_module.locations or ()),
            sponsor=section.sponsor_collaborators_module.lead_sponsor.name or "",
            updated=status.last_update_post_date_struct.date or status.last_update_submit_date or "",
            file=file,
        )
    )


def _arm(group: _ArmGroup) -> StudyArm:
    return StudyArm(label=group.label or "", kind=group.type or "", description=group.description or "")


def _intervention(given: _Given) -> Intervention:
    return Intervention(
        name=given.name or "",
        kind=given.type or "",
        description=given.description or "",
        other_names=tuple(given.other_names or ()),
    )


def _site(location: _Location) -> Site:
    point = location.geo_point or _Point()
    return Site(
        facility=location.facility or "",
        city=location.city or "",
        state=location.state or "",
        zip=location.zip or "",
        country=location.country or "",
        status=location.status or "",
        latitude=point.lat,
        longitude=point.lon,
    )


def _cleaned(study: Study) -> Study:
    """The study without control characters (line ends stay), its criteria no longer than what is read."""
    return replace(
        study,
        title=_CONTROL.sub("", study.title),
        official_title=_CONTROL.sub("", study.official_title),
        summary=_CONTROL.sub("", study.summary),
        criteria=_CONTROL.sub("", study.criteria[:MAX_CRITERIA]),
    )


def _read_xml(text: bytes, name: str) -> tuple[list[Study], list[Fault]]:
    """The older XML. A document type may define entities without end, so none is read."""
    if b"<!DOCTYPE" in text[:4096].upper() or b"<!ENTITY" in text.upper():
        return [], [Fault(name, 1, 1, "the file defines a document type", "registry XML without one")]
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - no document type, so no entities
    except (ElementTree.ParseError, RecursionError, ValueError) as error:
        return [], [Fault(name, 1, 1, f"the file cannot be read: {_short(error)}", "registry XML")]
    studies: list[Study] = []
    faults: list[Fault] = []
    for node in [root] if root.tag == "clinical_study" else root.iter("clinical_study"):
        study = _xml_study(node, name)
        if study is None:
            faults.append(Fault(name, 1, 1, "the record has no NCT number", "id_info with nct_id"))
        else:
            studies.append(study)
    if not studies and not faults:
        faults.append(Fault(name, 1, 1, "the file holds no study", "clinical_study"))
    return studies, faults


def _xml_study(node: ElementTree.Element, file: str) -> Study | None:
    nct = _said(node, "id_info/nct_id")
    if not _NCT.fullmatch(nct):
        return None
    return _cleaned(
        Study(
            nct=nct,
            title=_said(node, "brief_title"),
            official_title=_said(node, "official_title"),
            summary=_said(node, "brief_summary/textblock"),
            status=re.sub(r"[^A-Z]+", "_", _said(node, "overall_status").upper()).strip("_"),
            study_type=_said(node, "study_type").upper(),
            purpose=_said(node, "study_design_info/primary_purpose").upper(),
            phases=tuple(_phases(_said(node, "phase"))),
            conditions=_each(node, "condition"),
            keywords=_each(node, "keyword"),
            sex={"both": "ALL", "": "ALL"}.get(_said(node, "eligibility/gender").lower())
            or _said(node, "eligibility/gender").upper(),
            min_age_years=years(_said(node, "eligibility/minimum_age")),
            max_age_years=years(_said(node, "eligibility/maximum_age")),
            criteria=_said(node, "eligibility/criteria/textblock"),
            arms=tuple(
                StudyArm(label=_said(arm, "arm_group_label"), kind=_said(arm, "arm_group_type"))
                for arm in node.iterfind("arm_group")
            ),
            interventions=tuple(
                Intervention(
                    name=_said(given, "intervention_name"),
                    kind=_said(given, "intervention_type").upper(),
                    other_names=_each(given, "other_name"),
                )
                for given in node.iterfind("intervention")
            ),
            sites=tuple(_xml_sites(node.iterfind("location"))),
            sponsor=_said(node, "sponsors/lead_sponsor/agency"),
            updated=_said(node, "last_update_posted") or _said(node, "lastchanged_date"),
            file=file,
        )
    )


def _said(node: ElementTree.Element, path: str) -> str:
    return (node.findtext(path) or "").strip()


def _each(node: ElementTree.Element, tag: str) -> tuple[str, ...]:
    return tuple(text for child in node.iterfind(tag) if (text := (child.text or "").strip()))


def _phases(text: str) -> Iterator[str]:
    """The phases as the newer format writes them.

    >>> list(_phases("Phase 1/Phase 2"))
    ['PHASE1', 'PHASE2']
    """
    for number in re.findall(r"[1-4]", text):
        yield f"PHASE{number}"


def _xml_sites(nodes: Iterable[ElementTree.Element]) -> Iterator[Site]:
    for node in nodes:
        address: dict[str, Any] = {
            key: _said(node, f"facility/address/{key}") for key in ("city", "state", "zip", "country")
        }
        yield Site(facility=_said(node, "facility/name"), status=_said(node, "status").upper(), **address)
