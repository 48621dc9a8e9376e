"""Speed, measured and printed as a table: ``make bench``."""
