"""What somebody holds that no verb of speech tells: "is confident that", "in her view"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extract.rules.content import Attribution, without
from kg.extract.rules.cueorder import FINITE_TAGS
from kg.extract.rules.parse import Parse
from kg.extract.rules.sources import Sources, TypeAt, is_passive_cue
from kg.extract.rules.speechwords import SpeechWords
from kg.extract.rules.subjects import noun_owner, surface_subject
from kg.extract.rules.syntax import ANY_SUBJECT
from kg.extract.rules.withholding import withheld_from

COPULAR = frozenset({"acomp", "attr", "oprd", "ROOT", "conj", "ccomp", "advcl", "relcl", "acl", "amod"})
"""How an adjective of an attitude hangs where somebody has the attitude."""


CONDITIONS = frozenset({"if", "unless", "until", "whether"})


def attitudes(p: Parse, words: SpeechWords, sources: Sources, type_at: TypeAt) -> Iterator[Attribution]:
    """Attributions by adjectives with a clause, and by phrases with whose view it is."""
    held, views = words.lists["attitude"], words.lists["view"]
    for i in p.with_word(held | views):
        word = p.lower[i]
        if word in held and p.pos[i] in {"ADJ", "VERB"} and p.deps[i] in COPULAR:
            yield from _adjective(p, i, sources, type_at)
        elif word in views and p.deps[i] == "pobj":
            yield from _view(p, i, sources, type_at)


def _adjective(p: Parse, i: int, sources: Sources, type_at: TypeAt) -> Iterator[Attribution]:
    """ "is confident that the truce will hold", "officials, worried that it may fail, …"."""
    holder = next(iter(surface_subject(p, i)), None)
    verb = p.heads[i]
    if holder is None and p.deps[i] in {"acomp", "oprd"}:
        holder = next(iter(surface_subject(p, verb)), None)
    hosts = (i, verb) if p.deps[i] in {"acomp", "oprd"} else (i,)
    clause = next((c for h in hosts for c in p.children[h] if c > i and p.deps[c] == "ccomp" and _has_subject(p, c)), None)
    if holder is None or clause is None or not sources.can_think(p, holder, type_at):
        return
    if any(p.deps[c] == "neg" for h in hosts for c in p.children[h]):
        return  # "is not sure that": nothing is held
    if any(p.deps[c] == "mark" and p.lower[c] in CONDITIONS for h in hosts for c in p.children[h]):
        return  # "until he is satisfied that"
    yield Attribution((i, i + 1), "States", sources.speaker(p, holder), ((p.left[clause], p.right[clause] + 1),))


def intentions(
    p: Parse, verbs: Sequence[int], words: SpeechWords, sources: Sources, type_at: TypeAt, found: Sequence[Attribution]
) -> Iterator[Attribution]:
    """What somebody wants, means, or will not do: "hopes to win", "plans to sue", "wants a deal", "refused to leave".

    `verbs` are tokens of such words. They tell of the mind of their subject and not of who says so, hence of no event (`mind`).
    """
    cues = {t for a in found for t in range(*a.cue)}
    for v in verbs:
        if v in cues or p.pos[v] not in {"VERB", "NOUN"} or p.deps[v] in {"amod", "compound"}:
            continue
        clause = next((c for c in p.children[v] if c > v and p.deps[c] in {"xcomp", "ccomp", "acl"} and _is_infinitive(p, c)), None)
        wanted = clause
        if clause is None and words.has("wanting", p.lemmas[v]) and p.pos[v] == "VERB":
            wanted = next((c for c in p.children[v] if p.deps[c] == "dobj" and c > v and p.tags[c] not in {"WDT", "WP"}), None)
        if wanted is None or p.pos[wanted] == "PRON":
            continue
        if p.lemmas[wanted] == "do" and p.right[wanted] == wanted:
            continue  # "something the minister refuses to do"
        holder = next(iter(noun_owner(p, v) if p.pos[v] == "NOUN" else surface_subject(p, v)), None)
        if holder is None or is_passive_cue(p, v):
            continue
        if not (sources.can_think if words.has("aiming", p.lemmas[v]) else sources.can_say)(p, holder, type_at):
            continue
        joined = (c for c in p.children[wanted] if clause is not None and p.deps[c] == "conj" and p.tags[c] in FINITE_TAGS)
        end = min((p.left[c] for c in joined), default=p.right[wanted] + 1)  # "wants to stay | and hopes to win"
        ranges = without([(p.left[wanted], end)], (v, v + 1))
        if not ranges or any(a <= holder < b for a, b in ranges):
            continue
        refuses = words.has("refusing", p.lemmas[v])
        if refuses and words.has("silent", p.lemmas[wanted]):
            continue  # "declined to comment": nothing is said
        stance = "Demands" if words.has("wanting", p.lemmas[v]) else "Promises"
        yield Attribution(
            (v, v + 1), stance, sources.speaker(p, holder), ranges, mind=True, unwilling=refuses != (withheld_from(p, v, words) is not None)
        )


def _is_infinitive(p: Parse, clause: int) -> bool:
    return any(p.tags[c] == "TO" and p.deps[c] == "aux" for c in p.children[clause])


def _has_subject(p: Parse, clause: int) -> bool:
    return any(p.deps[c] in ANY_SUBJECT for c in p.children[clause])


def _view(p: Parse, n: int, sources: Sources, type_at: TypeAt) -> Iterator[Attribution]:
    """ "in her view, the vote was rigged": the clause around the phrase is what is held."""
    prep = p.heads[n]
    whose = next((c for c in p.children[n] if p.deps[c] == "poss"), None)
    clause = p.heads[prep]
    if whose is None or p.lower[prep] not in {"in", "to", "by", "from"} or p.pos[clause] not in {"VERB", "AUX"}:
        return
    ranges = without([(p.left[clause], p.right[clause] + 1)], (p.left[prep], p.right[prep] + 1))
    alone = prep == p.left[clause] and p.words[p.right[prep] + 1 : p.right[prep] + 2] == [","]
    aside = prep > 0 and p.words[prep - 1] == ","
    if ranges and (alone or aside) and (sources.can_think(p, whose, type_at) or p.tags[whose] == "PRP$"):
        yield Attribution((prep, n + 1), "States", whose, ranges)
