"""What the words of a noun phrase, and the word that governs it, say of the event that the noun names."""

from __future__ import annotations

from kg.extract.rules.factuality.marks import SUBJECTS, Marks

FACTUAL_PREPOSITIONS = frozenset({"after", "during", "in", "following", "since", "by", "at", "with", "amid", "as", "from", "despite"})
"""What stands after these has happened: "killed in an attack", "after the attack"."""
FAR = 4
"""Governors above an infinitive to the verb that tells the time."""
TOPIC_PREPOSITIONS = frozenset({"of", "for", "on", "about", "to", "over", "against"})
PARTICIPLES = frozenset({"VBN", "JJ", "VBD"})


def note_noun(marks: Marks, node: int) -> None:
    """ "no attack", "possible attack", "planned attack", "foiled attack", "an election to be held"."""
    parse = marks.parse
    for c in parse.children[node]:
        dep, word = parse.deps[c], parse.lower[c]
        if (dep == "det" and word in marks.words.lists["no"]) or dep == "neg":
            marks.negate()
            marks.nobody.add(node)
        elif dep == "det" and word == "any":
            marks.any = True
        elif dep in ("amod", "nmod", "compound", "advmod") and c < node:
            _modifier(marks, word, parse.lemmas[c], parse.tags[c])
            for g in parse.children[c]:
                if parse.deps[g] == "advmod":
                    marks.adverb(parse.lower[g])
        elif dep in ("acl", "relcl") and _looks_ahead(marks, c):
            marks.ahead()


def _looks_ahead(marks: Marks, clause: int) -> bool:
    """ "an election to be held", "talks set to take place", "elections due in May"."""
    parse, word = marks.parse, marks.parse.lower[clause]
    if parse.tags[clause] == "VBN" and any(parse.lower[g] == "to" for g in parse.children[clause] if g < clause):
        return True
    return parse.deps[clause] == "acl" and word != "intended" and marks.words.has("Future", "adjective", word)


def _modifier(marks: Marks, word: str, lemma: str, tag: str) -> None:
    words = marks.words
    if words.has("Possible", "adjective", word):
        marks.weaken("Possible")
    elif words.has("Probable", "adjective", word):
        marks.weaken("Probable")
        if word == "unlikely":
            marks.negate()
    elif words.has("Future", "adjective", word):
        marks.ahead()
    elif word in words.lists["unreal_modifiers"]:
        marks.suppose()
    elif tag in PARTICIPLES and word.endswith("ed") and any(words.has("Negated", "verb", w) for w in (lemma, word[:-2], word[:-1])):
        marks.negate()


def from_noun(marks: Marks, node: int, head: int) -> bool:
    """Note what the governor says of the noun at `node`; True if the governor's own words count as well."""
    parse = marks.parse
    dep = parse.deps[node]
    if dep == "conj":
        if any(parse.lower[c] == "no" for c in parse.children[head]):
            marks.negate()
        return True
    if dep in ("compound", "nmod", "amod"):
        if parse.pos[head] in ("NOUN", "PROPN"):
            marks.governing_noun(parse.lemmas[head])
        return False
    if dep == "pobj":
        return _after_preposition(marks, node, head)
    if dep == "prep":
        return marks.is_verb(head)
    if not marks.is_verb(head):
        return dep in ("appos", "attr") and parse.pos[head] in ("NOUN", "PROPN")
    if dep in ("dobj", "obj", "oprd", "attr", "acomp", "xcomp"):  # "urges end to war": for the parser an infinitive
        return _object(marks, node, head)
    return _subject(marks, node, head) if dep in SUBJECTS else False


def _after_preposition(marks: Marks, node: int, head: int) -> bool:
    """ "without an attack", "talks on a ceasefire", "called for an election", "prevented from attack"."""
    parse, words = marks.parse, marks.words
    preposition, above = parse.lower[head], parse.heads[head]
    if preposition in words.lists["negative_prepositions"]:
        ahead = any(parse.tags[c] == "MD" for c in parse.children[above])  # "without a ceasefire, thousands will starve"
        if parse.pos[above] in ("NOUN", "PROPN") or words.verb("Negated", parse, above) or ahead:
            marks.suppose()  # "ruled out a deal without a withdrawal": nothing is said of the withdrawal
        else:
            marks.negate()
        return False
    if parse.pos[above] in ("NOUN", "PROPN"):
        if parse.lemmas[above] in words.lists["fiction"]:
            if not marks.points(node):
                marks.suppose()
        elif preposition in TOPIC_PREPOSITIONS and not (preposition in {"over", "about"} and _has_been_done(marks, node)):
            marks.governing_noun(parse.lemmas[above])
        return False
    if above == head or (preposition in FACTUAL_PREPOSITIONS and not (preposition == "from" and words.verb("Negated", parse, above))):
        return False
    if words.verb("Negated", parse, above) and preposition in ("from", "of", "off", "out"):
        marks.negate()
        return False
    if parse.lemmas[above] in words.lists["striving"] and marks.points(node):
        return False  # "focused on the massacre": that is what it was about
    if words.verb("Future", parse, above) and preposition in TOPIC_PREPOSITIONS | {"at"}:
        marks.looked_ahead(above)
        return False
    return preposition in ("into", "to", "for") and not marks.points(node)


