"""Extraction: an article becomes a document of mentions, entities, events and claims."""
