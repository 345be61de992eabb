"""Towns to find one's bearings by on a map: the largest of every small square."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kg.gazetteer.compiled import connect
from kg.gazetteer.gazetteer import compiled_path

_QUERY = """
SELECT label, lat, east, max(population) FROM (
  SELECT label, lat, population, CASE WHEN lon < :west THEN lon + 360 ELSE lon END AS east FROM entries
  WHERE type = 'Settlement' AND population >= 5000 AND lat BETWEEN :south AND :north)
WHERE east <= :east GROUP BY CAST((lat - :south) / :apart AS INT), CAST((east - :west) / :apart AS INT)
ORDER BY 4 DESC, 1, 2, 3"""


@dataclass(frozen=True, slots=True)
class Town:
    """A town with its point in degrees; `lon` is counted on beyond 180 where the map goes on there."""

    label: str
    lat: float
    lon: float
    population: int


def towns_within(*, west: float, south: float, east: float, north: float, apart: float) -> tuple[Town, ...]:
    """The most populous town of every square of `apart` degrees within the bounds, the largest first (5,000 people at the least).

    `west` is from -180 to 180 and `east` at most 360 beyond it. Without a compiled gazetteer there is none: compiling takes
    seconds, and a map is no reason to wait for it.
    """
    path = compiled_path()
    return _towns(path, west, south, east, north, apart) if path else ()


@lru_cache(maxsize=32)
def _towns(path: Path, west: float, south: float, east: float, north: float, apart: float) -> tuple[Town, ...]:
    with closing(connect(path)) as connection:
        bounds = {"west": west, "south": south, "east": east, "north": north, "apart": apart}
        return tuple(Town(*row) for row in connection.execute(_QUERY, bounds))
