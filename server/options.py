"""What an operator can set, each thing once: its name, its place in `Settings`, what it means and which values it takes.

A name is the key in the file (``time-limit``), the option of `dateline serve` (``--time-limit``) and, in capitals, the variable of the
environment (``DATELINE_TIME_LIMIT``). The default is the one of the field in `server.settings`.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from server.outbound.requests import check_listed
from server.settings import PoolSettings, Settings

MB = 1 << 20


class Kind(Protocol):
    """A kind of values: how a text, or a value of a TOML file, becomes one."""

    @property
    def metavar(self) -> str:
        """What the help shows in the place of a value."""
        ...

    def convert(self, value: object) -> Any:
        """The value.

        Raises:
            ValueError: it is none of this kind; the text says what is one.
        """
        ...

    def show(self, value: Any) -> str:
        """A value as people write it."""
        ...


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `least` to `most`, told in a `unit` and kept as so many times `scale`."""

    least: float
    most: float = float("inf")
    unit: str = ""
    whole: bool = True
    scale: int = 1

    @property
    def metavar(self) -> str:
        """What the help shows."""
        return self.unit.upper() or "NUMBER"

    def convert(self, value: object) -> Any:
        """See `Kind.convert`."""
        number = value
        if isinstance(value, str):
            try:
                number = int(value) if self.whole else float(value)
            except ValueError:
                number = None
        # A boolean is an int to Python, and a float that is not finite lets comparisons pass.
        good = isinstance(number, int if self.whole else int | float) and not isinstance(number, bool)
        if not good or not self.least <= number <= self.most or number == float("inf"):  # type: ignore[operator]
            kind = "whole number" if self.whole else "number"
            reach = f"at least {self.least:g}" if self.most == float("inf") else f"from {self.least:g} to {self.most:g}"
            raise ValueError(f"a {kind} {reach}")
        return number * self.scale if self.whole else float(number)  # type: ignore[operator,arg-type]

    def show(self, value: Any) -> str:
        """See `Kind.show`."""
        told = f"{value // self.scale:,}" if self.whole else f"{value:g}"
        return f"{told} {self.unit}".strip()


@dataclass(frozen=True, slots=True)
class Text:
    """Any text but an empty one."""

    metavar: str = "TEXT"

    def convert(self, value: object) -> Any:
        """See `Kind.convert`."""
        if not isinstance(value, str) or not value.strip():
            raise ValueError("a text that is not empty")
        return value

    def show(self, value: Any) -> str:
        """See `Kind.show`."""
        return str(value or "")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some words."""

    words: tuple[str, ...]

    @property
    def metavar(self) -> str:
        """What the help shows."""
        return "|".join(self.words)

    def convert(self, value: object) -> Any:
        """See `Kind.convert`."""
        if value not in self.words:
            raise ValueError(f"one of {', '.join(self.words)}")
        return value

    def show(self, value: Any) -> str:
        """See `Kind.show`."""
        return str(value)


@dataclass(frozen=True, slots=True)
class Many:
    """Several values, in a text with commas between them, in a file as an array. `each` raises ValueError for one that is wrong."""

    each: Callable[[str], Any]
    what: str
    metavar: str = "LIST"

    def convert(self, value: object) -> Any:
        """See `Kind.convert`."""
        items = [item.strip() for item in value.split(",")] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise ValueError(self.what)
        try:
            return tuple(self.each(item) for item in items if item)
        except ValueError:
            raise ValueError(self.what) from None

    def show(self, value: Any) -> str:
        """See `Kind.show`."""
        return ", ".join(map(str, value or ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing that can be set. `place` is the path of fields in `Settings`; empty: it is for the command, not for the server.

    `shown` tells the default where the field's own is not what people read. A `path` in a file is meant from the file's folder.
    """

    name: str
    place: tuple[str, ...] = ()
    kind: Kind
    help: str
    shown: str | None = None
    path: bool = False

    @property
    def variable(self) -> str:
        """The variable of the environment."""
        return f"DATELINE_{self.name.replace('-', '_').upper()}"

    @property
    def flag(self) -> str:
        """The option of `dateline serve`."""
        return f"--{self.name}"

    @property
    def default(self) -> str:
        """The default as people read it."""
        if self.shown is not None:
            return self.shown
        value: Any = Settings(pool=PoolSettings())
        for field in self.place:
            value = getattr(value, field)
        return self.kind.show(value) or "none"


