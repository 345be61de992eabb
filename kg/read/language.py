"""Which language a text is in, as far as that is plain: extraction knows English grammar and nothing else.

A wrong refusal loses an article, so a short or doubtful text has no language rather than a wrong one. Of the 2,372
English texts that the project is measured on (5 to 3,000 words, many only a headline) none is refused.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 5_000
"""Characters looked at: the share of common words and the classifier's answer no longer change after some hundred words."""

_ENGLISH = frozenset("the and with that from by this which were their has have been said after would".split())
_PLAIN_SHARE = 0.08
"""The English texts of 150 words and more that were measured have 8 to 20 % of these words, half of them over 15 %; a text in
another language has them only where it quotes English."""
_PLAIN_WORDS = 20

_SURE = 0.9
"""The classifier's own probability. English headlines that it takes for another language stay below 0.5 (Creoles apart)."""
_ENGLISH_BASED = frozenset(("en", "pcm"))
"""Nigerian Pidgin: what the classifier says of some English sentences full of names, up to 0.77."""


def detect(text: str) -> str | None:
    """ISO 639 code of the text's language, or None where it cannot be told for sure.

    The commonest English words decide alone where there are enough of them: the classifier takes half a second to load.
    """
    sample = text[:_SAMPLE]
    words = _WORD.findall(sample.lower())
    if len(words) >= _PLAIN_WORDS and sum(word in _ENGLISH for word in words) >= _PLAIN_SHARE * len(words):
        return "en"
    code, probability = _classifier().classify(sample)
    if probability < _SURE:
        return None
    return "en" if code in _ENGLISH_BASED else str(code)


@cache
def _classifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - slow to load, rarely needed

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
