"""Reads ``knowledge/`` (YAML with sources) into frozen types; reports every error with file, line and column."""