OPTIONS: tuple[Option, ...] = (
    Option(name="store", kind=Text("DIR"), help="a folder, or the address of a SPARQL service", shown="dateline.store", path=True),
    Option(name="host", place=("host",), kind=Text("HOST"), help="address to listen on; the default is this machine alone"),
    Option(name="port", place=("port",), kind=Number(1, 65535), help="port to listen on", shown="8000"),
    Option(name="title", place=("title",), kind=Text(), help="what pages and the service description call this server"),
    Option(name="token", place=("token",), kind=Text(), help="updates are taken from those who show it (`Authorization: Bearer …`)"),
    Option(name="token-file", kind=Text("FILE"), help="a file with the token: others can see a command line", shown="none", path=True),
    Option(
        name="fronts",
        place=("pool", "fronts"),
        kind=Number(1),
        help="processes that speak HTTP",
        shown="one for each core, 2 to 4",
    ),
    Option(
        name="workers",
        place=("pool", "workers"),
        kind=Number(1),
        help="queries that run at a time, each in a process of its own",
        shown="one for each core, 2 to 4",
    ),
    Option(
        name="time-limit",
        place=("pool", "seconds"),
        kind=Number(0.1, unit="seconds", whole=False),
        help="what one query may take, to the last byte of its answer",
    ),
    Option(
        name="memory-limit",
        place=("pool", "memory"),
        kind=Number(128, unit="MB", scale=MB),
        help="memory for one query, beyond the 100 MB that its process has anyway; on Linux",
    ),
    Option(name="result-limit", place=("pool", "result_bytes"), kind=Number(1, unit="MB", scale=MB), help="size of the largest answer"),
    Option(name="queue", place=("pool", "queue"), kind=Number(0), help="queries that may wait for a process; more get 503"),
    Option(
        name="queue-wait",
        place=("pool", "patience"),
        kind=Number(0, unit="seconds", whole=False),
        help="how long one waits before it gets 503",
    ),
    Option(
        name="cache",
        place=("pool", "cache_bytes"),
        kind=Number(0, unit="MB", scale=MB),
        help="memory for answers that are kept until the data change",
    ),
    Option(
        name="waiting-limit",
        place=("pool", "waiting_bytes"),
        kind=Number(1, unit="MB", scale=MB),
        help="answers that wait for slow clients, in all; beyond, answers go at their pace",
    ),
    Option(
        name="update-time-limit",
        place=("pool", "update_seconds"),
        kind=Number(0.1, unit="seconds", whole=False),
        help="what one update may take",
    ),
    Option(
        name="update-memory-limit",
        place=("pool", "update_memory"),
        kind=Number(128, unit="MB", scale=MB),
        help="memory for one update, beyond what its process has anyway; on Linux",
    ),
    Option(name="query-length", place=("limits", "length"), kind=Number(100, unit="characters"), help="the longest query"),
    Option(name="query-depth", place=("limits", "depth"), kind=Number(4, 1000, unit="levels"), help="the deepest nesting of a query"),
    Option(
        name="query-groups",
        place=("limits", "groups"),
        kind=Number(4, 1000, unit="groups"),
        help="braces and BINDs of a query; the engine's stack bears some 1,000",
    ),
    Option(name="body-limit", place=("max_body",), kind=Number(1_000, unit="bytes"), help="the largest body without the token"),
    Option(
        name="update-limit",
        place=("max_update_body",),
        kind=Number(1, unit="MB", scale=1_000_000),
        help="the largest body of a request with the token",
    ),
    Option(
        name="client-queries",
        place=("clients", "queries"),
        kind=Number(0),
        help="requests of one address at a time; more get 429; 0 is no limit; who shows the token has none",
    ),
    Option(
        name="client-rate",
        place=("clients", "rate"),
        kind=Number(0, unit="requests a second", whole=False),
        help="of one address, twice as many at once; more get 429; 0 is no limit",
    ),
    Option(
        name="service",
        place=("outbound", "services"),
        kind=Many(check_listed, "addresses, such as https://query.wikidata.org/sparql"),
        help="addresses that SERVICE and LOAD may call, with a slash at the end all below; separated by commas",
    ),
    Option(
        name="service-time-limit",
        place=("outbound", "seconds"),
        kind=Number(0.1, unit="seconds", whole=False),
        help="what one such call may take",
    ),
    Option(name="service-limit", place=("outbound", "bytes"), kind=Number(1, unit="MB", scale=1_000_000), help="what it may give"),
    Option(
        name="trusted-proxies",
        place=("clients", "trusted"),
        kind=Many(ipaddress.ip_network, "networks, such as 10.0.0.0/8 or ::1"),
        help="whose X-Forwarded-For, -Proto and -Host count",
    ),
    Option(
        name="access-log",
        place=("access_log",),
        kind=Text("FILE"),
        help="a line for each request: a file; `-`: standard error",
        path=True,
    ),
    Option(name="access-log-format", place=("log_form",), kind=Choice(("combined", "json")), help="the form of its lines"),
    Option(name="metrics", place=("metrics",), kind=Choice(("on", "off")), help="whether `/metrics` is there, for Prometheus"),
    Option(name="page-rows", place=("page_rows",), kind=Number(1, unit="rows"), help="what a page shows; a download has it all"),
)
"""In the order in which the help and the README list them."""


def pool_options(options: Iterable[Option] = OPTIONS) -> Sequence[str]:
    """Those that have no sense where queries run in the server's own process."""
    return [option.name for option in options if option.place[:1] == ("pool",)]


def table(options: Iterable[Option] = OPTIONS) -> str:
    """The options as a table in Markdown, as the README has it."""
    lines = ["| option | variable | default | what it sets |", "|---|---|---|---|"]
    lines += [f"| `{option.flag}` | `{option.variable}` | {option.default} | {option.help} |" for option in options]
    return "\n".join(lines) + "\n"


def read_token(path: str) -> str:
    """The token that a file holds, without the white space around it.

    Raises:
        ValueError: there is none.
    """
    try:
        token = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"a file that can be read ({getattr(error, 'strerror', None) or 'it is no UTF-8'})") from None
    if not token:
        raise ValueError("a file that holds a token (this one is empty)")
    return token
