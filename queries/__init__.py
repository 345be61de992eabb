"""Stored example queries, one `.rq` file each. Data only."""
