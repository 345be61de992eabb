"""The gazetteer: names of the world with their types, ids and coordinates, and the one normaliser of names."""

from kg.gazetteer.entry import Entry
from kg.gazetteer.gazetteer import Gazetteer
from kg.gazetteer.names import normalise

__all__ = ["Entry", "Gazetteer", "normalise"]
