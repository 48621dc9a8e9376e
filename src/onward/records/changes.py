"""What a report calls a fusion of genes: the word ``fusion``, whatever the partners, so that facts can ask for it."""

from __future__ import annotations

import re

FUSION = "fusion"
_SAYS_FUSION = re.compile(
    r"fusion|fused|rearrang|translocat|::|\w+-(?:NTRK[123]|RET)\b|\b(?:NTRK[123]|RET)-\w+", re.IGNORECASE
)


def change_word(change: str) -> str:
    """``ETV6-NTRK3 fusion`` is a fusion; ``G595R`` stays what it is."""
    return FUSION if _SAYS_FUSION.search(change) else change
