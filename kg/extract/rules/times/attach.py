"""Which time expression dates an event: by the parse first, then by nearness in the sentence, then by the dateline."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Sequence

from kg.extract.rules.parse import Parse
from kg.extract.rules.times.calendar import iso_duration
from kg.extract.rules.times.find import Reading
from kg.extract.rules.times.words import TimeWords, time_words
from kg.model import EventDate, Time

REACH = 9
"""How far up the parse an expression's governor, or a trigger's, is followed; deeper ones belong to something between."""
FINITE_CLAUSES = frozenset({"relcl", "advcl", "acl", "ccomp", "csubj", "parataxis", "conj"})
"""Where a verb with a tense of its own stands for itself: its date is not that of what governs it."""
SHARING = frozenset(
    "dobj nsubj nsubjpass pobj prep attr oprd xcomp relcl acl conj appos compound nmod agent dative obj amod pcomp poss npadvmod".split()
)
"""Positions whose event happens when the governor's does: "launched an attack on Monday", "the attack on Monday that killed two"."""
LONG = 7
"""Days of the longest span that dates what its consequence followed."""
LEAD = 700
"""Characters below the dateline in which a story tells its day: headers and the first paragraph."""
LEAD_DAYS = 14
"""A day named in the first sentences is the story's own when it is no older: what is older is background."""
WITHIN = frozenset({"during", "in", "amid"})
"""Prepositions whose noun gives its day to the verb: "captured during an overnight operation", "killed in Tuesday's attack"."""
BOUNDING = frozenset({"before", "until", "till", "since"})
"""Prepositions whose deed is of another time than the one that it bounds."""
SEPARATE_MARKS = frozenset({"after", "before", "since", "because", "if", "unless", "until", "till", "although", "though", "while"})


def event_date(parse: Parse, times: Sequence[Time], trigger: int, *, words: TimeWords | None = None) -> Time | None:
    """The time that dates the event of the trigger token, or None.

    The nearest in the parse: what hangs on the trigger itself ("struck on Tuesday", "Tuesday's strike"), then what hangs
    on the words that govern it ("carried out a strike on Tuesday"). Only times on the calendar count: durations, sets,
    ages and references (PAST_REF) never date an event. Give it the times of `Reading.dating`, which leave out the dates
    of datelines and headers.
    """
    words = words or time_words()
    first, end = parse.sentences[parse.sentence_of[trigger]]
    dates = _dates(parse, times, first, end)
    if not dates:
        return None
    if parse.deps[trigger] == "amod":  # "fired from occupied Crimea on Monday": the occupation is no deed of that day
        dates = [(t, time) for t, time in dates if parse.left[trigger] <= t <= parse.right[trigger]]
    if _is_one_of_many(parse, trigger, words):  # "the fourth such attack this month": the month counts them
        dates = [(t, time) for t, time in dates if 0 < _days(time) < LONG]
    if not dates:
        return None
    chosen = _nearest(parse, dates, trigger, words)
    if chosen is None and (verb := _followed_by(parse, trigger)) is not None:
        # "tensions rose over the weekend following the raid": a raid of that weekend; a single day may be the day after
        chosen = _nearest(parse, [(t, time) for t, time in dates if (days := _days(time)) and 1 < days <= LONG], verb, words)
    return chosen


def _is_one_of_many(parse: Parse, trigger: int, words: TimeWords) -> bool:
    """Whether a noun is ranked or numbered among others of its kind: "the deadliest raid", "it was the fourth attack"."""
    if parse.pos[trigger] != "NOUN":
        return False
    before = [c for c in parse.children[trigger] if c < trigger]
    if parse.deps[trigger] == "attr" and any(_is_ordinal(parse.lower[c], words) for c in before):
        return True
    return any(parse.tags[c] == "JJS" or parse.lower[c] == "such" for c in before)


def _is_ordinal(word: str, words: TimeWords) -> bool:
    return word in words.numbers.ordinals or (word[0].isdigit() and word[-2:] in ("st", "nd", "rd", "th"))


def _nearest(parse: Parse, dates: Sequence[tuple[int, Time]], trigger: int, words: TimeWords) -> Time | None:
    """The date that hangs nearest to the trigger."""
    best: tuple[int, int, int] | None = None
    chosen: Time | None = None
    for token, time in dates:
        steps = _distance(parse, token, trigger, words)
        if steps is None:
            continue
        rank = (steps, 0 if len(time.value or "") >= 10 else 1, abs(token - trigger))
        if best is None or rank < best:
            best, chosen = rank, time
    return chosen


