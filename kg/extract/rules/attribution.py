"""Who says what: reporting verbs and nouns, "according to", quotations across sentences, hedges without a source.

An attribution has a cue, a source and a content (the parts of the PARC 3.0 and PolNeAR annotations). Sources are
tokens here; which actor one is, coreference says later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.rules.parse import Parse
from kg.extract.rules.syntax import VERBAL, prepositional_objects, surface_subject
from kg.lexicon import Lexicon

STANCES = ("Denies", "Demands", "Promises", "Confirms", "Estimates", "Alleges", "States")
"""The more telling first: a verb listed under two has the first."""
CLAUSAL = frozenset({"ccomp", "xcomp"})
ASIDE = frozenset({"parataxis", "advcl", "ccomp", "conj", "dep"})
NEEDS_CLAUSE = frozenset({"States", "Estimates", "Promises"})
"""Stances whose verbs with a mere object ("said a word", "expected a delegation") attribute nothing."""
CREDIT = frozenset({"responsibility", "credit", "victory", "right", "life", "territory"})
"""What is claimed, denied or confirmed without a statement being made: "claimed responsibility" is an event of its own."""
OPEN_QUOTES = frozenset({"“", "``", "«"})
CLOSE_QUOTES = frozenset({"”", "''", "»"})
STRAIGHT_QUOTE = '"'


@dataclass(slots=True)
class Attribution:
    """A source's statement. Token ranges are end exclusive; `source` is the head token of the source, if there is one.

    `hidden` marks a passive or hedge that names no source ("was said to have", "reportedly"); `refused` a negated cue
    ("has not confirmed"), which leaves the content open.
    """

    cue: tuple[int, int]
    stance: str
    source: int | None
    content: tuple[int, int]
    hidden: bool = False
    refused: bool = False

    def covers(self, token: int) -> bool:
        """Whether the token lies in the content, and not in the cue."""
        return self.content[0] <= token < self.content[1] and not self.cue[0] <= token < self.cue[1]

    @property
    def size(self) -> int:
        """Length of the content in tokens: the smaller of two that cover a token is the nearer to it."""
        return self.content[1] - self.content[0]


class AttributionFinder:
    """Finds attributions in a parsed text, by the words that the lexicon gives to stances."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.verbs: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for words, stance in lexicon.meanings(STANCES, "verb").items():
            parts = tuple(words.split())
            self.verbs.setdefault(parts[0], []).append((parts[1:], stance))
        for options in self.verbs.values():
            options.sort(key=lambda o: -len(o[0]))
        self.nouns = {w: s for w, s in lexicon.meanings(STANCES, "noun").items() if " " not in w}
        self.adverbs = {
            **dict.fromkeys(lexicon.words.get("Alleges", {}).get("adverb", ()), "Alleges"),
            **dict.fromkeys(lexicon.words.get("States", {}).get("adverb", ()), "States"),
        }
        self.phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for words, stance in lexicon.meanings(STANCES, "phrase").items():
            parts = tuple(words.split())
            self.phrases.setdefault(parts[0], []).append((parts, stance))

    def find(self, p: Parse) -> list[Attribution]:
        """All attributions in text order."""
        found: list[Attribution] = []
        for i, lemma in enumerate(p.lemmas):
            if lemma in self.verbs and p.pos[i] in VERBAL:
                found += self._verb(p, i)
            elif lemma in self.nouns and p.pos[i] == "NOUN":
                found += self._noun(p, i)
            elif p.lower[i] in self.adverbs and p.pos[i] == "ADV":
                found += self._adverb(p, i)
            if p.lower[i] in self.phrases:
                found += self._phrase(p, i)
        return _with_quotations(p, found)

    # -- verbs
    def _verb(self, p: Parse, v: int) -> Iterator[Attribution]:
        matched = self._stance_of(p, v)
        if matched is None:
            return
        stance, cue_end = matched
        content = self._content(p, v, stance)
        if content is None:
            return
        passive = any(p.deps[c] == "auxpass" for c in p.children[v]) or (p.deps[v] == "acl" and p.tags[v] == "VBN")
        agents = [x for c in p.children[v] if p.deps[c] == "agent" for x in prepositional_objects(p, c)]
        sources = agents if passive else surface_subject(p, v)
        source = next((s for s in sources if not content[0] <= s < content[1]), None)
        if source is None and not passive:
            # "said the governor": an inverted subject that the parser took for an object
            source = next((c for c in p.children[v] if p.deps[c] in {"dobj", "attr", "npadvmod"} and c > v >= content[1] - 1), None)
        source = speaker_of(p, source) if source is not None else None
        nobody = source is not None and any(p.lower[c] in {"no", "neither"} for c in p.children[source])
        refused = nobody or any(p.deps[c] == "neg" for c in p.children[v]) or _fails_to(p, v)
        if nobody:
            source = None
        yield Attribution((v, cue_end), stance, source, content, hidden=source is None, refused=refused)

    def _stance_of(self, p: Parse, v: int) -> tuple[str, int] | None:
        for rest, stance in self.verbs[p.lemmas[v]]:
            if not rest:
                return stance, v + 1
            end = v + 1 + len(rest)
            if end <= len(p) and all(w in (p.lower[k], p.lemmas[k]) for k, w in zip(range(v + 1, end), rest, strict=True)):
                return stance, end
        return None

    def _content(self, p: Parse, v: int, stance: str) -> tuple[int, int] | None:
        clauses = [c for c in p.children[v] if p.deps[c] in CLAUSAL]
        if clauses:
            first = min(p.left[c] for c in clauses)
            end = max(p.right[c] for c in clauses) + 1
            return first, end
        if p.deps[v] in ASIDE and p.heads[v] != v and self._is_aside(p, v):
            # "Two people died, officials said": the clause that governs the reporting verb is what was said
            start, stop = p.sentences[p.sentence_of[v]]
            before, after = (start, p.left[v]), (p.right[v] + 1, stop)
            return before if before[1] - before[0] >= after[1] - after[0] else after
        quoted = _quotation_in(p, *p.sentences[p.sentence_of[v]])
        if quoted is not None and not quoted[0] <= v < quoted[1]:
            return quoted
        for c in p.children[v]:
            if p.lemmas[c] in CREDIT:
                return None
            if p.deps[c] in {"dobj", "nsubjpass"} and (stance not in NEEDS_CLAUSE or p.lemmas[v] in {"announce", "report", "declare"}):
                return p.left[c], p.right[c] + 1
            if p.deps[c] == "prep" and stance in {"Demands", "Alleges", "Denies"} and p.lower[c] in {"for", "of", "on"}:
                return p.left[c], p.right[c] + 1
        return None

    @staticmethod
    def _is_aside(p: Parse, v: int) -> bool:
        """Whether a reporting verb stands beside its content, set off by a comma, and does not govern it."""
        first = p.left[v]
        if p.deps[v] == "parataxis":
            return True
        set_off = first > 0 and p.words[first - 1] in {",", "—", "–", "-", *CLOSE_QUOTES, STRAIGHT_QUOTE}
        return (
            set_off and p.deps[v] != "conj" and not any(p.deps[c] == "mark" for c in p.children[v]) and p.tags[v] in {"VBD", "VBZ", "VBP"}
        )

    # -- nouns, adverbs, phrases
    def _noun(self, p: Parse, n: int) -> Iterator[Attribution]:
        clause = next(
            (c for c in p.children[n] if p.deps[c] in {"acl", "ccomp"} and any(p.lower[g] == "that" for g in p.children[c])), None
        )
        if clause is None:
            return
        source = next((c for c in p.children[n] if p.deps[c] == "poss"), None)
        if source is None:
            source = next(
                (x for c in p.children[n] if p.deps[c] == "prep" and p.lower[c] in {"by", "from"} for x in prepositional_objects(p, c)),
                None,
            )
        if source is None and p.deps[n] == "dobj":
            source = next(iter(surface_subject(p, p.heads[n])), None)
        yield Attribution((n, n + 1), self.nouns[p.lemmas[n]], source, (p.left[clause], p.right[clause] + 1), hidden=source is None)

    def _adverb(self, p: Parse, i: int) -> Iterator[Attribution]:
        head = p.heads[i]
        first, end = (p.left[head], p.right[head] + 1) if head != i else p.sentences[p.sentence_of[i]]
        yield Attribution((i, i + 1), self.adverbs[p.lower[i]], None, (first, end), hidden=True)

    def _phrase(self, p: Parse, i: int) -> Iterator[Attribution]:
        for words, stance in self.phrases[p.lower[i]]:
            end = i + len(words)
            if tuple(p.lower[i:end]) != words:
                continue
            last = end - 1
            source = next(iter(prepositional_objects(p, last)), None)
            if source is None:
                source = next((c for c in p.children[last] if p.deps[c] in {"pobj", "dobj"}), None)
            first_of_phrase = min(p.left[i], i)
            stop = (p.right[source] + 1) if source is not None else end
            start, sentence_end = p.sentences[p.sentence_of[i]]
            before, after = (start, first_of_phrase), (stop, sentence_end)
            content = before if before[1] - before[0] > after[1] - after[0] else after
            source = speaker_of(p, source) if source is not None else None
            yield Attribution((i, end), stance, source, content, hidden=source is None)
            return


