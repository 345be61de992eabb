"""What a run tells its user on standard error: progress on a terminal, what was skipped, and a summary."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from kg.cli.compiling import compile_gazetteer
from kg.model import Document, Skipped

if TYPE_CHECKING:
    from rich.status import Status

    from kg.pipeline import Extraction, Passed


@dataclass(slots=True)
class Counts:
    """How many articles of a run came to which end, and how much was found in them."""

    done: int = 0
    held: int = 0
    skipped: int = 0
    events: int = 0
    entities: int = 0
    claims: int = 0

    @property
    def nothing_read(self) -> bool:
        """Whether there was input, and all of it was skipped."""
        return self.skipped > 0 and not self.done and not self.held


class Report:
    """Counts the outcomes of a run and tells them as they come; use it in a `with` statement."""

    def __init__(self, *, quiet: bool = False) -> None:
        """A `quiet` report shows no progress: also where standard output is what its reader looks at."""
        self.counts = Counts()
        self._quiet = quiet
        self._status: Status | None = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty() and not self._quiet:
            from rich.console import Console  # noqa: PLC0415 - people's terminals alone

            self._status = Console(stderr=True).status("starting")
            self._status.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._status:
            self._status.stop()

    def preparing(self, load: Callable[[], Extraction], files: Sequence[Path]) -> Callable[[], Extraction]:
        """What loads the stages, with the gazetteer compiled before under a bar of its own where that is still to do."""

        def loaded() -> Extraction:
            if self._status:
                self._status.stop()
            compile_gazetteer(files)
            if self._status:
                self._status.start()
            return load()

        return loaded

    def passed(self, one: Passed) -> None:
        """Take note of an input that gave no document."""
        if isinstance(one, Skipped):
            self.counts.skipped += 1
            click.echo(f"skipped {one.input}: {one.reason}", err=True)
        else:
            self.counts.held += 1
        self._show()

    def done(self, document: Document) -> None:
        """Take note of a document."""
        self.counts.done += 1
        self.counts.events += len(document.events)
        self.counts.entities += len(document.entities)
        self.counts.claims += len(document.claims)
        self._show(document.article.id)

    def summary(self) -> str:
        """What the run came to, in one line."""
        counts = self.counts
        parts = [f"{plural(counts.done, 'article')} stored"]
        if counts.done:
            parts[0] += f" ({plural(counts.events, 'event')}, {plural(counts.entities, 'entity')}, {plural(counts.claims, 'claim')})"
        if counts.held:
            parts.append(f"{counts.held:,} held already")
        if counts.skipped:
            parts.append(f"{counts.skipped:,} skipped")
        return ", ".join(parts)

    def _show(self, current: str = "") -> None:
        if self._status:
            from rich.text import Text  # noqa: PLC0415 - loaded with the console

            parts = [f"{self.counts.done:,} done"]
            parts += [f"{self.counts.held:,} held already"] if self.counts.held else []
            parts += [f"{self.counts.skipped:,} skipped"] if self.counts.skipped else []
            self._status.update(Text(f"{', '.join(parts)}  {current[-60:]}"))


def plural(number: int, noun: str) -> str:
    """A number with its noun: ``1 article``, ``2 articles``, ``2 entities``, ``2 aliases``."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("y") else f"{number:,} {noun}{'es' if noun.endswith('s') else 's'}"
