"""The Flask application: SPARQL protocol, pages and API over a Dateline dataset. Thin over `kg`."""