def _fails_to(p: Parse, v: int) -> bool:
    """ "declined to confirm", "has yet to comment": the cue itself did not come."""
    h = p.heads[v]
    return p.deps[v] == "xcomp" and (
        p.lemmas[h] in {"decline", "refuse", "fail"} or any(p.lower[c] == "yet" for c in p.children[h] + p.children[v])
    )


DOCUMENTS = frozenset("statement report document letter communique communiqué post message video release text bulletin dispatch".split())


def speaker_of(p: Parse, source: int) -> int:
    """The one who speaks through a statement or report, where it is named: "a statement from the ministry said"."""
    if p.lemmas[source] not in DOCUMENTS:
        return source
    for c in p.children[source]:
        if p.deps[c] == "poss":
            return c
        if p.deps[c] == "prep" and p.lower[c] in {"by", "from", "of"}:
            return next(iter(prepositional_objects(p, c)), source)
    return next((c for c in p.children[source] if p.deps[c] in {"compound", "nmod"}), source)


# -- quotations
def quotations(p: Parse) -> list[tuple[int, int]]:
    """Stretches between quotation marks, end exclusive, marks included; one may run over several sentences."""
    found: list[tuple[int, int]] = []
    opened: int | None = None
    for i, w in enumerate(p.words):
        if w in OPEN_QUOTES or (w == STRAIGHT_QUOTE and opened is None):
            if opened is None:
                opened = i
        elif (w in CLOSE_QUOTES or w == STRAIGHT_QUOTE) and opened is not None:
            found.append((opened, i + 1))
            opened = None
    return found


