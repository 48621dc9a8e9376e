"""Findings put in order: stage, alerts, tests by what they would change, options, supportive care, follow-up."""
