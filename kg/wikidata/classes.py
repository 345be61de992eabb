"""Which classes of Wikidata are pulled, and what their members are in the ontology: `ontology/wikidata.toml`, or a user's file like it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import GazetteerError
from kg.ontology import Ontology
from kg.resources import data_path
from kg.wikidata.items import INSTANCE_OF, SUBCLASS_OF, Item

_QID = re.compile(r"Q[1-9]\d*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRule:
    """One Wikidata class. `models`: its subclasses are members too; `pages`: the fewest pages about a member in Wikimedia's projects."""

    type: str
    wikidata: str
    label: str = ""
    models: bool = False
    pages: int = 1
    evidence: str = ""

    def members_of(self, item: Item) -> tuple[str, ...]:
        """The classes by which an item could be a member."""
        return item.classes + (item.values.get(SUBCLASS_OF, ()) if self.models else ())

    @property
    def properties(self) -> tuple[str, ...]:
        """The properties that make an item a member."""
        return (INSTANCE_OF, SUBCLASS_OF) if self.models else (INSTANCE_OF,)


@dataclass(frozen=True, slots=True)
class ClassList:
    """All rules of a file, in its order."""

    version: str
    rules: tuple[ClassRule, ...]

    @classmethod
    def load(cls, ontology: Ontology, path: Path | None = None, *, only: Iterable[str] = (), gate: bool = False) -> ClassList:
        """The packaged list, or that of a file; `only` names the ontology's classes to keep.

        `gate` adds the wider classes that an item may be of when a single name is looked up, and that nobody would pull whole.

        Raises:
            GazetteerError: the file is broken, or names a class that the ontology lacks.
        """
        name = str(path) if path is not None else "ontology/wikidata.toml"
        try:
            text = (path or data_path("ontology", "wikidata.toml")).read_text(encoding="utf-8")
            data = tomllib.loads(text)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise GazetteerError(f"{name}: cannot be read as TOML ({error})") from error
        entries = data.get("class")
        if not isinstance(entries, list) or not entries:
            raise GazetteerError(f"{name}: no [[class]] in it; each has at least type and wikidata")
        wider = data.get("gate", []) if gate else []
        rules = [_rule(name, number, entry, ontology) for number, entry in enumerate([*entries, *wider], start=1)]
        wanted = list(only)
        for kind in wanted:
            if kind not in {r.type for r in rules}:
                known = ", ".join(sorted({r.type for r in rules}))
                raise GazetteerError(f"{name}: no rule for the class {kind}; there are rules for {known}")
        return cls(str(data.get("version", "")), tuple(r for r in rules if not wanted or r.type in wanted))

    def type_of(self, item: Item, members: Mapping[ClassRule, frozenset[str]], ontology: Ontology) -> tuple[ClassRule, str] | None:
        """The gate: the rule that an item fits, with the class that it is of by Wikidata; None where it fits none.

        `members` holds, for each rule, its Wikidata class with all subclasses. Of several rules the one of the most special class of
        the ontology counts, then the first.
        """
        fits: list[tuple[ClassRule, str]] = []
        for rule in self.rules:
            kind = next((c for c in rule.members_of(item) if c in members.get(rule, ())), None)
            if kind is not None and item.sitelinks >= rule.pages:
                fits.append((rule, kind))
        special = [f for f in fits if not any(o[0].type != f[0].type and ontology.isa(o[0].type, f[0].type) for o in fits)]
        return special[0] if special else None


def _rule(name: str, number: int, entry: Any, ontology: Ontology) -> ClassRule:
    if not isinstance(entry, dict):
        raise GazetteerError(f"{name}: class {number} is no table")
    try:
        rule = ClassRule(**entry)
    except TypeError as error:
        raise GazetteerError(f"{name}: class {number} needs type and wikidata, and may have label, models, pages, evidence") from error
    if not isinstance(rule.type, str) or rule.type not in ontology:
        raise GazetteerError(f"{name}: class {number} has the type {rule.type!r}, which is no class of the ontology")
    if not isinstance(rule.wikidata, str) or not _QID.fullmatch(rule.wikidata):
        raise GazetteerError(f"{name}: class {number} ({rule.type}) has wikidata = {rule.wikidata!r}; it must be an id such as Q42")
    if not isinstance(rule.models, bool) or not isinstance(rule.pages, int) or rule.pages < 0:
        raise GazetteerError(f"{name}: class {number} ({rule.type}): models is true or false, pages a number")
    return rule
