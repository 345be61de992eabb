"""Capitals that act stand for their governments; capitals where something happens are cities."""

from __future__ import annotations

from collections.abc import Callable

from kg.model import Document

Read = Callable[..., Document]


def claimants(d: Document) -> set[str]:
    labels = {e.id: e.label for e in d.entities}
    return {labels[c.claimant] for c in d.claims if c.claimant}


def test_a_capital_that_speaks_is_its_country_where_the_text_names_it(read: Read) -> None:
    d = read("Armenia and Azerbaijan traded fire on Friday. Yerevan said two of its soldiers had been killed.")
    assert claimants(d) == {"Armenia"}


def test_a_capital_that_is_accused_is_its_country(read: Read) -> None:
    d = read("The president of Rwanda denied it. Congo accused Kigali of backing the rebels.")
    labels = {e.id: e.label for e in d.entities}
    accusation = next(e for e in d.events if e.type in {"Accusation", "Allegation"})
    assert {labels[a.entity] for a in accusation.arguments if a.role == "target"} == {"Rwanda"}


def test_a_capital_in_which_something_happens_is_a_city(read: Read) -> None:
    d = read("Sudan is at war. A drone hit a hospital in Khartoum on Monday.")
    labels = {e.id: (e.label, e.type) for e in d.entities}
    strike = next(e for e in d.events if e.place)
    assert ("Khartoum", "Settlement") in {labels[a.entity] for a in strike.place}


def test_a_capital_that_speaks_is_its_country_though_no_other_word_names_it(read: Read) -> None:
    assert claimants(read("Asmara said that two soldiers had been killed.")) == {"Eritrea"}
    assert claimants(read("Nairobi and Asmara accused the rebels of shelling a market.")) == {"Kenya", "Eritrea"}
    assert claimants(read("The minister rejected Asmara's charge that troops had crossed the border.")) >= {"Eritrea"}


def test_a_capital_in_which_one_speaks_is_a_city(read: Read) -> None:
    d = read("In Asmara, a doctor said that two soldiers had been killed. Asmara is home to half a million people.")
    assert {(e.label, e.type) for e in d.entities if e.named} == {("Asmara", "Settlement")}


def test_the_city_and_the_government_of_one_name_are_two(read: Read) -> None:
    d = read("Asmara denied the charge. Two bombs went off in Asmara on Monday.")
    assert {(e.label, e.type) for e in d.entities if e.named} == {("Eritrea", "Country"), ("Asmara", "Settlement")}
