"""Cues that did not come: "has not confirmed", "declined to confirm", "may announce", "neither confirmed nor denied"."""

from __future__ import annotations

from kg.extract.rules.parse import Parse
from kg.extract.rules.speechwords import SpeechWords


def withheld_from(p: Parse, v: int, words: SpeechWords) -> int | None:
    """Where the words begin that say that the cue did not come: "has not confirmed", "declined to confirm", "may announce"."""
    for c in p.children[v]:
        dep, word = p.deps[c], p.lower[c]
        if dep == "neg" or (dep == "aux" and words.has("imagined", word)):
            return min(g for g in p.children[v] if g <= c and p.deps[g] in {"aux", "auxpass", "neg"})
        if word in {"neither", "never"} or (dep == "mark" and word in {"if", "unless", "until"}):
            return c
        if dep == "dobj" and any(p.lower[g] == "no" for g in p.children[c]):
            return v
    h = p.heads[v]
    if p.deps[v] == "conj" and any(p.lower[c] in {"neither", "nor"} for c in p.children[h]):
        return v
    if p.deps[v] in {"xcomp", "pcomp", "acl", "ccomp"} and h != v:
        h = p.heads[h] if p.deps[v] == "pcomp" else h
        if p.deps[v] == "ccomp" and any(p.deps[c] in {"nsubj", "nsubjpass"} for c in p.children[v]):
            return None
        if words.has("withholding", p.lemmas[h]) or any(p.deps[c] == "neg" for c in p.children[h]):
            return min(h, v)
    if "yet" not in p.vocabulary:
        return None
    yet = [c for n in (h, v) if p.deps[v] == "xcomp" or n == v for c in p.children[n] if p.lower[c] == "yet" and c < v]
    return min(yet) if yet else None
