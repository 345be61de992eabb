"""Linking: entities of a document meet the things of the world that they name."""

from kg.link.linker import Linker

__all__ = ["Linker"]
