"""Reading: from text files, HTML pages, JSON lines, folders, URLs and standard input to articles."""

from kg.read.inputs import read_articles

__all__ = ["read_articles"]
