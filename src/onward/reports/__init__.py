"""A plan told to somebody: text, HTML, PDF, FHIR; and what must come out of a case."""