def _followed_by(parse: Parse, trigger: int) -> int | None:
    """The verb of what came after the trigger's event by the words "following" and "in the wake of"."""
    i = trigger
    for _ in range(2):  # the noun itself, or what it is a modifier of
        head = parse.heads[i]
        if parse.lower[head] == "following" and parse.pos[parse.heads[head]] in ("VERB", "NOUN", "PROPN"):
            i = parse.heads[head]
            while parse.pos[i] not in ("VERB", "AUX") and parse.heads[i] != i and parse.deps[i] in SHARING:
                i = parse.heads[i]  # the parser may hang "following" on the weekend before it
            return i if parse.pos[i] == "VERB" else None
        i = head
    return None


def _days(time: Time) -> int:
    return (time.last - time.first).days + 1 if time.first and time.last else 0


def main_event_date(parse: Parse, reading: Reading) -> Time | None:
    """The day of an article's main event when its own sentence does not tell it.

    The first day named in the head of the story below the dateline, if it lies in the days before it and does not
    name some other thing ("Tuesday's attack"); else the day of the dateline. A date of publication alone is no
    evidence of the day of an event.
    """
    line = reading.dateline
    if line is None or line.date is None or reading.reference is None:
        return None
    for time in between(reading.dating, line.span.end, line.span.end + LEAD):
        if time.first is None or len(time.value or "") < 10 or not 0 <= (reading.reference - time.first).days <= LEAD_DAYS:
            continue
        token = _head_token(parse, time)
        of_a_noun = parse.heads[token] > token and parse.pos[parse.heads[token]] in ("NOUN", "PROPN")
        if (
            not of_a_noun and not _in_passing(parse, token, time_words()) and _telling_beside(parse, token, time_words()) is None
        ):  # "confirmed today the arrest": told today
            return time
    text = parse.text[line.span.start : line.span.end]
    return Time(
        start=line.span.start, end=line.span.end, text=text, value=line.date.isoformat(), type="DATE", first=line.date, last=line.date
    )


def _in_passing(parse: Parse, token: int, words: TimeWords) -> bool:
    """Whether the day is that of what someone did before: "the man responsible for a bombing Jan. 7", "a man who fled on May 6"."""
    if parse.pos[parse.heads[token]] == "VERB":
        return False  # "detained a man linked to a murder yesterday": the parser hangs the day on "linked"
    for _ in range(REACH):
        head = parse.heads[token]
        if parse.lower[head] in words.lists["background"] or (parse.deps[token] == "relcl" and _is_past(parse, token)):
            return True
        if head == token or parse.pos[token] == "VERB":
            return False
        token = head
    return False


def event_duration(parse: Parse, times: Sequence[Time], trigger: int) -> str | None:
    """The ISO 8601 duration said of the event ("a nine-hour battle", "fought for two days"), or None."""
    first, end = parse.sentences[parse.sentence_of[trigger]]
    for time in between(times, parse.starts[first], parse.ends[end - 1]):
        if time.type != "DURATION" or time.value is None or time.text.rstrip("s").endswith("old"):
            continue
        length = iso_duration(time.value)
        if length is None:
            continue
        token = _head_token(parse, time)
        governor = parse.heads[token]
        if parse.lower[token + 1 : token + 2] in (["after"], ["before"], ["since"]):
            continue  # "three days after they encircled the town"
        if governor == trigger and parse.deps[token] in ("amod", "compound", "nmod", "npadvmod", "dobj"):
            return length
        if parse.lower[governor] == "for" and parse.heads[governor] == trigger:
            return length
        if parse.deps[trigger] == "pobj" and parse.lower[parse.heads[trigger]] == "of" and parse.heads[parse.heads[trigger]] == token:
            return length  # "after two days of fighting"
    return None


def to_event_date(time: Time) -> EventDate:
    """The date of an event that a time gives: day, month or year, and `until` for a span of days.

    A week, season or span of days is dated by its first day, with its last as `until`; a weekend by its last day, since
    news tells of what has come to be by then; a night by the evening it begins; a decade has words alone.
    """
    value, until = _date_of(time)
    return EventDate(value=value, text=time.text, start=time.start, end=time.end, until=until)


