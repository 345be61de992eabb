"""Where Wikidata is, who asks, and how patiently: what a user may choose, with the defaults."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from kg.errors import WikidataError
from kg.gazetteer.compiled import cache_folder

CONTACT = "DATELINE_CONTACT"
QUERY_URL = "DATELINE_WIKIDATA_QUERY_URL"
API_URL = "DATELINE_WIKIDATA_API_URL"
_CONTACT = re.compile(r"(?=\S)(?:[^\r\n@]*[^\s@]@[^\s@]+\.[^\r\n@]+|.*https?://\S+\.\S+.*)")
_ADDRESS = re.compile(r"https?://[^\s/]+\S*")


@dataclass(frozen=True, slots=True, kw_only=True)
class WikidataSettings:
    """How Wikidata is asked. `contact` has no default: its operators want to know whom to write to."""

    contact: str
    """An e-mail address, or the address of a page about who runs this; it goes into the User-Agent of every request."""
    query_url: str = "https://query.wikidata.org/sparql"
    """The query service of the main graph (without scholarly articles)."""
    api_url: str = "https://www.wikidata.org/w/api.php"
    maxlag: int = 5
    """Seconds that the servers may lag behind before requests wait; 5 is what mediawiki.org recommends (Manual:Maxlag parameter)."""
    timeout: float = 70.0
    """Seconds for one request; the query service itself stops a query after 60."""
    attempts: int = 6
    """How often one request is tried."""
    first_wait: float = 1.0
    """Seconds before the second attempt, twice as many before each further one, where the server does not say how long."""
    longest_wait: float = 120.0
    """Seconds that one wait may take: a server that asks for more is left alone, with an error."""
    keep_days: float = 7.0
    """Days that an answer is taken from the cache; 0 asks anew."""
    cache: Path | None = field(default_factory=lambda: cache_folder() / "wikidata.sqlite")
    """The file that answers are kept in; None keeps none."""

    def __post_init__(self) -> None:
        if not self.contact.strip():
            raise WikidataError(
                f"Wikidata: no contact, which its operators want in every request; "
                f"set {CONTACT} or give --contact (an e-mail address, or the address of a page)"
            )
        if not _CONTACT.fullmatch(self.contact) or not self.contact.isprintable() or not self.contact.isascii():
            raise WikidataError(f"contact {self.contact!r}: neither an e-mail address nor the address of a page (in ASCII)")
        for address in (self.query_url, self.api_url):
            if not _ADDRESS.fullmatch(address):
                raise WikidataError(f"{address!r}: no http or https address of Wikidata's services")

    @property
    def user_agent(self) -> str:
        """The header of that name, as meta.wikimedia.org/wiki/User-Agent_policy wants it: what asks, and whom to write to."""
        return f"dateline/{version('dateline')} ({self.contact.strip()})"

    @classmethod
    def from_environment(
        cls, *, contact: str | None = None, environment: Mapping[str, str] = os.environ, **choices: object
    ) -> WikidataSettings:
        """Settings from `DATELINE_CONTACT` (unless `contact` is given), `DATELINE_WIKIDATA_QUERY_URL` and `DATELINE_WIKIDATA_API_URL`.

        `choices` are further fields; None leaves one as it is.

        Raises:
            WikidataError: there is no contact, or a value is not what it should be.
        """
        addresses = {"query_url": environment.get(QUERY_URL), "api_url": environment.get(API_URL)}
        given = {name: value for name, value in addresses.items() if value} | {k: v for k, v in choices.items() if v is not None}
        return cls(contact=contact if contact is not None else environment.get(CONTACT, ""), **given)  # type: ignore[arg-type]
