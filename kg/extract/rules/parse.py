"""A parsed text as plain lists: what the rules read instead of a parser's objects.

Reading a token's attribute through spaCy costs about as much as a whole rule; ten lists made once for a text
keep the rules near the parser's own speed, and keep the parser out of them.
"""

from __future__ import annotations

from collections.abc import Collection, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from kg.extract.rules.legible import Legible


@dataclass(slots=True)
class Parse:
    """Tokens of a text, by index; spans of tokens are (first, end), end exclusive.

    `pos` are UD coarse tags, `tags` Penn Treebank tags, `deps` the ClearNLP labels of spaCy's English models,
    `heads` indices (a root is its own head), `lemmas` lower case. `left[i]` and `right[i]` are the first and last token of i's subtree.
    `names` are the statistical names (first, end, OntoNotes label).
    """

    text: str
    words: list[str]
    lower: list[str]
    lemmas: list[str]
    pos: list[str]
    tags: list[str]
    deps: list[str]
    heads: list[int]
    starts: list[int]
    ends: list[int]
    left: list[int]
    right: list[int]
    children: list[list[int]]
    sentences: list[tuple[int, int]]
    sentence_of: list[int]
    names: list[tuple[int, int, str]] = field(default_factory=list)
    seen: tuple[str, list[int]] | None = None
    """Where the parser read another text than `text`: that text, and where in it each token begins."""
    _line_ends: list[int] | None = None
    _numerals: list[int] | None = None
    _by_lemma: dict[str, list[int]] | None = None
    _by_word: dict[str, list[int]] | None = None
    _vocabulary: set[str] | None = None

    def __len__(self) -> int:
        return len(self.words)

    @classmethod
    def from_doc(cls, doc: Doc, text: str | None = None, legible: Legible | None = None) -> Parse:
        """Read a spaCy document that has tags, lemmas, a dependency parse and names.

        Where the parser read another text than the article's, `text` is the article's and `legible` what was read, with the place in
        the article of each of its characters; the words are the parser's, starts and ends the article's.
        """
        read, offsets = (legible.text, legible.offsets) if legible is not None else (doc.text, None)
        strings = doc.vocab.strings
        starts, lengths, *columns = doc.to_array(["IDX", "LENGTH", "LEMMA", "POS", "TAG", "DEP"]).T.tolist()
        words = [read[i : i + k] for i, k in zip(starts, lengths, strict=True)]
        lower = [w.lower() for w in words]
        spelled = {k: strings[k] for k in set().union(*columns)}  # a look-up by number costs more than all else here
        lemmas, pos, tags, deps = ([spelled[k] for k in column] for column in columns)
        lemmas = [w.lower() for w in lemmas]
        heads = [i + up for i, up in enumerate(doc.to_array("HEAD").astype("int64").tolist())]
        n = len(words)
        ends = [s + len(w) for s, w in zip(starts, words, strict=True)]
        seen = (read, starts) if text is not None and text != read else None
        if offsets is not None:
            starts, ends = [offsets[s] for s in starts], [offsets[e - 1] + 1 for e in ends]
        children: list[list[int]] = [[] for _ in range(n)]
        for i, h in enumerate(heads):
            if h != i:
                children[h].append(i)
        sentences = [(s.start, s.end) for s in doc.sents]
        sentence_of = [0] * n
        for k, (a, b) in enumerate(sentences):
            sentence_of[a:b] = [k] * (b - a)
        names = [(e.start, e.end, e.label_) for e in doc.ents]
        left, right = list(range(n)), list(range(n))
        parse = cls(
            text if text is not None else read,
            words, lower, lemmas, pos, tags, deps, heads, starts, ends, left, right, children, sentences, sentence_of, names, seen,
        )  # fmt: skip
        for a, b in sentences:
            parse._span_subtrees(a, b)
        return parse

    def _span_subtrees(self, first: int, end: int) -> None:
        """Set the first and last token of the subtrees of a sentence's tokens."""
        heads, left, right = self.heads, self.left, self.right
        left[first:end] = right[first:end] = range(first, end)
        for i in range(first, end):
            j, h = i, heads[i]
            while h != j:
                if i < left[h]:
                    left[h] = i
                elif i > right[h]:
                    right[h] = i
                else:
                    break
                j, h = h, heads[h]

    @property
    def line_ends(self) -> list[int]:
        """The tokens of white space that end lines."""
        if self._line_ends is None:
            self._line_ends = [i for i, w in enumerate(self.words) if "\n" in w and w.isspace()]
        return self._line_ends

    @property
    def numerals(self) -> list[int]:
        """The tokens that begin with a digit."""
        if self._numerals is None:
            self._numerals = [i for i, w in enumerate(self.words) if not w.isalpha() and w[:1].isdigit()]
        return self._numerals

    def with_lemma(self, lemmas: Set[str]) -> list[int]:
        """The tokens that have one of the lemmas, in order: faster by far than to ask each token."""
        if self._by_lemma is None:
            self._by_lemma = _positions(self.lemmas)
        return _found(self._by_lemma, lemmas)

    def with_word(self, words: Set[str]) -> list[int]:
        """The tokens that are one of the words (in lower case), in order."""
        if self._by_word is None:
            self._by_word = _positions(self.lower)
        return _found(self._by_word, words)

    @property
    def vocabulary(self) -> set[str]:
        """All words of the text, in lower case, and their lemmas."""
        if self._vocabulary is None:
            self._vocabulary = {*self.lower, *self.lemmas}
        return self._vocabulary

    def hang(self, token: int, head: int, dep: str) -> None:
        """Hang a token with its subtree on another head of its sentence, where the parser is known to have erred.

        With itself as head it becomes a root.
        """
        if self.heads[token] != token:
            self.children[self.heads[token]].remove(token)
        self.heads[token], self.deps[token] = head, "ROOT" if head == token else dep
        if head != token:
            self.children[head] = sorted([*self.children[head], token])
        self._span_subtrees(*self.sentences[self.sentence_of[token]])

    def retag(self, token: int, pos: str, tag: str, lemma: str | None = None) -> None:
        """Give a token another word class (and lemma), where the parser is known to have erred."""
        self.pos[token], self.tags[token] = pos, tag
        if lemma is not None:
            self.lemmas[token], self._by_lemma, self._vocabulary = lemma, None, None

    def span_text(self, first: int, end: int) -> str:
        """The text of the tokens from `first` to before `end`."""
        return self.text[self.starts[first] : self.ends[end - 1]]

    def readable(self, first: int, end: int) -> str:
        """The tokens as the parser read them: without remains of a page within, and in a sentence's capitals. For labels."""
        if self.seen is None:
            return self.span_text(first, end)
        text, starts = self.seen
        return text[starts[first] : starts[end - 1] + len(self.words[end - 1])]


def _positions(words: list[str]) -> dict[str, list[int]]:
    """Where each word stands."""
    at: dict[str, list[int]] = {}
    for i, w in enumerate(words):
        if w in at:
            at[w].append(i)
        else:
            at[w] = [i]
    return at


def _found(at: dict[str, list[int]], words: Set[str]) -> list[int]:
    """The positions of all that are among the words, in order; the smaller side is gone through."""
    if len(words) < len(at):
        known: Collection[str] = [w for w in words if w in at]
    else:
        known = words.intersection(at) if isinstance(words, frozenset) else [w for w in at if w in words]
    return sorted([i for w in known for i in at[w]]) if known else []
