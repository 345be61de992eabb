"""Where "here" is: in a report with a dateline, outside of what others say, the town that it was written in."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.rules.drafts import MentionDraft
from kg.extract.rules.parse import Parse
from kg.extract.rules.quotations import find_quotations, paragraph_breaks
from kg.model import Span


def find_here(p: Parse, mentions: Sequence[MentionDraft], dateline: Span | None) -> list[MentionDraft]:
    """A mention of the dateline's town for each "here" that says where something is or was.

    What a quotation says, its speaker says where he stands; "here's", "here and there" and "from here on" are no place.
    """
    if dateline is None or "here" not in p.words:
        return []
    town = next((m for m in mentions if m.form == "name" and m.name is not None and p.starts[m.name[0]] == dateline.start), None)
    if town is None:
        return []
    quotations = find_quotations(p, paragraph_breaks(p))
    return [
        MentionDraft(first=i, end=i + 1, head=i, type=town.type, form="pronoun", entry=town.entry, name=town.name)
        for i, word in enumerate(p.words)
        if word == "here" and _tells_where(p, i) and not any(q.covers(i) for q in quotations)
    ]


def _tells_where(p: Parse, i: int) -> bool:
    head = p.heads[i]
    listed = i + 1 < len(p) and p.deps[i + 1] == "cc"
    return p.deps[i] == "advmod" and not listed and (p.pos[head] == "NOUN" or (p.pos[head] == "VERB" and head < i))
