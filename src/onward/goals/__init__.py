"""What matters to the person, set against what the offered options bring and ask."""
