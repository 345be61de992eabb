"""Dateline: news about armed conflict as a knowledge graph in which every fact says who says so."""
