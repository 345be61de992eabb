"""What the parser is known to get wrong, mended before anything is read."""

from __future__ import annotations

from kg.extract.rules.clauseparts import part
from kg.extract.rules.cueorder import FINITE_TAGS, closing_cue
from kg.extract.rules.grammar import english
from kg.extract.rules.parse import Parse
from kg.extract.rules.speechwords import speaking
from kg.extract.rules.syntax import SUBJECTS


def mend(p: Parse) -> None:
    """Mend all that is known to go wrong, in place."""
    _mend_gerunds(p)
    _mend_fragments(p)
    part(p)
    _mend_allied(p)
    _mend_sources(p)
    _mend_participles(p)
    _mend_captives(p)
    _mend_shot(p)


def _mend_gerunds(p: Parse) -> None:
    """Make the first word of "Shelling hit a clinic" a noun and the subject; the parser takes it for an auxiliary."""
    for first, end in p.sentences:
        v = p.heads[first]
        if first + 1 < end and p.tags[first] == "VBG" and p.deps[first] == "aux" and p.tags[v] in FINITE_TAGS and v > first:
            p.retag(first, "NOUN", "NN", p.lower[first])
            p.hang(first, v, "nsubj")


def _mend_allied(p: Parse) -> None:
    """In "a joint Iraqi and coalition patrol" the nation's name is one of two properties, and no one of its own beside the force."""
    for first, end, label in p.names:
        if label != "NORP" or end != first + 1 or p.tags[first] != "NNP" or p.lower[min(end, len(p) - 1)] != "and":
            continue
        noun = next((c for c in p.children[first] if p.deps[c] == "conj" and p.pos[c] == "NOUN"), None)
        before = [c for c in p.children[first] if c < first]
        if noun is None or p.left[noun] != end + 1 or p.pos[end + 1] in {"DET", "PRON"}:
            continue  # "the Afghan and his brother"
        if p.tags[noun] == "NN" and not before:
            continue  # "Afghan and coalition sources" alone can do without an article
        head, dep = p.heads[first], p.deps[first]
        for c in [c for c in p.children[first] if c != noun]:
            p.hang(c, noun, p.deps[c])
        p.hang(noun, noun if head == first else head, dep)
        p.hang(first, noun, "amod")
        p.retag(first, "ADJ", "JJ")


def _mend_sources(p: Parse) -> None:
    """Make those who speak at the end of a sentence the subjects of their verbs.

    After a list or an apposition the parser takes them for one more of those told of: "killing 12 people, including children,
    a doctor said" has no doctor among the dead.
    """
    for v in p.with_lemma(speaking()):
        closing = closing_cue(p, v) if p.tags[v] in FINITE_TAGS else None
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


def _mend_participles(p: Parse) -> None:
    """Hang a participle on what it goes on with, and not on who says so: "retook the town, killing 100 men, the ministry claimed"."""
    for v in p.with_lemma(speaking()):
        if p.tags[v] not in FINITE_TAGS:
            continue
        said = next((c for c in p.children[v] if p.deps[c] == "ccomp" and c < v), None)
        for c in [c for c in p.children[v] if p.deps[c] == "advcl" and p.tags[c] == "VBG" and said is not None and said < c < v]:
            if said is not None and p.right[said] < p.left[c] and p.words[p.left[c] - 1] == "," and p.words[p.right[c] + 1] == ",":
                p.hang(c, said, "advcl")


def _mend_shot(p: Parse) -> None:
    """Make "nine" the object of "shot down nine" and the man that of "shot dead Yusuf Karam"; to the parser they are adverbs.

    And let "dead" tell what came of the shot, where the parser takes it for a property of the man.
    """
    results = p.with_word(english().results)
    if not results:
        return
    timed = {i for first, end, label in p.names if label in {"DATE", "TIME"} for i in range(first, end)}
    for i in results:
        v = p.heads[i]
        named = p.pos[v] == "PROPN" and p.deps[v] == "dobj" and p.heads[v] == i - 1
        if named and p.tags[i - 1] in FINITE_TAGS:  # "shot dead Maria Lopez": nobody is called dead before he was shot
            p.hang(i, i - 1, "advmod")
        if v != i - 1 or p.tags[v] not in FINITE_TAGS or any(p.deps[c] in {"dobj", "auxpass"} for c in p.children[v]):
            continue
        after = next((c for c in p.children[v] if p.deps[c] == "npadvmod" and p.left[c] == i + 1 and c not in timed), None)
        if after is not None:
            p.hang(after, v, "dobj")


def _mend_captives(p: Parse) -> None:
    """Make "400 passengers" the object of "took 400 passengers hostage"; the parser takes them for what sort of hostage it is."""
    words = english()
    for i in p.with_word(words.as_captives):
        v, taken = p.heads[i], i - 1
        if p.deps[i] not in {"dobj", "ccomp"} or p.lemmas[v] not in words.holding or v > taken:
            continue
        if p.pos[taken] == "NOUN" and p.heads[taken] == i:
            for c in [c for c in p.children[i] if c < taken]:
                p.hang(c, taken, p.deps[c])
            p.hang(taken, v, "dobj")
            p.hang(i, v, "oprd")
            p.retag(i, "ADJ", "JJ")


def _mend_fragments(p: Parse) -> None:
    """Make clauses of the parts of a telegram: "4 guards and 2 gunmen killed, 3 guards abducted." has killed ones."""
    for first, end in p.sentences:
        if p.pos[first] != "NUM":
            continue
        v = next((i for i in range(first + 2, end - 1) if p.tags[i] == "VBN" and p.deps[i] == "acl"), None)
        if v is None or p.words[v + 1] not in {",", ";"} or any(p.deps[c] not in {"advmod", "punct"} for c in p.children[v]):
            continue
        top = p.heads[v]
        while p.deps[top] == "conj":
            top = p.heads[top]
        r = p.heads[top]
        own = (c for c in p.children[r] if p.deps[c] in SUBJECTS and c > v)
        if p.left[top] == first and r > v and p.pos[r] == "VERB" and any(own):
            p.hang(v, r, "parataxis")
            p.hang(top, v, "nsubjpass")
