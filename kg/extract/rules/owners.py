"""Whose a thing is, for acts that concern its owner: "rejected Iran's offer", "welcomed the decision by the court"."""

from __future__ import annotations

from collections.abc import Set

from kg.extract.rules.parse import Parse
from kg.extract.rules.syntax import conjuncts, prepositional_objects
from kg.extract.rules.triggers import TypeAt

OWNER = "'s owner"
"""What follows a position's name in a frame that asks for the owner of what stands there: ``object's owner``."""


def owners(p: Parse, noun: int, type_at: TypeAt, actors: Set[str], *, names_event: bool = False) -> list[int]:
    """Whose a thing is: its possessor, a nationality before it, who it comes from or was made by, or who it is of.

    With `names_event` the noun is an event's ("the bombing of Aleppo"): what follows "of" then befell it, and owns nothing.
    """
    if not p.children[noun]:
        return []
    near = [x for c in p.children[noun] if p.deps[c] == "poss" for x in conjuncts(p, c)]
    near += [c for c in p.children[noun] if p.deps[c] in {"amod", "compound", "nmod"}]
    near += [x for c in p.children[noun] if p.lower[c] in {"by", "from"} for x in prepositional_objects(p, c)]
    makers = (g for c in p.children[noun] if p.deps[c] == "acl" and p.tags[c] == "VBN" for g in p.children[c] if p.deps[g] == "agent")
    near += [x for g in makers for x in prepositional_objects(p, g)]
    found = [t for t in near if type_at(t) in actors]
    if not found and not names_event:
        found = [x for c in p.children[noun] if p.lower[c] == "of" for x in prepositional_objects(p, c) if type_at(x) in actors]
    return found
