"""What the parser is known to get wrong, mended before anything is read."""

from __future__ import annotations

from kg.extract.rules.parse import Parse
from kg.extract.rules.reporting import FINITE_TAGS, closing_cue
from kg.extract.rules.speechwords import speaking
from kg.extract.rules.syntax import SUBJECTS


def mend(p: Parse) -> None:
    """Mend all that is known to go wrong, in place."""
    _mend_gerunds(p)
    _mend_sources(p)


def _mend_gerunds(p: Parse) -> None:
    """Make the first word of "Shelling hit a clinic" a noun and the subject; the parser takes it for an auxiliary."""
    for first, end in p.sentences:
        v = p.heads[first]
        if first + 1 < end and p.tags[first] == "VBG" and p.deps[first] == "aux" and p.tags[v] in FINITE_TAGS and v > first:
            p.tags[first], p.pos[first], p.lemmas[first] = "NN", "NOUN", p.lower[first]
            p.hang(first, v, "nsubj")


def _mend_sources(p: Parse) -> None:
    """Make those who speak at the end of a sentence the subjects of their verbs.

    After a list or an apposition the parser takes them for one more of those told of: "killing 12 people, including children,
    a doctor said" has no doctor among the dead.
    """
    spoken = speaking()
    for v, lemma in enumerate(p.lemmas):
        closing = closing_cue(p, v) if lemma in spoken and p.tags[v] in FINITE_TAGS else None
        if closing is None:
            continue
        source, (_, comma) = closing
        listed = next((c for c in p.children[v] if p.deps[c] in SUBJECTS), None)
        if not p.heads[source] < comma < p.left[source] or p.right[source] >= v or p.deps[source] not in {"conj", "appos"}:
            continue
        if listed is None:
            p.hang(source, v, "nsubj")
        elif (
            p.left[listed] > 1
            and p.words[p.left[listed] - 1] == ","
            and p.pos[p.left[listed] - 2] in {"NOUN", "PROPN"}
            and p.right[listed] == v - 1
        ):
            # "burned the market, the mosque and the school, a resident told": an apposition would end with a comma
            p.hang(source, v, "nsubj")
            p.hang(listed, p.left[listed] - 2, "conj")
