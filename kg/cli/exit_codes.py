"""What the command ends with; `dateline --help` documents them."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of every sub-command."""

    DONE = 0
    ERROR = 1
    USAGE = 2
    NOTHING_READ = 3
    INTERRUPTED = 130
