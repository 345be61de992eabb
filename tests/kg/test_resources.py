"""Packaged data is found wherever the packages lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.resources import data_path, ontology_files, query_files


def test_a_packaged_file_is_found_by_package_and_name() -> None:
    assert "owl:Ontology" in data_path("ontology", "dateline.ttl").read_text(encoding="utf-8")


def test_a_packaged_folder_is_found_too() -> None:
    assert data_path("ontology").is_dir()


def test_a_missing_file_names_itself() -> None:
    with pytest.raises(FileNotFoundError, match=r"ontology/nothing\.ttl"):
        data_path("ontology", "nothing.ttl")


def test_ontology_files_are_turtle_of_all_folders_in_a_fixed_order() -> None:
    files = ontology_files()
    assert files == sorted(files)
    assert {"dateline.ttl", "events.ttl", "shapes.ttl"} <= {f.name for f in files}
    assert any(f.parent.name == "lexicon" for f in files)


def test_query_files_are_stored_queries_only() -> None:
    assert all(f.suffix == ".rq" and isinstance(f, Path) for f in query_files())
