"""Queries in processes of their own: a runaway, a crash or a memory bomb ends a worker, never the server."""
