"""The lexicon: words, frames and word lists, compiled from the ontology's Turtle into what the rules look up."""

from kg.lexicon.compile import NO_FRAME, compile_lexicon
from kg.lexicon.model import COMPLEMENT, Condition, Frame, Lexicon, Noun, Refinement, Slot, Trigger, WordIndex

__all__ = [
    "COMPLEMENT",
    "NO_FRAME",
    "Condition",
    "Frame",
    "Lexicon",
    "Noun",
    "Refinement",
    "Slot",
    "Trigger",
    "WordIndex",
    "compile_lexicon",
]
