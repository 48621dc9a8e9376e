"""A folder of registry files, read and compiled once: the next time it comes from a cache in milliseconds.

The name of an entry is the digest of every registry file, of the knowledge and of the code, so nothing stale is served.
Where it lives and what is trusted is the business of ``knowledge.cache``. Nothing about a patient is ever kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from onward.knowledge.cache import cache_folder, fetch_value, keep_value
from onward.knowledge.types import Knowledge
from onward.trials.match_compile import CompiledTrials, compile_trials
from onward.trials.reading import read_study, words_of
from onward.trials.registry import SUFFIXES, read_studies
from onward.values.errors import Fault

FOLDER = "trials"


def compiled_from(path: Path, knowledge: Knowledge, tell: Callable[[Fault], object]) -> CompiledTrials:
    """The trials of a file or folder, compiled; what could not be read is told.

    Raises:
        RecordError: there is no such file, or no file of a registry in the folder.
    """
    folder = cache_folder().parent / FOLDER
    name = _name(path, knowledge)
    found = fetch_value(folder, name) if name else None
    if isinstance(found, CompiledTrials):
        return found
    studies, faults = read_studies(path)
    for fault in faults:
        tell(fault)
    words = words_of(knowledge)
    compiled = compile_trials((read_study(study, words) for study in studies), knowledge)
    if name and not faults:
        keep_value(folder, name, compiled)
    return compiled


def _name(path: Path, knowledge: Knowledge) -> str:
    """The digest of all that decides the outcome; empty where a file cannot be read (then it is told)."""
    digest = hashlib.sha256()
    digest.update(knowledge.digest.encode())
    try:
        for folder in ("trials", "logic"):
            for code in sorted((Path(__file__).resolve().parents[1] / folder).glob("*.py")):
                digest.update(code.read_bytes())
        files = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
        for file in files:
            if path == file or file.suffix.lower() in SUFFIXES:
                content = file.read_bytes()
                digest.update(f"{file.name} {len(content)}\n".encode())
                digest.update(hashlib.sha256(content).digest())
    except OSError:
        return ""
    return digest.hexdigest()
