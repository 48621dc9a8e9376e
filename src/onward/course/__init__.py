"""Events that follow from events: intents, lines of therapy, progressions, RECIST responses, CTCAE grades.

``follow`` is the door. ``docs/reference/course.md`` tells each rule in words; ``knowledge/course.yaml`` and
``knowledge/grades/`` hold the numbers.
"""

from onward.course.follow import follow

__all__ = ["follow"]
