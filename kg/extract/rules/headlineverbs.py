"""The verbs of headlines, which a parser of running text takes for nouns: mended before any rule reads the parse.

"Rebels attack army base" is a sentence to a reader and three nouns before a fourth to the parser. A plural or a name that
does things, at the head of a line without articles, before a word that is also a verb of the lexicon, is its subject.
"""

from __future__ import annotations

from collections.abc import Set

from kg.extract.rules.grammar import english
from kg.extract.rules.parse import Parse
from kg.lexicon import Lexicon

NOUNS = frozenset({"NOUN", "PROPN"})
NOUNS_AND_VERBS = NOUNS | {"VERB"}
COMMA = frozenset({","})
BEFORE_DOER = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "PUNCT", "CCONJ", "SPACE", "PART"})
"""Word classes that may stand before the doer of a headline: no article, no verb."""
OBJECTS = frozenset({"dobj", "dative", "attr"})
OBJECTS_AND_NAMES = OBJECTS | {"appos"}


class HeadlineVerbs:
    """Turns words that the parser took for nouns into the verbs of headlines.

    Args:
        lexicon: its first words of verb triggers are the only words that are turned into verbs.
        acting: classes whose nouns do things.
    """

    def __init__(self, lexicon: Lexicon, acting: Set[str]) -> None:
        self.verbs = frozenset(lexicon.verbs)
        self.forms = frozenset({v for v in self.verbs if not v.endswith("s")} | {f"{v}s" for v in self.verbs})
        self.nouns = lexicon.entity_nouns
        self.event_nouns = frozenset(lexicon.nouns)
        self.acting = acting

    def mend(self, p: Parse) -> None:
        """Mend all sentences of a parse, in place."""
        pos, tags, deps, last = p.pos, p.tags, p.deps, len(p) - 1
        for i in sorted({*p.with_lemma(self.verbs), *p.with_word(self.forms)}):
            if pos[i - 1] not in NOUNS and tags[i] != "NNS" and (i == last or deps[i + 1] != "nummod"):
                continue  # neither a doer before it nor a number after it: so are most
            first = p.sentences[p.sentence_of[i]][0]
            if i > first:
                self._mend_at(p, i, first)
        self._mend_second_verbs(p)
        self._mend_lists(p)

    def _mend_at(self, p: Parse, i: int, first: int) -> None:
        doer = i - 1
        if (p.pos[i] == "VERB" and p.deps[i + 1 : i + 2] == ["nummod"]) or (p.tags[i] == "NNS" and p.deps[i] in {"ROOT", "ccomp"}):
            self._mend_counted(p, i, first)
        if p.pos[doer] not in NOUNS or p.pos[i] not in NOUNS_AND_VERBS:
            return
        modified = p.deps[doer] in {"compound", "nmod"} and p.heads[doer] == i
        is_verb = p.pos[i] == "VERB" and p.deps[i] != "compound"
        if (is_verb and not modified) or not self._opens(p, first, doer) or not self._does(p, doer, i):
            return
        if is_verb:  # "Turkey shells positions"
            p.hang(doer, i, "nsubj")
            return
        over = p.heads[i]
        while p.deps[i] == "compound" and p.deps[over] == "compound" and p.heads[over] > over:  # "attack army base": the base is the object
            over = p.heads[over]
        if p.deps[i] in {"compound", "nmod", "amod"} and over > i and p.pos[over] in NOUNS and self._heads_clause(p, over):
            if not self._in_noun(p, i, over):
                self._take_over(p, i, over, doer)
        elif (
            p.deps[i] in {"ROOT", "ccomp"}
            and doer in p.children[i]
            and (any(p.deps[c] in OBJECTS for c in p.children[i]) or not (p.lemmas[i] in self.event_nouns or p.lemmas[i] in self.nouns))
        ):
            p.retag(i, "VERB", "VBZ" if p.lower[i].endswith("s") else "VBP")
            p.hang(doer, i, "nsubj")
            self._put_first(p, i)
        elif over > i and p.deps[i] == "compound" and p.deps[over] in OBJECTS_AND_NAMES and p.heads[over] == doer:
            # "Soldiers torch homes", "Militants raid barracks, abduct 9"
            self._take_over(p, i, over, doer, below=doer)

    def _mend_counted(self, p: Parse, i: int, first: int) -> None:
        """In "Blast near embassy wounds 4" a number after what looks like a plural is its object."""
        if p.pos[i] == "VERB":  # "raid village, abduct 9"
            after = i + 1
            if p.heads[after] == i and not any(p.deps[c] in OBJECTS for c in p.children[i]):
                p.hang(after, i, "dobj")
            return
        number = next((c for c in p.children[i] if c > i and p.deps[c] == "nummod"), None)
        subject = next((c for c in p.children[i] if c < i and p.deps[c] in {"nmod", "compound"} and p.left[c] == first), None)
        if number is not None and subject is not None and p.tags[subject] not in {"NNS", "NNPS"}:
            p.retag(i, "VERB", "VBZ")
            p.hang(number, i, "dobj")
            p.hang(subject, i, "nsubj")

    def _take_over(self, p: Parse, verb: int, obj: int, doer: int, *, below: int | None = None) -> None:
        """Put the verb where its object stood in the tree, with the doer as its subject."""
        top = obj if below is None else below
        head, dep = p.heads[top], p.deps[top]
        follower = head if dep == "nsubj" else None  # "ambush convoy, kill 7": the second verb is a conjunct of the first
        if follower is not None:
            head, dep = p.heads[follower], p.deps[follower]
            if head == follower:
                head = verb
        p.retag(verb, "VERB", "VBZ" if p.lower[verb].endswith("s") else "VBP")
        joined = head if dep == "appos" and p.deps[head] == "ROOT" and p.pos[head] == "PROPN" and head < doer else None
        p.hang(verb, verb if head in {top, verb} or joined is not None else head, dep)
        if joined is not None:  # "Russia, Ukraine swap prisoners"
            p.hang(joined, verb, "nsubj")
        if follower is not None:
            p.retag(follower, "VERB", p.tags[follower])
            p.hang(follower, verb, "conj")
        left = [c for n in (obj, top) for c in p.children[n] if c < doer]
        p.hang(obj, verb, "dobj")
        p.hang(doer, verb if joined is None else joined, "nsubj" if joined is None else "conj")
        for c in left:
            p.hang(c, verb if p.deps[c] == "punct" else doer, p.deps[c])
        for c in [c for c in p.children[top] if c != obj and c > verb] if below is not None else ():
            p.hang(c, verb, p.deps[c])
        self._put_first(p, verb)

    @staticmethod
    def _put_first(p: Parse, verb: int) -> None:
        """In "Taliban attack post; 5 killed" the second clause tells what came of the first, and hangs on it."""
        after = p.heads[verb]
        if (
            p.deps[verb] in {"dep", "ccomp"}
            and p.deps[after] == "ROOT"
            and any(p.words[k] in {",", ";", "-", "–"} for k in range(verb, after))
        ):
            p.hang(verb, verb, "ROOT")
            p.hang(after, verb, "dep")

    def _in_noun(self, p: Parse, i: int, last: int) -> bool:
        """Whether the word is part of a noun of several words: "attack helicopter"."""
        found = (self.nouns.match(p.lower, k, p.lemmas[k]) for k in range(i + 1, last + 1))
        return any(f is not None and f[0] <= i for f in found)

    @staticmethod
    def _heads_clause(p: Parse, noun: int) -> bool:
        """Whether the noun has no verb of its own: it ends the clause, or a comma parts it from the next ("ambush convoy, kill 7")."""
        if p.deps[noun] in {"ROOT", "dep", "ccomp"}:
            return not any(p.deps[c] == "acl" and p.tags[c] == "VBN" and c == p.right[noun] for c in p.children[noun])
        if p.deps[noun] == "appos":
            return p.words[p.left[noun] - 1] == ","
        return p.deps[noun] == "nsubj" and p.heads[noun] > noun and any(p.words[k] in {",", ";"} for k in range(noun, p.heads[noun]))

    @staticmethod
    def _opens(p: Parse, first: int, doer: int) -> bool:
        """Whether nothing but the doer's own words stands before it in its line or clause, and no article is among them."""
        return all(p.pos[k] in BEFORE_DOER or p.words[k] in {":", ";"} for k in range(first, doer))

    def _does(self, p: Parse, doer: int, verb: int) -> bool:
        """Whether the noun can be the verb's subject: it names those who act, and agrees with the verb in number."""
        plain = p.lower[verb] == p.lemmas[verb] or p.tags[verb] == "VBP"
        collective = p.lower[doer] in english().collective
        kind = self.nouns.match(p.lower, doer, p.lemmas[doer])
        if kind is not None and kind[2] not in self.acting:
            return False
        known = kind is not None or collective or p.pos[doer] == "PROPN"
        before = p.left[doer] - 1
        listed = before > 0 and p.words[before] in {",", "and", "&"} and p.pos[before - 1] in NOUNS  # "Russia, Ukraine swap prisoners"
        plural = listed or p.tags[doer] in {"NNS", "NNPS"} or (kind is not None and p.lower[doer] != p.lemmas[doer])
        return known and ((plural or collective) if plain else not plural or collective)

    @staticmethod
    def _mend_lists(p: Parse) -> None:
        """In "Israel, Hamas agree truce" a comma stands for "and": both names are the subject."""
        for comma in p.with_word(COMMA):
            i = comma - 1
            if i < 0 or i >= len(p) - 2 or p.deps[i] != "npadvmod" or p.pos[i] != "PROPN":
                continue
            verb = p.heads[i]
            subject = next((c for c in p.children[verb] if p.deps[c] == "nsubj" and p.pos[c] == "PROPN" and p.left[c] == i + 2), None)
            if subject is not None and p.pos[verb] == "VERB":
                p.hang(i, verb, "nsubj")
                p.hang(subject, i, "conj")

    def _mend_second_verbs(self, p: Parse) -> None:
        """In "attacked and injured students" the participle after "and" is no adjective: the first word is a verb."""
        for i in p.with_lemma(self.verbs):
            if i < 2 or p.deps[i] != "amod" or p.tags[i] not in {"VBN", "VBD"} or p.deps[i - 1] != "cc":
                continue
            verb, noun = i - 2, p.heads[i]
            joined = p.pos[verb] == "VERB" and p.tags[verb] == "VBD" and p.heads[i - 1] == verb and p.deps[noun] == "conj"
            if joined and p.heads[noun] == verb and noun > i:
                p.retag(i, "VERB", "VBD")
                p.hang(i, verb, "conj")
                p.hang(noun, i, "dobj")
