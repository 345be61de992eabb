"""A server that is treated badly: how (`attacks`), and what is looked at (`attacked`). For the benchmark and for a test."""
