"""Towns to find one's bearings by."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.gazetteer import Gazetteer
from kg.gazetteer.towns import towns_within


def test_of_each_square_the_largest_town_is_given_the_largest_first() -> None:
    Gazetteer.load()
    towns = towns_within(west=29.0, south=50.0, east=31.5, north=51.0, apart=0.5)
    assert towns[0].label == "Kyiv" and 1 < len(towns) <= 10
    assert [town.population for town in towns] == sorted((town.population for town in towns), reverse=True)
    squares = {(int((town.lat - 50.0) / 0.5), int((town.lon - 29.0) / 0.5)) for town in towns}
    assert len(squares) == len(towns)
    assert all(50.0 <= town.lat <= 51.0 and 29.0 <= town.lon <= 31.5 for town in towns)


def test_a_map_goes_on_beyond_the_180th_meridian() -> None:
    Gazetteer.load()
    towns = towns_within(west=170.0, south=-25.0, east=195.0, north=0.0, apart=1.0)
    assert any(town.label == "Apia" and 188 < town.lon < 189 for town in towns)
    assert any(town.label == "Lautoka" and 177 < town.lon < 178 for town in towns) and not any(town.lon < 170 for town in towns)


def test_where_the_gazetteer_is_not_compiled_nothing_waits_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert towns_within(west=29.0, south=50.0, east=31.5, north=51.0, apart=0.5) == ()
    assert not list(tmp_path.iterdir())