def _quotation_in(p: Parse, start: int, end: int) -> tuple[int, int] | None:
    marks = [i for i in range(start, end) if p.words[i] in OPEN_QUOTES or p.words[i] in CLOSE_QUOTES or p.words[i] == STRAIGHT_QUOTE]
    if len(marks) >= 2 and marks[-1] - marks[0] > 3:  # a scare quote of a word or two is no statement
        return marks[0], marks[-1] + 1
    return None


def _with_quotations(p: Parse, found: list[Attribution]) -> list[Attribution]:
    """Widen contents to whole quotations, and give a quotation without a cue to the one who spoke just before."""
    spans = [q for q in quotations(p) if q[1] - q[0] > 6]  # shorter ones are names and scare quotes
    for first, end in spans:
        own = [a for a in found if not a.hidden and not first <= a.cue[0] < end and first < a.content[1] and a.content[0] < end]
        if own:
            a = max(own, key=lambda a: a.size)
            a.content = min(a.content[0], first), max(a.content[1], end)
            continue
        outside = [a for a in found if not first <= a.cue[0] < end]
        near = [
            a for a in outside if a.source is not None and abs(p.sentence_of[a.cue[0]] - p.sentence_of[first]) <= 1 and a.cue[0] < first
        ]
        if near:
            last = near[-1]
            found.append(Attribution(last.cue, "States", last.source, (first, end)))
    return sorted(found, key=lambda a: (a.content[0], a.cue))
