"""Compile the ontology's lexical triples to a `Lexicon`.

The forms understood are described in `ontology/lexical.ttl`: words on a class or individual (``dl:verb``, ``dl:noun``, ...),
trigger nodes with conditions (``dl:trigger``), frames with slots, refinements, and word lists.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from kg.errors import OntologyError
from kg.lexicon.model import Condition, Frame, Lexicon, PartOfSpeech, Refinement, Slot, Trigger, WordIndex, Words

if TYPE_CHECKING:
    from kg.ontology import Ontology

DL = "https://w3id.org/dateline/ontology#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
TRIGGER_PARTS: tuple[PartOfSpeech, ...] = ("verb", "noun", "adjective", "phrase")
WORD_PARTS = (*TRIGGER_PARTS, "adverb", "modal")
NO_FRAME = Frame("none", {})
ANYTHING = 10_000
"""How many words and classes a condition takes that names none: more than any that does."""

Node = ox.NamedNode | ox.BlankNode
Properties = Mapping[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]


def compile_lexicon(ontology: Ontology) -> Lexicon:
    """All that `ontology` says about words, ready to be looked up.

    Raises:
        OntologyError: a frame, role or class named in a lexical node is not there, or a pattern is no regular expression.
    """
    return _Compiler(ontology).compile()


class _Compiler:
    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.about: dict[Node, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
        for t in ontology.triples():
            p = t.predicate.value
            if p.startswith(DL) or p == RDF_TYPE:
                subject, value = cast(Node, t.subject), cast(ox.Literal, t.object)
                self.about[subject][p[len(DL) :] if p != RDF_TYPE else "type"].append(value)
        self.frames = {f.name: f for f in map(self.frame, self.of_type("Frame"))}
        self._frame_of: dict[str, Frame] = {}

    # -- reading nodes
    def of_type(self, name: str) -> list[Node]:
        wanted = ox.NamedNode(DL + name)
        return [s for s, props in self.about.items() if wanted in props.get("type", ())]

    def strings(self, props: Properties, predicate: str) -> list[str]:
        return sorted(o.value for o in props.get(predicate, ()) if isinstance(o, ox.Literal))

    def names(self, props: Properties, predicate: str) -> list[str]:
        return sorted(self.ontology.name(o.value) for o in props.get(predicate, ()) if isinstance(o, ox.NamedNode))

    def nodes(self, props: Properties, predicate: str) -> list[Properties]:
        return [self.about[o] for o in props.get(predicate, ()) if isinstance(o, ox.NamedNode | ox.BlankNode) and o in self.about]

    def range(self, props: Properties) -> frozenset[str]:
        try:
            below = self.ontology.descendants
            excepted = {n for c in self.names(props, "butNot") for n in below(c)}
            return frozenset(n for c in self.names(props, "range") for n in below(c) if n not in excepted)
        except OntologyError as e:
            words = [w for part in WORD_PARTS for w in self.strings(props, part)] or self.strings(props, "grammar")
            raise OntologyError(f"lexicon: a dl:range beside {', '.join(words) or 'no words'} names a class that is not there: {e}") from e

    # -- frames
    def frame(self, node: Node) -> Frame:
        slots: dict[str, list[Slot]] = defaultdict(list)
        for props in self.nodes(self.about[node], "slot"):
            roles = self.names(props, "role")
            if len(roles) != 1:
                raise OntologyError(f"{node}: a slot has {len(roles)} roles; give it one dl:role")
            for grammar in self.strings(props, "grammar"):
                slots[grammar].append(Slot(grammar, roles[0], self.range(props)))
        # a slot for fewer classes is the more specific one, whatever the order in the file
        ordered = {g: tuple(sorted(s, key=lambda x: (not x.range, len(x.range), x.role))) for g, s in slots.items()}
        return Frame(self.ontology.name(cast(ox.NamedNode, node).value), ordered)

    def frame_named(self, name: str, where: str) -> Frame:
        if name not in self.frames:
            raise OntologyError(f"{where}: no frame dl:{name}; frames are {', '.join(sorted(self.frames))}")
        return self.frames[name]

    def frame_of(self, kind: str) -> Frame:
        """The frame of the nearest superclass that has one."""
        if kind not in self._frame_of:
            found = NO_FRAME
            for c in self.ontology.ancestors(kind):
                named = self.names(self.about.get(ox.NamedNode(self.ontology.iri(c)), {}), "frame")
                if named:
                    found = self.frame_named(named[0], c)
                    break
            self._frame_of[kind] = found
        return self._frame_of[kind]

    # -- triggers
    def condition(self, props: Properties) -> list[Condition]:
        words = frozenset(self.strings(props, "word"))
        return [Condition(g, words, self.range(props)) for g in self.strings(props, "grammar")]

    def triggers(self, kind: str, node: Properties) -> Iterable[Trigger]:
        plain = self.frame_of(kind)
        for part in TRIGGER_PARTS:
            for text in self.strings(node, part):
                yield Trigger(kind, part, tuple(text.split()), plain)
        for props in self.nodes(node, "trigger"):
            named = self.names(props, "frame")
            frame = self.frame_named(named[0], kind) if named else plain
            requires = tuple(c for n in self.nodes(props, "requires") for c in self.condition(n))
            excludes = tuple(c for n in self.nodes(props, "excludes") for c in self.condition(n))
            confidence = float(self.strings(props, "confidence")[0]) if props.get("confidence") else 1.0
            for part in TRIGGER_PARTS:
                for text in self.strings(props, part):
                    yield Trigger(kind, part, tuple(text.split()), frame, requires, excludes, confidence)

    # -- the whole
    def compile(self) -> Lexicon:
        by_part: dict[str, dict[str, list[Trigger]]] = {p: defaultdict(list) for p in TRIGGER_PARTS}
        nouns: list[tuple[Words, str]] = []
        heads: list[tuple[Words, str]] = []
        names: list[tuple[Words, str]] = []
        patterns: list[tuple[re.Pattern[str], str]] = []
        words: dict[str, dict[str, frozenset[str]]] = {}
        refinements: list[Refinement] = []
        refusals: dict[str, str] = {}
        for subject, props in self.about.items():
            if not isinstance(subject, ox.NamedNode):
                continue
            name = self.ontology.name(subject.value)
            if name not in self.ontology:
                continue
            if self.ontology.isa(name, "Event"):
                for trigger in self.triggers(name, props):
                    key = trigger.words[-1] if trigger.pos == "noun" else trigger.words[0]
                    by_part[trigger.pos][key].append(trigger)
                refinements += self.refinements(name, props)
                refusals |= dict.fromkeys((k for c in self.names(props, "refusalOf") for k in self.ontology.descendants(c)), name)
            elif self.ontology.isa(name, "Entity"):
                nouns += [(tuple(w.split()), name) for w in self.strings(props, "noun")]
                heads += [(tuple(w.lower().split()), name) for w in self.strings(props, "nameHead")]
                names += [(tuple(w.split()), name) for w in self.strings(props, "name")]
                patterns += [(self.pattern(p, name), name) for p in self.strings(props, "namePattern")]
            else:
                found = {p: frozenset(self.strings(props, p)) for p in WORD_PARTS if p in props}
                if found:
                    words[name] = found
        titles = [(tuple(w.split()), "Position") for n in self.of_type("PositionTitle") for w in self.strings(self.about[n], "noun")]
        return Lexicon(
            frames=self.frames,
            verbs=self.ordered(by_part["verb"]),
            nouns=self.ordered(by_part["noun"]),
            adjectives=self.ordered(by_part["adjective"]),
            phrases=self.ordered(by_part["phrase"]),
            refusals=refusals,
            refinements=tuple(
                sorted(refinements, key=lambda r: (-len(self.ontology.ancestors(r.kind)), r.kind, str([role for role, _ in r.roles])))
            ),
            entity_nouns=WordIndex(nouns, keyed_on_last=True),
            titles=WordIndex(titles, keyed_on_last=True),
            name_heads=WordIndex(heads, keyed_on_last=True),
            names=WordIndex(names),
            name_patterns=tuple(sorted(patterns, key=lambda p: (p[0].pattern, p[1]))),
            blocked=WordIndex(
                [(tuple(w.split()), "") for n in self.of_type("BlockedPhrase") for w in self.strings(self.about[n], "phrase")]
            ),
            words=words,
            word_lists=self.word_lists(words),
            anaphors={w: self.range(self.about[n]) for n in self.of_type("AnaphoricNoun") for w in self.strings(self.about[n], "noun")},
            numbers=self.numbers(),
        )

    def ordered(self, table: Mapping[str, list[Trigger]]) -> dict[str, tuple[Trigger, ...]]:
        """The most specific trigger first, for the first that holds is taken: more words, more and narrower conditions, the finer class."""

        def specificity(t: Trigger) -> tuple[int, int, int, int, float, str, Words]:
            narrowest = min((len(c.words) + len(c.range) or ANYTHING for c in t.requires), default=ANYTHING)
            finer = -len(self.ontology.ancestors(t.kind))
            return -len(t.words), -len(t.requires), narrowest, finer, -t.confidence, t.kind, t.words

        return {key: tuple(sorted(triggers, key=specificity)) for key, triggers in table.items()}

    def pattern(self, text: str, name: str) -> re.Pattern[str]:
        try:
            return re.compile(text)
        except re.error as e:
            raise OntologyError(f"{name}: dl:namePattern {text!r} is no regular expression ({e})") from e

    def refinements(self, name: str, props: Properties) -> Iterable[Refinement]:
        for node in self.nodes(props, "refines"):
            kinds = frozenset(self.names(node, "kindOf")) or frozenset(self.ontology.parents(name))
            roles = [(role, self.range(n)) for n in (node, *self.nodes(node, "withRole")) for role in self.names(n, "role")]
            amid = frozenset(n for c in self.names(node, "amid") for n in self.ontology.descendants(c))
            yield Refinement(name, kinds, tuple(roles), amid)

    def word_lists(self, words: Mapping[str, Mapping[str, frozenset[str]]]) -> dict[str, dict[str, frozenset[str]]]:
        lists: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
        for name, parts in words.items():
            for kind in self.names(self.about[ox.NamedNode(self.ontology.iri(name))], "type"):
                for part, found in parts.items():
                    lists[kind][part] = lists[kind].get(part, frozenset()) | found
        return lists

    def numbers(self) -> dict[str, float]:
        table = {}
        for node in self.of_type("VagueNumber"):
            for value in self.strings(self.about[node], "value"):
                for phrase in self.strings(self.about[node], "phrase"):
                    table[phrase] = float(value)
        return table
