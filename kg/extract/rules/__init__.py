"""The offline extractor: spaCy and rules compiled from the ontology."""
