"""What a thing is when articles disagree."""

from __future__ import annotations

from itertools import permutations

import pytest

from kg.ontology import Ontology
from kg.rdf.exclusions import classes_of, exclude, excluding_pairs, with_superclasses
from kg.vocab import DL, PROV


def test_superclasses_come_with_a_class(ontology: Ontology) -> None:
    assert with_superclasses(DL.Bomber, ontology) == {DL.Bomber, DL.Aircraft, DL.MilitaryAsset, DL.Entity}
    assert with_superclasses(PROV.Activity, ontology) == {PROV.Activity}


def test_a_person_is_no_organization(ontology: Ontology) -> None:
    assert exclude({DL.Person}, {DL.Organization}, ontology)
    assert (DL.Organization, DL.Person) in excluding_pairs(ontology)
    assert not exclude({DL.Hospital}, {DL.Organization}, ontology)


@pytest.mark.parametrize(
    ("asserted", "kept", "dropped"),
    [
        ((DL.Organization, DL.Person), DL.Organization, DL.Person),
        ((DL.Missile, DL.ArmedGroup), DL.ArmedGroup, DL.Missile),
        ((DL.Person, DL.Settlement), DL.Settlement, DL.Person),
        ((DL.Organization, DL.Country, DL.Person), DL.Country, DL.Organization),
    ],
)
def test_of_two_that_exclude_each_other_one_gives_way(
    ontology: Ontology, asserted: tuple[object, ...], kept: object, dropped: object
) -> None:
    for order in permutations(asserted):
        found = classes_of(order, ontology)  # type: ignore[arg-type]
        assert kept in found
        assert dropped not in found


def test_what_can_be_together_stays_together(ontology: Ontology) -> None:
    assert {DL.Hospital, DL.Organization} <= classes_of([DL.Organization, DL.Hospital], ontology)
    assert {DL.Militia, DL.RebelGroup} <= classes_of([DL.RebelGroup, DL.Militia], ontology)
