"""Benchmarks: run by hand, each against a peer or a floor in the same run; none of them asserts a time."""
