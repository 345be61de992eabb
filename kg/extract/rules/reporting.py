"""What a reporting verb says was said: the token ranges of its content, by the construction it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from kg.extract.rules.clausebounds import (
    CLAUSES,
    clause_end,
    clauses_on_documents,
    cue_begins,
    cut_off,
    is_inverted_condition,
    is_past_clause,
    own_end,
    sets_in_time,
)
from kg.extract.rules.content import Range
from kg.extract.rules.cueorder import FINITE, FINITE_TAGS
from kg.extract.rules.parse import Parse
from kg.extract.rules.quotations import MARKS, Quotation
from kg.extract.rules.sources import is_passive_cue
from kg.extract.rules.speechwords import Cue, SpeechWords
from kg.extract.rules.subjects import subject_before
from kg.extract.rules.syntax import ANY_SUBJECT, PASSIVE_SUBJECTS, SUBJECTS

Form = Literal["clause", "quote", "object"]
TOLD = frozenset({"tell", "inform", "brief", "notify"})
"""Verbs whose object is who is told."""
GOES_ON = frozenset({"to", "if", "unless"})
"""What begins a clause that goes on with what is called for or warned of."""
CLAUSE_TOPS = frozenset({"ROOT", "ccomp", "relcl", "parataxis", "acl"})
FAR = 8
"""Words between a cue and the quotation that it introduces or follows: a name, an office, "in a statement"."""
QUESTION_TAGS = frozenset({"WRB", "WP", "WDT"})
OPEN_MARKS = frozenset({"whether", "if"})


@dataclass(slots=True)
class Said:
    """The content of one cue: its ranges, in what form, and how it stands to the cue.

    `open`: a question ("whether"); `presupposed`: it happened, whose deed it was is what is said; `own_part`: the source speaks of its
    own part in it; `stance` where the construction tells another than the verb ("told them to leave"); `past` a clause that tells of what
    has been ("swore that a truce had been signed").
    """

    ranges: list[Range]
    form: Form
    open: bool = False
    presupposed: bool = False
    own_part: bool = False
    stance: str | None = None
    past: bool = False
    aside: bool = field(default=False)


class Reporting:
    """Reads the contents of reporting verbs."""

    def __init__(self, words: SpeechWords) -> None:
        self.words = words

    def said(self, p: Parse, cue: Cue, quotations: Sequence[Quotation]) -> Said | None:
        """What the verb says was said; None if it says nothing here ("added 100 troops")."""
        words, lists, name, v = self.words, self.words.lists, cue.name, cue.token
        if self._asks_for_anonymity(p, cue):
            return None
        if name in words.accusing:
            found = self._accusation(p, cue)
            if found is not None:
                return found
        if name in lists["presupposing"] and " " in name:
            return self._responsibility(p, cue)
        if name in lists["addressed"] or name in lists["prepositional"]:
            return self._after_preposition(p, cue)
        if name in lists["counting"]:
            toll = self._toll(p, cue)
            if toll is not None or name == "put":
                return toll
        clause = self._clause(p, cue)
        if clause is not None and clause.ranges[-1][1] <= v:  # 'It was, he wrote, "the greatest of hunts"'
            at = p.sentence_of[v]
            near = (q for q in quotations if v < q.first <= v + FAR and p.sentence_of[q.first] == at and p.words[q.first - 1] == ",")
            clause.ranges += [(q.first, q.end) for q in near]
        found = clause or self._aside(p, cue) or self._quotation(p, cue, quotations) or self._object(p, cue)
        return found or self._participle(p, cue)

    # -- with a clause
    def _clause(self, p: Parse, cue: Cue) -> Said | None:
        v, lists = cue.token, self.words.lists
        barred = cue.name in lists["no_clause"]
        passive = is_passive_cue(p, v)
        clauses, stance = [], None
        # "said later that …": the parser may hang the clause on the adverb
        adverbs = (c for c in p.children[v] if c > v and p.deps[c] in {"advmod", "npadvmod"})
        beside = [*(g for a in adverbs for g in p.children[a] if p.deps[g] == "ccomp"), *clauses_on_documents(p, v)]
        for c in [*p.children[v], *beside]:
            if (p.deps[c] not in CLAUSES and c not in beside) or (c > v and is_inverted_condition(p, c)):
                continue
            that = any(p.lower[g] == "that" and p.deps[g] == "mark" for g in p.children[c])
            if cue.name in lists["belief"] and any(p.tags[g] in QUESTION_TAGS and g < c for g in p.children[c]):
                continue  # "know why", "see who"
            how = cue.name in lists["how_clause"] and any(p.lower[g] == "how" and g < c for g in p.children[c])
            gerund = p.tags[c] == "VBG" and cue.name in lists["gerund"]
            if barred and not how and not gerund and not (that and cue.name in lists["that_clause"]):
                continue
            if c < v and any(p.left[c] <= s <= p.right[c] for s in subject_before(p, v)):
                continue  # "troops fired, and a group linked to the marchers said": the clause before has the source in it
            if c < v and p.lemmas[c] == "ask" and p.tags[c] == "VBN" and is_passive_cue(p, c):
                continue  # "Asked if he regretted it, he said no"
            if c < v and ";" in p.words[p.right[c] + 1 : v]:
                continue  # "the rebels claim it; the army says it crashed"
            if cue.name in lists["belief"] and any(p.lower[g].endswith(("self", "selves")) for g in p.children[c] if g < c):
                continue  # "found itself fighting the very group"
            # "UK to send jets, minister says"
            headline = c < v and p.deps[c] == "ccomp" and any(p.deps[g] == "nsubj" for g in p.children[c])
            if self._is_finite(p, c) or headline or (that and (p.deps[c] == "ccomp" or c in beside)):
                clauses.append(c)
            elif self._takes(p, cue, c, passive):
                clauses.append(c)
                if cue.name in lists["directive"] and not passive and p.tags[c] == "VB":
                    stance = "Demands"
        if not clauses:
            return None
        finite = self._is_finite(p, clauses[0])
        ranges = list(self._raised_subject(p, v)) if passive and not finite else []
        if min(clauses) < v:
            end = cue_begins(p, v, min(clauses))
            ranges.append((p.left[v], end))
            if not any(w in MARKS for w in p.words[max(0, end - 2) : end]):  # what is quoted ends with its mark
                ranges += self._trailing(p, v)
        ranges += [(p.left[c], self.until_next_cue(p, v, min(clause_end(p, c), own_end(p, c)))) for c in clauses if c > v]
        if not finite and not passive:  # who is asked belongs to what is asked
            ranges += [(p.left[c], p.right[c] + 1) for c in p.children[v] if p.deps[c] == "dobj" and c > v]
        open_ = any(p.lower[g] in OPEN_MARKS for c in clauses for g in p.children[c] if p.deps[g] == "mark")
        if open_ and cue.stance == "Demands":
            stance = "States"  # a question demands nothing
        past = finite and all(is_past_clause(p, c) for c in clauses)
        return Said(ranges, "clause", open=open_, stance=stance, past=past)

    def _asks_for_anonymity(self, p: Parse, cue: Cue) -> bool:
        """ "who asked not to be named": no word of what he said."""
        asks = cue.stance == "Demands"
        return asks and any(p.deps[c] in {"xcomp", "dobj"} and self.words.has("anonymity", p.lemmas[c]) for c in p.children[cue.token])

    def until_next_cue(self, p: Parse, v: int, end: int) -> int:
        """The end without what another says after a semicolon: "organisers said 9,000 came; police put the crowd at 2,000"."""
        part = next((i for i in range(v + 1, end) if p.words[i] == ";"), end)
        another = any(p.lemmas[i] in self.words.verbs and p.tags[i] in FINITE_TAGS for i in range(part + 1, end))
        return part if another else end

    def _trailing(self, p: Parse, v: int) -> Iterator[Range]:
        """What goes on after an aside: "The bomb went off at noon, the mayor said, killing four"."""
        for c in p.children[v]:
            if c < v or p.words[p.left[c] - 1] != ",":
                continue
            dep, lemma = p.deps[c], p.lemmas[c]
            manner = lemma in self.words.verbs or self.words.has("manner", lemma)
            if sets_in_time(p, p.left[c]) or self._is_writers(p, v, c):
                continue
            if (dep == "advcl" and not manner) or (dep == "prep" and self.words.has("trailing", p.lower[c])):
                yield p.left[c], p.right[c] + 1

    def _is_writers(self, p: Parse, v: int, clause: int) -> bool:
        """Whether a clause after an aside sets another thing beside it: "…, officials said, while rebels …", "…, said Tuesday, as …"."""
        mark = next((p.lower[c] for c in p.children[clause] if p.deps[c] == "mark"), p.lower[p.left[clause]])
        timed = any(p.deps[c] == "npadvmod" and v < c < p.left[clause] for c in p.children[v])
        return self.words.has("contrasting", mark) or (timed and mark == "as")

    @staticmethod
    def _is_finite(p: Parse, c: int) -> bool:
        """A clause with a subject of its own that is no bare infinitive or participle."""
        deps = {p.deps[g] for g in p.children[c]}
        if deps.isdisjoint(ANY_SUBJECT):
            # "who the U.N. says are backed by Rwanda": the subject stands outside
            auxiliary = any("aux" in p.deps[g] and p.tags[g] in FINITE for g in p.children[c])
            return p.deps[c] == "ccomp" and (p.tags[c] in FINITE_TAGS or auxiliary)
        return not any(p.deps[g] == "aux" and p.lower[g] == "to" for g in p.children[c])

    def _takes(self, p: Parse, cue: Cue, c: int, passive: bool) -> bool:
        """Whether the verb says something with this infinitive or participle."""
        words, name = self.words, cue.name
        infinitive = any(p.deps[g] == "aux" and p.lower[g] == "to" for g in p.children[c])
        if passive:
            if name == "find" and not infinitive:
                return False  # "was found hiding in a barn"
            return p.deps[c] != "pcomp" and (infinitive or p.tags[c] in {"VBN", "VBG", "JJ"})
        if infinitive and words.has("anonymity", p.lemmas[c]):
            return False  # "asked not to be named"
        if infinitive:
            told = any(p.deps[g] in {"dobj", "dative"} for g in p.children[cue.token])
            return words.has("infinitive", name) or (words.has("directive", name) and told)
        having = p.tags[c] == "VBN" and any(p.lower[g] == "having" for g in p.children[c] if p.deps[g] == "aux")
        return (p.tags[c] == "VBG" or having) and words.has("gerund", name)

    @staticmethod
    def _raised_subject(p: Parse, v: int) -> Iterator[Range]:
        """The subject of a passive, which belongs to what is said: "rebels are believed to have attacked"."""
        for c in p.children[v]:
            if p.deps[c] in PASSIVE_SUBJECTS or p.deps[c] == "nsubj":
                if p.tags[c] in {"WDT", "WP"} and p.deps[v] == "relcl":
                    yield p.left[p.heads[v]], p.heads[v] + 1
                elif p.lower[c] != "it" or p.deps[c] != "expl":
                    yield p.left[c], p.right[c] + 1
                return
        if p.deps[v] in {"acl", "relcl"}:
            yield p.left[p.heads[v]], p.heads[v] + 1
        elif p.deps[v] == "conj" and p.heads[v] < v:
            yield from Reporting._raised_subject(p, p.heads[v])

    # -- beside the clause
    def _aside(self, p: Parse, cue: Cue) -> Said | None:
        """ "Two people died, officials said": the clause that governs the reporting verb is what was said."""
        v = cue.token
        h = p.heads[v]
        objects = any(p.deps[c] in {"dobj", "attr"} for c in p.children[v]) and cue.name not in TOLD
        if h == v or objects or self.words.has("no_clause", cue.name) or not self._is_aside(p, v):
            return None
        while p.deps[h] not in CLAUSE_TOPS and p.heads[h] != h:
            h = p.heads[h]
        after = p.right[v] + 1
        rest = (after, after if sets_in_time(p, after) else p.right[h] + 1)  # "…, police said, a day after …": the writer's own
        own = next((c for c in p.children[h] if c > v and p.deps[c] == "advcl" and self._is_writers(p, v, c)), None)
        if own is not None and p.words[p.left[own] - 1] == ",":
            rest = (after, max(after, p.left[own]))
        ranges = [(p.left[h], p.left[v]), rest, *self._trailing(p, v)]
        ranges = [r for r in ranges if any(p.words[i][0].isalnum() for i in range(*r))]
        return Said(ranges, "clause", aside=True) if ranges else None

    @staticmethod
    def _is_aside(p: Parse, v: int) -> bool:
        """Whether a reporting verb with a subject stands beside its content, set off by a comma, and does not govern it."""
        if not any(p.deps[c] in ANY_SUBJECT for c in p.children[v]) or p.tags[v] not in FINITE_TAGS:
            return False
        first = p.left[v]
        marks = {p.lower[c] for c in p.children[v] if p.deps[c] in {"mark", "advmod"} and c < v}
        if "as" in marks:
            return True
        while first < v and not p.words[first][0].isalnum():
            first += 1
        set_off = p.words[first - 1][-1] in ",—–-”\"'" if first > 0 else False
        if p.deps[v] == "parataxis":
            return set_off or first == p.sentences[p.sentence_of[v]][0]
        if p.deps[v] == "conj":
            return set_off and not any(p.deps[c] == "cc" for c in p.children[p.heads[v]] if p.heads[v] < c < v)
        marked = any(p.deps[c] == "mark" or p.tags[c] in {"WDT", "WP", "WRB"} for c in p.children[v])
        return set_off and not marked and p.deps[v] in {"advcl", "ccomp", "dep"}

    # -- with a quotation
    def _quotation(self, p: Parse, cue: Cue, quotations: Sequence[Quotation]) -> Said | None:
        v, words = cue.token, self.words
        if words.has("belief", cue.name) or not quotations:
            return None
        subject = any(p.deps[c] in SUBJECTS or p.deps[c] in {"dobj", "attr"} for c in p.children[v])
        own = subject or p.deps[v] in {"advcl", "conj", "relcl", "pcomp"}
        if not own or any(q.covers(v) for q in quotations):
            return None
        sentence, near = p.sentence_of[v], []
        h = p.heads[v]
        second = h if p.deps[v] in {"advcl", "conj"} and p.lemmas[h] in words.verbs else len(p)
        beside = p.deps[v] in {"advcl", "conj"} and any(words.has("contrasting", p.lower[c]) for c in p.children[v] if p.deps[c] == "mark")
        for q in quotations:
            first, last = q.first + 1, q.end - 2  # the marks themselves may be left to another sentence
            after = p.sentence_of[first] == sentence and v < first <= max(v + FAR, p.right[v] + 1)
            before = (p.sentence_of[last] == sentence or cut_off(p, q.end, sentence)) and _comes_after(p, v, last)
            if beside and q.end <= p.left[v]:
                continue  # 'one said it was "too little," while another demanded guarantees': the first cue has it, too
            if last < second < v:
                continue  # '"…," she said, stressing its cost': the first cue has it
            if after or before:
                near.append(q)
        question = cue.stance == "Demands" and any(p.words[q.end - 2] == "?" for q in near)
        return Said([(q.first, q.end) for q in near], "quote", stance="States" if question else None) if near else None

    # -- with an object
    def _object(self, p: Parse, cue: Cue) -> Said | None:
        v, words = cue.token, self.words
        if not words.has("object", cue.name):
            return None
        if is_passive_cue(p, v):
            ranges = list(self._raised_subject(p, v))
            about = p.heads[v] if p.deps[v] in {"acl", "relcl"} else next((c for c in p.children[v] if p.deps[c] in PASSIVE_SUBJECTS), v)
            # a claim that "could not be verified" is read with its noun
            empty = words.has("no_statement", p.lemmas[about]) or (p.lemmas[about] in words.nouns and cue.stance == "Confirms")
            empty = empty or self._is_rejected_claim(p, cue, about)
            return Said(ranges, "object") if ranges and not empty else None
        if any(p.deps[c] == "dative" for c in p.children[v]):
            return None  # "denied them entry"
        for c in self._objects(p, v):
            if p.tags[c] in {"WDT", "WP"}:
                if p.deps[v] != "relcl":
                    return None
                return self._antecedent(p, v)
            if words.has("part", p.lemmas[c]) and cue.stance in {"Denies", "Confirms", "Alleges"}:
                return self._own_part(p, v, c)
            if words.has("no_statement", p.lemmas[c]) or p.pos[c] == "NUM" or self._is_rejected_claim(p, cue, c):
                return None
            if cue.stance in {"Denies", "Promises"} and words.has("given", p.lemmas[c]):
                return None
            presupposed = cue.name == "claim" and any(p.lower[g] in {"the", "this", "that"} for g in p.children[c])
            return Said([(p.left[c], p.right[c] + 1)], "object", presupposed=presupposed, stance="States" if presupposed else None)
        if p.deps[v] == "relcl" and p.heads[v] < v and not any(p.lower[c] in {"where", "when", "who"} for c in p.children[v]):
            return self._antecedent(p, v)
        return None

    @staticmethod
    def _participle(p: Parse, cue: Cue) -> Said | None:
        """A headline's "Hamas says 12 killed in strike", whose participle the parser hangs on the noun."""
        if cue.name != "say":
            return None
        told = (c for c in p.children[cue.token] if p.deps[c] == "dobj" and c > cue.token)
        harmed = (c for c in told if any(p.deps[g] == "acl" and p.tags[g] == "VBN" for g in p.children[c]))
        return next((Said([(p.left[c], p.right[c] + 1)], "clause") for c in harmed), None)

    def _is_rejected_claim(self, p: Parse, cue: Cue, noun: int) -> bool:
        """ "disputed the claim that …": what is denied is read with the noun."""
        if cue.stance != "Denies" or p.lemmas[noun] not in self.words.nouns:
            return False
        return any(p.deps[c] in {"acl", "ccomp"} or (p.deps[c] == "prep" and p.lower[c] == "of") for c in p.children[noun])

    @staticmethod
    def _objects(p: Parse, v: int) -> list[int]:
        """The verb's object, or the one it shares with the verb after it ("neither confirmed nor denied the strike")."""
        own = [c for c in p.children[v] if p.deps[c] == "dobj"]
        if own:
            return own
        after = [c for c in p.children[v] if p.deps[c] == "conj" and v < c <= v + 3 and p.pos[c] == "VERB"]
        return [g for c in after for g in p.children[c] if p.deps[g] == "dobj"]

    def _antecedent(self, p: Parse, v: int) -> Said | None:
        """ "the attack the army confirmed"; not "a claim the army denied", which is read with its noun."""
        h = p.heads[v]
        return None if p.lemmas[h] in self.words.nouns else Said([(p.left[h], h + 1)], "object")

    @staticmethod
    def _own_part(p: Parse, v: int, noun: int) -> Said | None:
        """ "denied any role in the attack": the attack happened; the part in it is denied."""
        ranges = [(p.left[c], p.right[c] + 1) for n in (noun, v) for c in p.children[n] if p.deps[c] == "prep" and c > noun]
        first = p.left[noun]
        return Said([(first, max([p.right[noun] + 1, *(b for _, b in ranges)]))], "clause", presupposed=True, own_part=True)

    def _responsibility(self, p: Parse, cue: Cue) -> Said | None:
        v = cue.token
        hosts = [v, cue.last] if cue.last != v else [v, *(c for c in p.children[v] if p.deps[c] in PASSIVE_SUBJECTS)]
        for host in hosts:
            for c in p.children[host]:
                if p.deps[c] == "prep" and p.lower[c] == "for":
                    return Said([(c + 1, p.right[c] + 1)], "object", presupposed=True, stance="States")
        return None

    def _accusation(self, p: Parse, cue: Cue) -> Said | None:
        """ "accused X of Y", "blamed X for Y", "blamed Y on X"."""
        v, prepositions = cue.token, self.words.accusing[cue.name]
        hosts = [v, *(c for c in p.children[v] if p.deps[c] in {"dobj", "nsubjpass"})]  # the parser may hang "of doing" on the accused
        deeds = [c for host in hosts for c in p.children[host] if p.deps[c] in {"prep", "dative"} and p.lower[c] in prepositions and c > v]
        if not deeds:  # "accused each other on Tuesday of opening fire"
            after = range(v + 1, p.right[v] + 1)
            deeds = [c for c in after if p.lower[c] in prepositions and any(p.deps[g] == "pcomp" for g in p.children[c])][:1]
        if not deeds:
            return None
        ranges = list(self._raised_subject(p, v)) if is_passive_cue(p, v) else []
        for c in p.children[v]:
            if p.deps[c] == "dobj" and not is_passive_cue(p, v):
                relative = p.tags[c] in {"WDT", "WP"} and p.deps[v] == "relcl"
                ranges.append((p.left[p.heads[v]], p.heads[v] + 1) if relative else (p.left[c], p.right[c] + 1))
        ranges += [(p.left[c], p.right[c] + 1) for c in deeds]
        clause = any(p.deps[g] == "pcomp" for c in deeds for g in p.children[c])
        presupposed = self.words.has("presupposing", cue.name) and not clause
        return Said(ranges, "clause" if clause else "object", presupposed=presupposed)

    def _after_preposition(self, p: Parse, cue: Cue) -> Said | None:
        """ "called for a ceasefire", "called on both sides to stop", "warned of an attack"."""
        v, prep = cue.token, cue.last
        if p.deps[prep] == "prt" or p.right[prep] == prep:
            after = [c for c in p.children[v] if c > prep and p.deps[c] in {"dobj", "pobj", "ccomp", "xcomp"}]
            ranges = [(p.left[c], p.right[c] + 1) for c in after]
        else:
            ranges = [(prep + 1, p.right[prep] + 1)]
        ranges += [
            (p.left[c], p.right[c] + 1)
            for c in p.children[v]
            if c > prep and p.deps[c] in {"xcomp", "advcl", "ccomp"} and any(p.lower[g] in GOES_ON for g in p.children[c])
        ]
        if not ranges or any(self.words.has("anonymity", p.lemmas[i]) for i in p.children[prep]):
            return None
        verbal = any(p.pos[i] in {"VERB", "AUX"} for r in ranges for i in range(*r))
        return Said(ranges, "clause" if verbal else "object")

    def _toll(self, p: Parse, cue: Cue) -> Said | None:
        """ "put the death toll at 30"."""
        v = cue.token
        toll = [c for c in p.children[v] if p.deps[c] in {"dobj", "nsubjpass"} and self.words.has("toll", p.lemmas[c])]
        at = [
            c for c in range(v + 1, p.right[v] + 1) if p.lower[c] == "at" and any(p.pos[g] == "NUM" for g in range(c + 1, p.right[c] + 1))
        ]
        return Said([(p.left[toll[0]], toll[0] + 1), (p.left[at[0]], p.right[at[0]] + 1)], "clause") if toll and at else None


def _comes_after(p: Parse, v: int, last: int) -> bool:
    """Whether a cue follows a quotation that ends at `last`, with no more between them than who says it."""
    return max(last, p.left[v] - 1) < v and (v <= last + FAR or last < p.left[v] <= last + 3)