def _date_of(time: Time) -> tuple[str | None, str | None]:
    value = time.value or ""
    if time.first is None or time.last is None:
        return None, None
    if len(value) in (4, 7) and value.replace("-", "").isdigit():
        return value, None
    if value.endswith("-WE"):
        return time.last.isoformat(), time.last.isoformat()
    if len(value) >= 10 and value[4] == value[7] == "-" and "/" not in value:
        return value[:10], None
    if (time.last - time.first) > dt.timedelta(days=366):
        return None, None
    return time.first.isoformat(), time.last.isoformat()


def between(times: Sequence[Time], start: int, end: int) -> Sequence[Time]:
    """Those of the times, which are in order, that begin between two characters."""
    if not times or (times[0].start >= start and times[-1].start < end):
        return times
    low = bisect_left(times, start, key=lambda t: t.start)
    high = low
    while high < len(times) and times[high].start < end:
        high += 1
    return times[low:high]


def _dates(parse: Parse, times: Sequence[Time], first: int, end: int) -> list[tuple[int, Time]]:
    """The times of a sentence that lie on the calendar, each with its head token."""
    found = between(times, parse.starts[first], parse.ends[end - 1])
    return [(_head_token(parse, t), t) for t in found if t.first is not None and t.type in ("DATE", "TIME")]


def _head_token(parse: Parse, time: Time) -> int:
    """The token of the expression whose governor stands outside it."""
    first = bisect_left(parse.starts, time.start)
    end = bisect_left(parse.starts, time.end)
    for i in range(end - 1, first - 1, -1):
        if not first <= parse.heads[i] < end or parse.heads[i] == i:
            return i
    return end - 1


def _distance(parse: Parse, token: int, trigger: int, words: TimeWords) -> int | None:
    """How far the expression hangs from the trigger in the parse; None when it dates something else.

    0: it hangs on the trigger itself ("struck on Tuesday", "Tuesday's strike").
    """
    holders = _holders(parse, token, trigger, words)
    node, steps = trigger, 0
    for _ in range(REACH):
        if node in holders:
            return holders[node] + 2 * steps
        head = parse.heads[node]
        if head == node or not _shares_time(parse, node, head, words):
            return None
        if parse.deps[node] == "relcl" and _is_past(parse, node) and head not in holders:
            return None  # what someone once did: "neighbours of the man who carried out the bombing were questioned on Monday"
        node, steps = head, steps + 1
    return None


def _shares_time(parse: Parse, node: int, head: int, words: TimeWords) -> bool:
    """Whether what stands at `node` happens when its governor does."""
    dep = parse.deps[node]
    if dep in ("conj", "relcl") and _is_present(parse, node) and not _is_present(parse, head):
        return False  # "seized the ship on Sunday and still hold its crew"
    if dep == "pobj" and _is_of_another_time(parse, head, words):
        return False
    if dep == "dobj" and parse.lemmas[head] in words.lists["wishing"]:
        return False  # "demanded on Sunday an end to the war"
    if dep == "advcl":
        return not any(parse.lower[c] in SEPARATE_MARKS for c in parse.children[node])
    if parse.lemmas[head] in words.lists["telling"] and parse.tags[head][0] == "V":
        return dep == "conj"
    if parse.lower[head] in ("after", "before", "since", "following"):
        return False
    return dep in SHARING


def _is_of_another_time(parse: Parse, preposition: int, words: TimeWords) -> bool:
    """Whether what the preposition governs was there before: "a statement about the raid", "jailed for it", "the result of a vote"."""
    word, above = parse.lower[preposition], parse.lemmas[parse.heads[preposition]]
    lists = words.lists
    return word in lists["topical"] or (word == "for" and above in lists["answered_for"]) or (word == "of" and above in lists["outcomes"])


def _is_present(parse: Parse, node: int) -> bool:
    """Whether the word is a verb in the simple present, which a parser may take for an infinitive."""
    bare = parse.tags[node] == "VB" and parse.deps[node] == "conj" and parse.tags[parse.heads[node]] == "VBD"
    return (parse.tags[node] in ("VBP", "VBZ") or bare) and not any(parse.deps[c] in ("aux", "auxpass") for c in parse.children[node])


