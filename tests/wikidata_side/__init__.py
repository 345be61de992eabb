"""A small Wikidata on loopback: its query service, its API and its dumps, with items invented for the tests."""
