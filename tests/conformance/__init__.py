"""The W3C's test suites for SPARQL, run over HTTP against a server that `dateline serve` started. ``python -m tests.conformance``."""