def _holders(parse: Parse, token: int, trigger: int, words: TimeWords) -> dict[int, int]:
    """The words that the expression may date, with how far each is: its governor, then what that is a part of.

    A finite verb keeps the date to itself, but for one in the present tense: "detained a man who leads a cell in Logar
    on Monday" tells of the arrest, wherever the parser puts the day. So does a noun that the date stands before
    ("Tuesday's attack"), and what only tells who someone is ("responsible for an attack on Monday").
    """
    telling = _telling_beside(parse, token, words)
    if telling is None:
        telling = _telling_of(parse, token, words)
    if telling is not None:
        return {telling: 0}
    holders: dict[int, int] = {token: 0}  # "in December, when guerrillas ambushed a patrol"
    node, cost = parse.heads[token], 0
    if node > token and parse.pos[node] in ("NOUN", "PROPN") and not _stands_alone(parse, token):
        inside = parse.deps[node] == "pobj" and parse.lower[parse.heads[node]] in WITHIN
        return {node: 0, parse.heads[parse.heads[node]]: 1} if inside else {node: 0}
    for _ in range(REACH):
        if parse.pos[node] != "ADP":
            holders[node] = cost
            cost += 1
        head = parse.heads[node]
        if node in (head, trigger) or parse.lower[head] in words.lists["background"]:
            break
        if parse.deps[node] == "acl" and parse.lower[node] in words.future_adjectives:
            holders[head] = cost  # "cancelled talks planned for Thursday"
            break
        if parse.deps[node] == "acl" and parse.lemmas[node] in words.lists["announcing"]:
            break  # "..., the delegations announced on Tuesday", which the parser takes for a participle
        if parse.deps[node] == "pcomp" and parse.lower[head] in BOUNDING:
            break  # "was detained and sat two years in prison before being released in April"
        if parse.pos[node] in ("VERB", "AUX") and parse.deps[node] in FINITE_CLAUSES:
            if parse.deps[node] in ("ccomp", "conj", "parataxis") or _is_past(parse, node) or _has_agent(parse, node):
                if _shares_subject(parse, node) and token > node:  # "captured a leader and detained two men last night": both
                    holders[head] = cost + 1
                break
            cost += 1
        node = head
    return holders


def _stands_alone(parse: Parse, token: int) -> bool:
    """Whether the date has a preposition of its own at the beginning: "On 14 May 2023 gunmen attacked", which the parser joins."""
    first = token
    while first - 1 >= parse.left[parse.heads[token]] and parse.heads[first - 1] in (token, parse.heads[token]):
        first -= 1
    before = first if parse.pos[first] == "ADP" else first - 1
    return before >= 0 and parse.lower[before] == "on" and parse.words[before] == "On"


def _telling_beside(parse: Parse, token: int, words: TimeWords) -> int | None:
    """The verb of telling right before or after the expression ("confirmed today the arrest of"): it was told then."""
    for i in (token - 1, token + 1):
        if 0 <= i < len(parse) and parse.tags[i][0] == "V" and parse.lemmas[i] in words.lists["telling"]:
            return i
    return None


def _telling_of(parse: Parse, token: int, words: TimeWords) -> int | None:
    """The verb of "claimed the attack on Sunday": what is known already is told of, and nothing but the day stands with it."""
    noun = parse.heads[parse.heads[token]] if parse.pos[parse.heads[token]] == "ADP" else parse.heads[token]
    verb = parse.heads[noun]
    if parse.deps[noun] != "dobj" or noun > token or parse.lemmas[verb] not in words.lists["telling"]:
        return None
    around = [c for c in parse.children[noun] if token not in (c, *parse.children[c])]
    return verb if [parse.lower[c] for c in around] == ["the"] else None


def _shares_subject(parse: Parse, node: int) -> bool:
    """Whether the verb is coordinated with one to its left and has no subject of its own."""
    if parse.deps[node] != "conj" or parse.pos[parse.heads[node]] != "VERB":
        return False
    return not any(parse.deps[c] in ("nsubj", "nsubjpass", "aux", "auxpass", "mark") for c in parse.children[node])


def _has_agent(parse: Parse, node: int) -> bool:
    """Whether a participle has its own doer: "the town, seized by rebels two months ago"."""
    return parse.tags[node] == "VBN" and any(parse.deps[c] == "agent" for c in parse.children[node])


def _is_past(parse: Parse, node: int) -> bool:
    """Whether the verb is finite and tells of the past, or of the future."""
    auxiliaries = [c for c in parse.children[node] if parse.deps[c] in ("aux", "auxpass")]
    if any(parse.tags[c] in ("VBD", "MD") or parse.lower[c] in ("has", "have") for c in auxiliaries):
        return True
    return parse.tags[node] == "VBD"
