"""The client: questions in, typed answers out; the rules of good behaviour in between.

The rules: mediawiki.org/wiki/API:Etiquette, Manual:Maxlag_parameter, meta.wikimedia.org/wiki/User-Agent_policy, and the
query service's User Manual. The forms of the answers: the API's own help (`wbgetentities`, `wbsearchentities`).
"""

from __future__ import annotations

import urllib.error
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from itertools import islice
from types import TracebackType
from typing import Any, Self

import SPARQLWrapper as sw  # noqa: N813
import urllib3
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from kg.errors import QueryTimeoutError, WikidataError
from kg.wikidata.answers import (
    QID,
    cause,
    one_line,
    read_entities,
    read_hits,
    read_json,
    read_rows,
    read_stream,
    read_whole,
    refused_id,
    said,
    to_title,
)
from kg.wikidata.cache import Cache
from kg.wikidata.items import LANGUAGES, Item, read_item
from kg.wikidata.patience import Answer, Clock, NotNowError, SystemClock, patiently, seconds_to_wait, turn
from kg.wikidata.settings import WikidataSettings

BATCH = 50
"""Items or titles in one call: the API takes no more."""
_AGAIN = frozenset({429, 500, 502, 503, 504})
_API_AGAIN = ("maxlag", "ratelimited", "readonly", "internal_api_error")
_RAN_OUT = "TimeoutException"
"""What the query service says when it stops a query: with status 500, or at the end of an answer that had begun (a Java stack trace)."""
_TRACE = 50_000
_PROPS = "labels|aliases|descriptions|claims|sitelinks"
_REPLIES = {400: "QueryBadFormed", 401: "Unauthorized", 404: "EndPointNotFound", 414: "URITooLong", 500: "EndPointInternalError"}
"""SPARQLWrapper's exceptions that stand for a status; others come as urllib's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An item that a search found. `matched` is the name it was found by."""

    id: str
    label: str | None
    description: str | None
    matched: str | None


