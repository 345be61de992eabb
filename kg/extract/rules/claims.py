"""Claims: for each event who reports it, in which words, how certainly; and each statement that names no event.

An event without attribution is the article's own claim, one for each sentence that tells of it. An attributed one is a
claim of the source nearest to it. Who merely hands on what another said ("Reuters reported that the army had confirmed the
strike") makes a claim of his own, which leaves open whether it happened (FactBank's "underspecified"); so handing on never
counts as a second voice. A hedge without a source ("reportedly") weakens the claim that it stands in.

What is blamed, owned up to or denied a part in ("claimed responsibility for the attack") is taken for granted: the article
claims it as well. The quote is the whole sentence, or sentences, that carry the statement and its attribution.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Sequence, Set
from dataclasses import dataclass, replace

from kg.extract.rules.content import Attribution, Range
from kg.extract.rules.parse import Parse
from kg.extract.rules.quotations import MARKS
from kg.extract.rules.retelling import is_bare
from kg.extract.rules.sources import source_span
from kg.extract.rules.syntax import VERBAL, conjuncts, prepositional_objects
from kg.model import Claim, Span, TextSpan


@dataclass(frozen=True, slots=True)
class Stand:
    """How certain a statement is: `polarity`, `certainty` and `temporality` are individuals of the ontology."""

    polarity: str = "Affirmed"
    certainty: str = "Certain"
    temporality: str = "NonFuture"


ActorOf = Callable[[int], str | None]
WEAKER = {"Certain": 0, "Probable": 1, "Possible": 2}
STANCE_CERTAINTY = {"Alleges": "Probable", "Estimates": "Probable", "Demands": "Possible"}
"""What is alleged or estimated is not more than probable, what is demanded not more than possible."""
ASKING = frozenset({"Demands", "Promises"})
"""Stances with which a source says nothing of what it takes for granted."""
TELLING = frozenset({"Demands", "Promises", "Denies", "Alleges"})
"""Stances of which a word or two tell enough, as after a cue that ends in a preposition: "called for calm", "warned against panic"."""
STATEMENT = 3
"""Words that a statement has at least: "said so" says nothing."""
DEFINITE = frozenset({"the", "this", "these", "its", "their", "his", "her"})
LONE = frozenset({",", ";"})
NO_CUE = (0, 0)
"""The cue of a quotation that goes on in a sentence without one."""
NEAR = 2
"""Sentences between a cue and what was said that one quote still spans; a long quotation is quoted without its cue."""


def claims_of(
    p: Parse,
    events: Iterable[tuple[str, list[int]]],
    attributions: list[Attribution],
    stand_of: Callable[[int], Stand],
    actor_of: ActorOf,
    named_in: Callable[[int, int], tuple[str, ...]],
    quoted: Callable[[int], bool] = lambda _: False,
    vague: Container[str] = (),
    granted: Callable[[int, int], bool] = lambda _, __: False,
) -> list[Claim]:
    """All claims in text order.

    Args:
        events: id and trigger tokens (one for each mention) of every event.
        stand_of: the factuality of what a trigger token evokes.
        actor_of: the actor that a source token refers to.
        named_in: entities mentioned between two tokens, for statements that name no event.
        quoted: whether a token stands between quotation marks: what is taken for granted there, the source takes for granted.
        vague: lemmas of nouns that sum up harm ("the violence"): such a mention neither confirms nor asks for what others only told.
        granted: whether what a token (the first) evokes is taken for granted by what a cue (the second) governs.
    """
    events = list(events)
    voices = _Voices(attributions, [t for _, tokens in events for t in tokens], actor_of, granted)
    about: dict[tuple[int | None, int, Stand], list[str]] = {}
    for event, tokens in events:
        each = {t: _said_of(p, t, stand_of(t), voices, quoted) for t in tokens}
        told = {k for t in tokens if p.lemmas[t] not in vague for k, _ in each[t]}
        empty = {t for t in tokens if is_bare(p.lemmas[t]) and stand_of(t).polarity == "Negated"} if len(tokens) > 1 else set()
        for token in tokens:
            if token in empty and len(empty) < len(tokens):
                continue  # "no one was killed in the explosion": there was one
            for k, stand in each[token]:
                if p.lemmas[token] in vague and (
                    (stand.polarity == "Negated" and len(tokens) > 1) or _only_takes_up(k, told, attributions)
                ):
                    continue  # "there were no casualties" denies no fire
                # an attribution is one claim, wherever its content reaches; in the article's own voice, each sentence is
                voice = p.sentence_of[token if k is None else attributions[k].cue[0]]
                ids = about.setdefault((k, voice, stand), [])
                if event not in ids:
                    ids.append(event)
    claims = []
    for (k, sentence, stand), ids in about.items():
        claims += _claims(p, attributions[k] if k is not None else None, stand, tuple(ids), sentence, actor_of)
    spoken: dict[int, set[Stand]] = {}
    for k, _, stand in about:
        if k is not None:
            spoken.setdefault(k, set()).add(stand)
    for k, a in enumerate(attributions):
        stands = spoken.get(k, set())
        whole = [] if k in spoken or not _is_statement(p, a) else [a]
        for part in [*whole, *(replace(a, cue=NO_CUE, ranges=(turn,), turns=()) for turn in a.turns)]:
            said = _main_verb(p, part)
            stand = _stand(part, stand_of(said) if said is not None else Stand())
            if stand in stands:  # what goes on in the same key is one claim with what was said before
                continue
            stands.add(stand)
            named = dict.fromkeys(e for r in part.ranges for e in named_in(*r))
            claims += _claims(p, part, stand, tuple(named), p.sentence_of[a.cue[0]], actor_of)
    return sorted(
        dict.fromkeys(claims), key=lambda c: (c.start, c.end, c.about, c.claimant or "", c.stance, c.certainty, c.polarity, c.temporality)
    )


class _Voices:
    """Who speaks of a token: the attributions that cover it, and how they stand in each other."""

    def __init__(
        self, attributions: Sequence[Attribution], tokens: Iterable[int], actor_of: ActorOf, granted: Callable[[int, int], bool]
    ) -> None:
        self.attributions = attributions
        self.actor_of = actor_of
        self.granted = granted
        self.covering: dict[int, list[int]] = {}
        ordered = sorted(set(tokens))
        for k, a in enumerate(attributions):
            for first, end in () if a.mind else a.ranges:
                for n in range(bisect_left(ordered, first), bisect_left(ordered, end)):
                    self.covering.setdefault(ordered[n], []).append(k)

    def of(self, token: int, own: Stand) -> list[tuple[int | None, Stand]]:
        """The claims about what the token evokes: index of the attribution (None: the article's voice), and its stand."""
        covering = self.covering.get(token)
        if not covering:
            return [(None, own)]
        found: dict[int | None, Stand] = {}
        asked = [k for k in covering if self.attributions[k].stance in ASKING and self.granted(token, self.attributions[k].cue[0])]
        if asked:  # "demanded the release of those arrested in May": the arrests are not demanded
            covering = [k for k in covering if k not in asked]
            if not covering:
                return [(None, own)]
        for k in covering:
            if any(self._within(inner, k) for inner in covering if inner != k):
                continue
            self._add(found, k, own, covering)
        return list(found.items())

    def _add(self, found: dict[int | None, Stand], k: int, own: Stand, covering: list[int]) -> None:
        """The claim of an innermost attribution, and of those around it."""
        a = self.attributions[k]
        stand = _stand(a, own)
        outer = sorted((o for o in covering if o != k and self._within(k, o)), key=lambda o: self.attributions[o].size)
        while a.hidden and outer:  # a hedge weakens what the source around it says
            k = outer.pop(0)
            a = self.attributions[k]
            stand = _stand(a, own if a.stance == "Confirms" else stand)  # confirmed reports are reports no more
        found.setdefault(k, stand)
        if a.presupposed and not outer:
            found.setdefault(None, own)
        if a.debunked and not outer and own == Stand():
            found.setdefault(None, Stand("Negated"))
        speaker = self.actor_of(a.source) if a.source is not None else None
        for o in outer:
            b = self.attributions[o]
            if b.source is None or b.refused or self.actor_of(b.source) in {None, speaker}:
                continue
            found.setdefault(o, replace(_stand(b, stand), certainty="Possible"))

    def _within(self, inner: int, outer: int) -> bool:
        """Whether one attribution is part of what another says."""
        a, b = self.attributions[inner], self.attributions[outer]
        if a.relays is not None:
            return b.cue[0] <= a.relays < b.cue[1]
        if b.covers(a.cue[0]):
            return not (a.covers(b.cue[0]) and a.size >= b.size)
        return False


def _only_takes_up(k: int | None, told: Set[int | None], attributions: Sequence[Attribution]) -> bool:
    """Whether a noun for the harm only takes up what others told (`told`), so that its voice `k` makes no claim of its own.

    So it is in the article's voice and in a demand; where all that was told is alleged, in any other voice as well.
    """
    if not told or None in told:
        return False
    alleged = all(attributions[i].stance in {"Alleges", "Denies"} for i in told if i is not None)
    return k is None or attributions[k].stance == "Demands" or (alleged and k not in told)


def _said_of(p: Parse, token: int, own: Stand, voices: _Voices, quoted: Callable[[int], bool]) -> list[tuple[int | None, Stand]]:
    """The claims that one mention of an event makes."""
    return [(None, own)] if _is_background(p, token) and not quoted(token) else voices.of(token, own)


def _is_background(p: Parse, token: int) -> bool:
    """Whether the event only describes what has a name or is known: "the occupied Donetsk region", "Russian-annexed Crimea".

    In indirect speech such words are the writer's, whoever the source: what is presupposed projects (Karttunen 1973).
    """
    h = p.heads[token]
    if p.deps[token] != "amod" or p.tags[token] not in {"VBN", "JJ", "VBD"} or h <= token:
        return False
    return p.pos[h] == "PROPN" or any(p.lower[c] in DEFINITE or p.pos[c] == "PROPN" for c in p.children[h])


def _main_verb(p: Parse, a: Attribution) -> int | None:
    """The verb of what is said: the first that no other word of it governs."""
    for first, end in a.ranges:
        for i in range(first, end):
            if p.pos[i] in VERBAL and (p.heads[i] == i or not a.covers(p.heads[i])):
                return i
    return None


def _is_statement(p: Parse, a: Attribution) -> bool:
    words = sum(p.words[i][0].isalnum() for first, end in a.ranges for i in range(first, end))
    telling = a.naming or a.mind or a.own_part or (not a.hidden and (a.stance in TELLING or p.pos[a.cue[1] - 1] == "ADP"))
    whole = telling or p.words[a.content[0]] in MARKS or words >= STATEMENT
    return a.statement and whole and (a.asked or not (a.refused and a.hidden))


def _stand(a: Attribution, own: Stand) -> Stand:
    """What an attribution makes of the factuality within it."""
    certainty = max(own.certainty, STANCE_CERTAINTY.get(a.stance, "Certain"), key=WEAKER.__getitem__)
    if a.hidden and not a.vouched and certainty == "Certain":
        certainty = "Probable"
    polarity, temporality = own.polarity, own.temporality
    if a.refused:
        # "did not confirm", "did not deny": nothing is said either way
        certainty = "Possible"
    elif a.stance == "Denies":
        polarity = "Negated"
        # what is denied is the part in it: whether it happened is left open
        certainty = "Possible" if a.own_part else "Certain"
    if a.unwilling:
        polarity = "Negated"
    if a.foreboding and temporality == "Future":
        certainty = "Possible"
    if a.looming:
        certainty, temporality = "Possible", "Future"
    if a.stance in {"Demands", "Promises"}:
        temporality = "Future"
    return Stand(polarity, certainty, temporality)


def _claims(p: Parse, a: Attribution | None, stand: Stand, about: tuple[str, ...], sentence: int, actor_of: ActorOf) -> list[Claim]:
    """The claim, and one for each other actor who says the same ("Kyiv and Washington said")."""
    if a is None or a.source is None:
        return [_claim(p, a, None, stand, about, sentence, actor_of)]
    claims = [_claim(p, a, a.source, stand, about, sentence, actor_of)]
    beside = (_author(p, s, actor_of) for s in conjuncts(p, a.source) if s != a.source and not a.covers(s))
    others = [s for s in beside if actor_of(s) not in {None, claims[0].claimant}]
    return claims + [_claim(p, a, s, stand, about, sentence, actor_of) for s in others]


def _author(p: Parse, source: int, actor_of: ActorOf) -> int:
    """Who speaks through a text: "two residents and a statement by the ministry"."""
    if actor_of(source) is not None:
        return source
    authors = (x for c in p.children[source] if p.lower[c] in {"by", "from", "of"} for x in prepositional_objects(p, c))
    return next(authors, source)


def _claim(
    p: Parse, a: Attribution | None, by: int | None, stand: Stand, about: tuple[str, ...], sentence: int, actor_of: ActorOf
) -> Claim:
    said = trimmed(p, *a.content) if a is not None else None
    start, stop = _quote(p, said, sentence)
    cue = source = content = None
    if a is not None and said is not None:
        cue = TextSpan(p.starts[a.cue[0]], p.ends[a.cue[1] - 1], p.span_text(*a.cue)) if a.cue != NO_CUE else None
        first, end = said
        content = Span(p.starts[first], p.ends[end - 1])
        if by is not None:
            first, end = source_span(p, by, (*a.ranges, a.cue))
            source = Span(p.starts[first], p.ends[end - 1])
    return Claim(
        about=about,
        claimant=actor_of(by) if by is not None else None,
        stance=a.stance if a is not None else "States",
        polarity=stand.polarity,
        certainty=stand.certainty,
        temporality=stand.temporality,
        cue=cue,
        source=source,
        content=content,
        quote=p.text[start:stop],
        start=start,
        end=stop,
    )


def _quote(p: Parse, content: Range | None, sentence: int) -> tuple[int, int]:
    """The characters of the sentences that carry a claim: its content's, and that of its cue."""
    first, last = sentence, sentence
    if content is not None:
        begins, ends = (p.sentence_of[_word(p, content, forward)] for forward in (True, False))
        far = sentence < begins - NEAR or sentence > ends + NEAR
        first, last = (begins, ends) if far else (min(first, begins), max(last, ends))
    start, stop = p.sentences[first][0], p.sentences[last][1]
    # the parser may leave a mark to the sentence before or after the one that it belongs to
    while start > 0 and p.words[start - 1] in MARKS and p.ends[start - 1] == p.starts[start]:
        start -= 1
    while stop < len(p) and p.words[stop] in MARKS and p.ends[stop - 1] == p.starts[stop]:
        stop += 1
    start, stop = whole = trimmed(p, start, stop)
    while stop - start > 1 and p.words[stop - 1] in MARKS and _is_apart(p, stop - 2, stop - 1):
        stop -= 1
    while stop - start > 1 and p.words[start] in MARKS and _is_apart(p, start, start + 1):
        start += 1
    if (start, stop) != whole:
        start, stop = trimmed(p, start, stop)
    return p.starts[start], p.ends[stop - 1]


def _is_apart(p: Parse, a: int, b: int) -> bool:
    """Whether white space stands between two neighbours."""
    return p.ends[a] < p.starts[b] or p.words[a].isspace() or p.words[b].isspace()


def _word(p: Parse, content: Range, forward: bool) -> int:
    """The first or last token of a range that is a word, and no mark."""
    tokens = range(*content) if forward else range(content[1] - 1, content[0] - 1, -1)
    return next((i for i in tokens if p.words[i][0].isalnum()), tokens[0])


def trimmed(p: Parse, first: int, end: int) -> Range:
    """The range without white space, lone commas and an "and" that leads on at its ends; never empty."""
    words, deps = p.words, p.deps
    while end - first > 1 and (words[first] in LONE or words[first].isspace()):
        first += 1
    while end - first > 1 and (deps[end - 1] == "cc" or words[end - 1] in LONE or words[end - 1].isspace()):
        end -= 1
    return first, end
