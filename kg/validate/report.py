"""What a validation finds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Violation:
    """One rule that one node breaks. `value` is what breaks it, where it is one value."""

    focus: str
    message: str
    path: str = ""
    value: str = ""
    rule: str = ""
    """The shape or check that found it."""

    def __str__(self) -> str:
        found = " ".join(filter(None, (self.path, self.value)))
        return f"{self.focus}: {self.message}" + (f" [{found}]" if found else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All violations, sorted; none means that the data conform."""

    violations: tuple[Violation, ...]
    triples: int
    """How many triples were looked at (the ontology's own are not)."""

    @property
    def conforms(self) -> bool:
        return not self.violations

    @property
    def text(self) -> str:
        """The report for people: one line for each violation, then how often each rule is broken."""
        if self.conforms:
            return f"conforms: {self.triples} triples keep all rules"
        counted = Counter(v.message for v in self.violations)
        summary = [f"{n:6}  {message}" for message, n in counted.most_common()]
        return "\n".join([*map(str, self.violations), "", f"{len(self.violations)} violations in {self.triples} triples:", *summary])