class Wikidata:
    """Wikidata, asked politely: each method answers from the cache if it can, else with one request at a time.

    Threads and (on Unix) processes that share the cache's folder take turns. Every method that asks may raise `WikidataError`:
    no connection, refused, or still no whole answer after `settings.attempts`.
    """

    def __init__(self, settings: WikidataSettings, *, clock: Clock | None = None, tell: Callable[[str], None] | None = None) -> None:
        """`tell` hears, in a few words, of every wait; `clock` is the system's unless given."""
        self.settings = settings
        self._clock: Clock = clock or SystemClock()
        self._tell = tell or (lambda _: None)
        self._cache = Cache(settings.cache)
        self._turns = settings.cache.with_suffix(".lock") if settings.cache is not None else None
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=min(10.0, settings.timeout), read=settings.timeout),
            retries=urllib3.Retry(0, redirect=3),
            headers={"User-Agent": settings.user_agent, "Accept": "application/json", "Accept-Encoding": "gzip"},
        )

    def rows(self, query: str) -> list[dict[str, str]]:
        """The rows of a SELECT at the query service: variables with their values, IRIs and literals alike as text."""
        found = self._cached(("sparql", self.settings.query_url, query), lambda: self._select(query))
        return [dict(row) for row in found]

    def items(self, ids: Iterable[str]) -> Iterator[tuple[str, Item | None]]:
        """Each id asked for with its item, in their order; None: there is none. A merged id gives the item that it went into.

        They are fetched by fifty as the iterator advances, and cached one by one.

        Raises:
            ValueError: an id is not of the form Q42.
        """
        rest = iter(dict.fromkeys(ids))
        while batch := list(islice(rest, BATCH)):
            for id in batch:
                if not QID.fullmatch(id):
                    raise ValueError(f"{id!r} is no id of a Wikidata item")
            known = {id: found for id in batch if (found := self._kept("item", self.settings.api_url, id)) is not None}
            if missing := [id for id in batch if id not in known]:
                known |= self._fetch(missing)
            for id in batch:
                yield id, _item(known.get(id))

    def items_by_title(self, titles: Iterable[str], *, site: str = "enwiki") -> dict[str, Item | None]:
        """Each title of a page of a wiki with the item that the page is about; None: no such page, or no item.

        Titles are matched as MediaWiki writes them: the first letter a capital, spaces for underscores. Redirects of the wiki
        are not followed.
        """
        asked = {title: to_title(title) for title in titles}
        found: dict[str, Any] = {}
        rest = iter(dict.fromkeys(title for title in asked.values() if title))
        while batch := list(islice(rest, BATCH)):
            for title in batch:
                kept = self._kept("title", self.settings.api_url, site, title)
                if kept is not None:
                    found[title] = kept
            if missing := [title for title in batch if title not in found]:
                found |= self._fetch_titles(missing, site)
        return {title: _item(found.get(canonical)) for title, canonical in asked.items()}

    def search(self, text: str, *, limit: int = 7, language: str = "en") -> tuple[Hit, ...]:
        """Items whose label or alias begins with the text, the most relevant first: candidates, never to be taken unchecked."""
        asked = {"action": "wbsearchentities", "search": text, "language": language, "uselang": language, "type": "item"}
        question = asked | {"limit": str(limit)}
        answer = self._cached(("search", self.settings.api_url, question), lambda: read_hits(self._call(question)))
        return tuple(Hit(**hit) for hit in answer)

    def forget_old(self) -> None:
        """Remove from the cache what is too old to be used."""
        self._cache.forget(before=self._oldest())

    def close(self) -> None:
        """Let go of connections and the cache."""
        self._pool.clear()
        self._cache.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # --- cache

    def _oldest(self) -> float:
        return self._clock.now() - self.settings.keep_days * 86_400 if self.settings.keep_days > 0 else float("inf")

    def _kept(self, *asked: object) -> Any | None:
        return self._cache.get(*asked, oldest=self._oldest())

    def _cached(self, asked: tuple[object, ...], ask: Callable[[], Any]) -> Any:
        found = self._kept(*asked)
        if found is None:
            found = ask()
            self._cache.put(*asked, answer=found, at=self._clock.now())
        return found

    # --- the query service

    def _select(self, query: str) -> list[dict[str, str]]:
        def ask() -> list[dict[str, str]]:
            wrapper = sw.SPARQLWrapper(self.settings.query_url, agent=self.settings.user_agent, returnFormat=sw.JSON)
            wrapper.setMethod(sw.POST)
            wrapper.setOnlyConneg(True)
            wrapper.setTimeout(max(1, round(self.settings.timeout)))
            wrapper.queryString, wrapper.queryType = query, sw.SELECT
            body = b""
            try:
                body = read_whole(wrapper.query().response)
                return read_rows(body)
            except NotNowError as error:
                if _RAN_OUT.encode() in body[-_TRACE:]:
                    raise self._overrun() from error
                raise
            except SPARQLWrapperException as error:
                if _RAN_OUT in str(error):
                    raise self._overrun() from error
                status = next((code for code, name in _REPLIES.items() if type(error).__name__ == name), 500)
                raise self._refusal(self.settings.query_url, status, str(error), None) from error
            except urllib.error.HTTPError as error:
                raise self._refusal(self.settings.query_url, error.code, "", error.headers.get("Retry-After")) from error
            except (OSError, HTTPException) as error:
                raise NotNowError(cause(error)) from error

        return self._patiently(ask, self.settings.query_url)

    def _overrun(self) -> QueryTimeoutError:
        return QueryTimeoutError(f"{self.settings.query_url}: the query took too long, and the service stopped it")

    # --- the API

    def _fetch(self, ids: Sequence[str]) -> dict[str, Any]:
        """Records of items by the id asked for, put into the cache one by one; what is missing is an empty record."""
        entities: Mapping[str, Any] = {}
        asked = list(ids)
        while asked:
            answer = self._call(_getting(ids="|".join(asked), redirects="yes"))
            refused = refused_id(answer)
            if refused is None:
                entities = read_entities(answer)
                break
            if refused not in asked:
                raise WikidataError(f"{self.settings.api_url}: {said(answer['error'])}")
            asked.remove(refused)  # one id that there cannot be spoils the whole call: it is called again without it
        found = {}
        for key, record in entities.items():
            origin = (record.get("redirects") or {}).get("from", key)
            found[origin] = {} if "missing" in record else self._read(record)
        return {id: self._keep(("item", self.settings.api_url, id), found.get(id, {})) for id in ids}

    def _fetch_titles(self, titles: Sequence[str], site: str) -> dict[str, Any]:
        answer = self._call(_getting(sites=site, titles="|".join(titles)))
        if "error" in answer:
            raise WikidataError(f"{self.settings.api_url}: {said(answer['error'])}")
        found = {}
        for record in read_entities(answer).values():
            link = (record.get("sitelinks") or {}).get(site)
            if "missing" not in record and link:
                found[link["title"]] = self._read(record)
        return {title: self._keep(("title", self.settings.api_url, site, title), found.get(title, {})) for title in titles}

    def _read(self, record: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return read_item(record).to_json()
        except ValueError as error:
            raise WikidataError(f"{self.settings.api_url}: {error}") from error

    def _keep(self, asked: tuple[object, ...], answer: Any) -> Any:
        self._cache.put(*asked, answer=answer, at=self._clock.now())
        return answer

    def _call(self, parameters: Mapping[str, str]) -> dict[str, Any]:
        """The API's answer as JSON; an error in it that concerns what was asked is left to the caller (`no-such-entity`)."""
        fields = {**parameters, "format": "json", "maxlag": str(self.settings.maxlag)}
        address = self.settings.api_url

        def ask() -> dict[str, Any]:
            try:
                with self._pool.request("GET", address, fields=fields, preload_content=False) as response:
                    body = read_stream(response)
                    status, after = response.status, response.headers.get("Retry-After")
            except (urllib3.exceptions.HTTPError, OSError) as error:
                raise NotNowError(cause(error)) from error
            if status != 200:
                raise self._refusal(address, status, body.decode(errors="replace"), after)
            answer = read_json(body)
            refusal = answer.get("error")
            if isinstance(refusal, dict) and str(refusal.get("code", "")).startswith(_API_AGAIN):
                raise NotNowError(f"the servers are busy ({said(refusal)})", after=seconds_to_wait(after, now=self._clock.now()))
            if isinstance(refusal, dict) and refusal.get("code") != "no-such-entity":
                raise WikidataError(f"{address}: {said(refusal)}")
            return answer

        return self._patiently(ask, address)

    def _patiently(self, ask: Callable[[], Answer], where: str) -> Answer:
        with turn(self._turns):
            return patiently(ask, where=where, settings=self.settings, clock=self._clock, tell=self._tell)

    def _refusal(self, where: str, status: int, body: str, after: str | None) -> Exception:
        if status in _AGAIN:
            return NotNowError(f"it answered {status}", after=seconds_to_wait(after, now=self._clock.now()))
        if status in (401, 403):
            return WikidataError(f"{where}: refused ({status}); see that the contact in the User-Agent is real: {self.settings.user_agent}")
        return WikidataError(f"{where}: it answered {status}; {one_line(body) or 'it does not say why'}")


def _getting(**asked: str) -> dict[str, str]:
    return {"action": "wbgetentities", "props": _PROPS, "languages": "|".join(LANGUAGES), **asked}


def _item(record: Any) -> Item | None:
    return Item.from_json(record) if record else None
