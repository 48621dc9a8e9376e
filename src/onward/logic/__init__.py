"""The language: a small typed three-valued subset of SQL expressions, read, checked, evaluated, explained, compiled."""
