"""Partial dates, spans, Kleene truth and errors: the small values everything else is made of. Standard library only."""
