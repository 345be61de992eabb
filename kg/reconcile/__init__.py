"""Matching other people's names (a spreadsheet's) against the graph's entities and the gazetteer."""

from kg.reconcile.catalogue import Catalogue, Found
from kg.reconcile.matching import Candidate, Constraint, reconcile
from kg.reconcile.thing import Thing

__all__ = ["Candidate", "Catalogue", "Constraint", "Found", "Thing", "reconcile"]
