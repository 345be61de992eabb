"""What may go on to extraction: an article with text, not too long, well-formed, in English."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.model import Article, Skipped
from kg.read.language import detect

MAX_CHARACTERS = 1_000_000
"""What spaCy's parser accepts in one text; a news article has 2,000 to 20,000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An article as it was found, before it is known whether it can be used.

    `name` tells people which it is (``news.jsonl:12``). `by_hand` says that its metadata were written for it (JSONL)
    and not drawn from a page.
    """

    name: str
    article: Article
    by_hand: bool = False


def admit(candidate: Candidate, *, check_language: bool = True) -> Article | Skipped:
    """The article, with its language if that is plain to see, or why it cannot be used."""
    text = candidate.article.text
    if not text.strip():
        return Skipped(input=candidate.name, reason="no text in it")
    if len(text) > MAX_CHARACTERS:
        return Skipped(
            input=candidate.name,
            reason=f"{len(text):,} characters of text, and one article may have {MAX_CHARACTERS:,}; many articles go in as JSONL",
        )
    if not _is_well_formed(text):
        return Skipped(input=candidate.name, reason="not valid Unicode (it has unpaired surrogates)")
    if not check_language:
        return candidate.article
    language = detect(text)
    if language not in ("en", None):
        return Skipped(input=candidate.name, reason=f"not in English (its language seems to be {language!r})")
    return replace(candidate.article, language=candidate.article.language or language)


def _is_well_formed(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
