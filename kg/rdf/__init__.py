"""From documents to quads: the dataset layout of DESIGN.md sections 2 and 3."""
