"""When events happen, and whether they did: times and factuality of one text."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from kg.extract.rules.claims import Stand
from kg.extract.rules.factuality import FactualityWords, factuality
from kg.extract.rules.parse import Parse
from kg.extract.rules.times import between, event_date, event_duration, main_event_date, read_times, to_event_date
from kg.model import EventDate, Time


def _tokens(p: Parse, times: Iterable[Time]) -> Iterator[int]:
    for time in times:
        i = bisect_left(p.starts, time.start)
        while i < len(p) and p.starts[i] < time.end:
            yield i
            i += 1


class Timing:
    """The times of a text, and what they say of its events."""

    def __init__(self, p: Parse, published: dt.date | None, words: FactualityWords) -> None:
        self.p = p
        self.words = words
        self._stands: dict[int, Stand] = {}
        self.reading = read_times(p, published)
        self.times = self.reading.times
        self.dating = self.reading.dating
        self._told: dict[int, tuple[Sequence[Time], Sequence[Time]]] = {}
        self.tokens = frozenset(_tokens(p, self.times))

    def of(self, tokens: list[int]) -> tuple[Time | None, str | None]:
        """The time and the duration of the event with these triggers."""
        time = duration = None
        for token in tokens:
            dating, times = self._told_in(self.p.sentence_of[token])
            if dating and time is None:
                time = event_date(self.p, dating, token)
            if times and duration is None:
                duration = event_duration(self.p, times, token)
        return time, duration

    def _told_in(self, sentence: int) -> tuple[Sequence[Time], Sequence[Time]]:
        """The times of a sentence: those that may date its events, and all."""
        told = self._told.get(sentence)
        if told is None:
            first, end = self.p.sentences[sentence]
            start, stop = self.p.starts[first], self.p.ends[end - 1]
            told = self._told[sentence] = between(self.dating, start, stop), between(self.times, start, stop)
        return told

    def is_beginning(self, time: Time) -> bool:
        """Whether the time is when something began: "since June"."""
        first = bisect_left(self.p.starts, time.start)
        return first > 0 and self.p.lower[first - 1] == "since"

    @staticmethod
    def event_date(time: Time) -> EventDate:
        """A time as an event's date."""
        return to_event_date(time)

    def of_main_event(self) -> Time | None:
        """The day of the article's main event when its own sentence does not tell it."""
        return main_event_date(self.p, self.reading)

    def is_realized(self, token: int) -> bool:
        """Whether what the token evokes is said to have happened."""
        stand = self.stand(token)
        return stand.polarity == "Affirmed" and stand.temporality == "NonFuture" and stand.certainty != "Possible"

    def stand(self, token: int) -> Stand:
        """The factuality of what a trigger token evokes; what is only supposed is at most possible."""
        stand = self._stands.get(token)
        if stand is None:
            f = factuality(self.p, token, self.words)
            certainty = "Possible" if f.hypothetical else f.certainty
            stand = self._stands[token] = Stand(f.polarity, certainty, f.temporality)
        return stand