def _has_been_done(marks: Marks, node: int) -> bool:
    """Whether a noun tells of a known deed of violence to somebody: "the kidnapping of two nuns", "his murder"."""
    parse = marks.parse
    known = parse.lemmas[node] in marks.words.lists["deeds"] and marks.points(node)
    return known and any(parse.deps[c] == "poss" or parse.lower[c] == "of" for c in parse.children[node])


def _object(marks: Marks, node: int, head: int) -> bool:
    """ "prevented an attack", "plan an attack", "fear an attack", "will launch an attack", "could trigger a war"."""
    parse, words, lists = marks.parse, marks.words, marks.words.lists
    lemma = parse.lemmas[head]
    if lemma in lists["putting_off"]:
        marks.ahead()
        return False
    if lemma in lists["enacting"] and not marks.points(node):
        marks.suppose()
        return False
    if lemma in lists["impairing"]:
        if marks.is_infinitive(head) and _is_present(marks, head):
            marks.ahead()
        return False
    if lemma in lists["presupposing"] and not (words.verb("Negated", parse, head) and not marks.points(node)):
        return False
    if lemma in lists["turning_down"] and parse.lemmas[node] in lists["put_forward"]:
        return False  # "rejected an Armenian proposal": it was made
    if words.verb("Negated", parse, head) or (lemma in lists["undoing"] and not words.verb("Future", parse, head)):
        _undone(marks, head)
        return False
    if words.verb("Possible", parse, head):
        marks.weaken("Possible")
        marks.suppose()
        return False
    light = lemma in words.light_verbs
    intended = lemma in lists["wishing"] or (lemma in lists["intending"] and not marks.points(node))
    if words.verb("Future", parse, head) and (not light or intended):
        marks.looked_ahead(head)
        return True
    return lemma == "be" or light or not marks.points(node)


def _undone(marks: Marks, verb: int) -> None:
    """Negate what a verb prevents or rules out; where it fails to, or does not, that is as real or as open as before."""
    parse, above = marks.parse, marks.parse.heads[verb]
    if parse.deps[verb] == "xcomp" and above != verb and marks.words.verb("Negated", parse, above):
        return  # "failed to stop massacres"
    bringing = parse.lemmas[above] in marks.words.lists["implicative"] or parse.lemmas[above] in marks.words.light_verbs
    if marks.is_infinitive(verb) and (parse.deps[verb] == "advcl" or (parse.deps[verb] == "xcomp" and not bringing)):
        marks.suppose()  # "were sent to prevent an attack": whether there would be one is open
        return
    if any(parse.deps[c] == "neg" or parse.lower[c] == "never" for c in parse.children[verb]):
        if parse.lemmas[verb] in marks.words.lists["leaving_open"]:
            marks.weaken("Possible")  # "is never ruled out"
        return
    marks.negate()


def _is_present(marks: Marks, infinitive: int) -> bool:
    """Whether the finite verb above an infinitive looks at now or ahead: "has no motive to", "will try to"."""
    parse, node = marks.parse, infinitive
    for _ in range(FAR):
        node = parse.heads[node]
        tags = {parse.tags[node]} | {parse.tags[c] for c in parse.children[node] if parse.deps[c] in ("aux", "auxpass")}
        if tags & {"VBZ", "VBP", "MD"}:
            return True
        if tags & {"VBD"} or parse.heads[node] == node:
            return False
    return False


def _subject(marks: Marks, node: int, head: int) -> bool:
    """ "talks will resume", "a strike is possible", "the attack was foiled", "the vote was postponed"."""
    parse, words, lists = marks.parse, marks.words, marks.words.lists
    lemma = parse.lemmas[head]
    if parse.deps[node] == "nsubjpass":
        if lemma in lists["putting_off"]:
            marks.ahead()
            return False
        if lemma in lists["presupposing"] and lemma not in ("stop", "halt"):
            return False
        if lemma in lists["turning_down"] and parse.lemmas[node] in lists["put_forward"]:
            return False
        if words.verb("Negated", parse, head) or lemma in lists["undoing"]:
            _undone(marks, head)
            return False
        if words.verb("Possible", parse, head):
            marks.weaken("Possible")
            marks.suppose()
            return False
        if words.verb("Future", parse, head) or words.has("Future", "adjective", parse.lower[head]):
            marks.looked_ahead(head)
            marks.ahead()
            return True
        return lemma in lists["brought_about"] or not marks.points(node)
    if lemma == "be":
        if any(parse.deps[c] == "xcomp" and marks.is_perfect_infinitive(c) for c in parse.children[head]):
            marks.unfulfilled()
        for c in parse.children[head]:
            if parse.deps[c] in ("acomp", "attr", "oprd"):
                marks.predicate(parse.lower[c], infinitive=False)
    return lemma in lists["occurrence"] or lemma in words.light_verbs or not marks.points(node)
