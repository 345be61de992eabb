"""A namespace that knows its terms: a misspelt one is an error, at type-checking and at run time."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox


class ClosedNamespace(type):
    """The metaclass of a vocabulary: a class whose annotations list the terms, whose ``iri`` is what they begin with.

    ``DL.Attack`` is a `pyoxigraph.NamedNode`; ``DL.Atack`` raises AttributeError and names the nearest term. A term that is
    no Python name is written with an underscore at its end (``class_``) or for its hyphens (``non_future``).
    """

    iri: str
    terms: dict[str, str]

    def __new__(
        mcs, name: str, bases: tuple[type, ...], body: dict[str, object], *, iri: str = "", spelt: dict[str, str] | None = None
    ) -> ClosedNamespace:
        """`spelt` gives the real name of a term that is written otherwise in Python."""
        cls = super().__new__(mcs, name, bases, body)
        cls.iri = iri
        # base by base, for the annotations of a class do not include those of its bases
        names = [n for base in reversed(cls.__mro__) for n in inspect.get_annotations(base)]
        cls.terms = {n: iri + (spelt or {}).get(n, n) for n in names}
        return cls

    if not TYPE_CHECKING:  # to a type checker this method would make every name a term

        def __getattr__(cls, name: str) -> ox.NamedNode:
            iri = cls.terms.get(name)
            if iri is None:
                near = difflib.get_close_matches(name, cls.terms, n=1)
                raise AttributeError(f"{cls.__name__} has no term {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
            node = ox.NamedNode(iri)
            setattr(cls, name, node)
            return node

    def __getitem__(cls, name: str) -> ox.NamedNode:
        """The term of that name, for a name that is data; KeyError where there is none."""
        return ox.NamedNode(cls.terms[name])

    def __contains__(cls, name: object) -> bool:
        return name in cls.terms

    def __iter__(cls) -> Iterator[str]:
        return iter(cls.terms)
