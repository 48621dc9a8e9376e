"""Any record -> events: the chart, FHIR R4 bundles and NDJSON. What was not understood is listed, never dropped."""
