"""Who may ask for what, written down by hand: the routes must say the same, and every route has a row here."""

from __future__ import annotations

ROLES = ("nobody", "local", "clinician", "editor", "patient")
EVERYBODY = "nobody local clinician editor patient"
CARE = "local clinician"
READERS = "local clinician editor"

MATRIX: dict[tuple[str, str], str] = {
    ("GET", "/"): "local clinician editor patient",
    ("GET", "/static/{name:str}"): EVERYBODY,
    ("GET", "/sign-in"): EVERYBODY,
    ("POST", "/sign-in"): EVERYBODY,
    ("POST", "/sign-out"): "clinician editor patient",
    ("GET", "/link/{token:str}"): EVERYBODY,
    ("GET", "/mine"): "patient",
    ("POST", "/mine"): "patient",
    ("POST", "/charts"): CARE,
    ("GET", "/charts/new"): CARE,
    ("POST", "/charts/new"): CARE,
    ("GET", "/charts/{chart_id:str}"): CARE,
    ("POST", "/charts/{chart_id:str}/day"): CARE,
    ("GET", "/charts/{chart_id:str}/plan.json"): CARE,
    ("GET", "/charts/{chart_id:str}/plan.txt"): CARE,
    ("GET", "/charts/{chart_id:str}/plan.fhir.json"): CARE,
    ("GET", "/charts/{chart_id:str}/checks.ics"): CARE,
    ("GET", "/charts/{chart_id:str}/what-if"): CARE,
    ("POST", "/charts/{chart_id:str}/what-if"): CARE,
    ("GET", "/charts/{chart_id:str}/wishes"): CARE,
    ("POST", "/charts/{chart_id:str}/wishes"): CARE,
    ("POST", "/charts/{chart_id:str}/wishes/show"): CARE,
    ("POST", "/charts/{chart_id:str}/wishes/order"): CARE,
    ("GET", "/charts/{chart_id:str}/compare"): CARE,
    ("POST", "/charts/{chart_id:str}/compare"): CARE,
    ("GET", "/charts/{chart_id:str}/follow-up"): CARE,
    ("GET", "/charts/{chart_id:str}/changes"): CARE,
    ("POST", "/charts/{chart_id:str}/changes"): CARE,
    ("GET", "/charts/{chart_id:str}/record"): CARE,
    ("GET", "/charts/{chart_id:str}/share"): CARE,
    ("POST", "/charts/{chart_id:str}/link"): "clinician",
    ("POST", "/charts/{chart_id:str}/unlink"): "clinician",
    ("POST", "/charts/{chart_id:str}/delete"): CARE,
    ("GET", "/knowledge"): READERS,
    ("GET", "/knowledge/coverage"): READERS,
    ("GET", "/knowledge/{kind:str}"): READERS,
    ("GET", "/knowledge/pathways/{name:str}"): READERS,
    ("GET", "/knowledge/{kind:str}/{name:str}"): READERS,
    ("POST", "/api/plan"): CARE,
    ("GET", "/api/version"): READERS,
    ("GET", "/api"): READERS,
    ("GET", "/api/openapi.json"): READERS,
    ("GET", "/api/{path:str}"): READERS,
}
