"""Answers kept on disk for some days, so that nobody is asked twice for the same and a stopped run goes on where it was."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from pathlib import Path
from typing import Any

_SCHEMA = "CREATE TABLE IF NOT EXISTS answers (key BLOB PRIMARY KEY, at REAL, answer BLOB) WITHOUT ROWID"
_FORMAT = "1"
"""Part of every key: raise it when the form of what is kept changes."""


class Cache:
    """Answers by what was asked. A file that cannot be made, read or written is passed over: it only saves requests.

    Several processes may use one file.
    """

    def __init__(self, path: Path | None) -> None:
        self._connection = _open(path) if path is not None else None

    def get(self, *asked: object, oldest: float) -> Any | None:
        """The answer to what was asked, if it was kept at the time `oldest` (seconds since 1970) or later."""
        if self._connection is None:
            return None
        try:
            row = self._connection.execute("SELECT at, answer FROM answers WHERE key = ?", (_key(asked),)).fetchone()
            return json.loads(zlib.decompress(row[1])) if row is not None and row[0] >= oldest else None
        except (sqlite3.Error, zlib.error, ValueError):
            return None

    def put(self, *asked: object, answer: Any, at: float) -> None:
        """Keep an answer (JSON)."""
        if self._connection is None:
            return
        packed = zlib.compress(json.dumps(answer, ensure_ascii=False).encode())
        try:
            with self._connection:
                self._connection.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", (_key(asked), at, packed))
        except sqlite3.Error:
            return

    def forget(self, *, before: float) -> None:
        """Let go of what was kept earlier."""
        if self._connection is None:
            return
        try:
            with self._connection:
                self._connection.execute("DELETE FROM answers WHERE at < ?", (before,))
        except sqlite3.Error:
            return

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _open(path: Path) -> sqlite3.Connection | None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=10, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(_SCHEMA)
        except sqlite3.Error:
            connection.close()
            return None
    except (OSError, sqlite3.Error):
        return None
    return connection


def _key(asked: tuple[object, ...]) -> bytes:
    return hashlib.sha256(json.dumps([_FORMAT, *asked], ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")).digest()[:16]
