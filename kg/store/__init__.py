"""Where a dataset's quads are kept: in memory, in a folder, or behind a SPARQL service."""
