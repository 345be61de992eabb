"""Attribution: who is said to say what, with which words; and what is no saying at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.extract.rules.engine import RulesExtractor
from kg.extract.rules.parse import Parse
from tests.kg.extract.attributing import Said, attributor

Attribute = Callable[[str], list[Said]]


@pytest.fixture(scope="session")
def attribute(parse: Callable[[str], Parse], extractor: RulesExtractor) -> Attribute:
    return attributor(parse, extractor)


@pytest.mark.parametrize(
    ("text", "stance", "cue", "source", "content"),
    [
        # verbs with a clause
        (
            "The army said that rebels had shelled the airport in Sanaa.",
            "States",
            "said",
            "The army",
            "that rebels had shelled the airport in Sanaa",
        ),
        ("The mayor told Reuters that the bridge had collapsed.", "States", "told", "The mayor", "that the bridge had collapsed"),
        (
            "The general pointed out that the rebels fired first.",
            "States",
            "pointed out",
            "The general",
            "that the rebels fired first",
        ),
        (
            "Police confirmed that three men were held in Lagos.",
            "Confirms",
            "confirmed",
            "Police",
            "that three men were held in Lagos",
        ),
        ("Kenya alleges that the ship carried weapons.", "Alleges", "alleges", "Kenya", "that the ship carried weapons"),
        ("The UN estimates that 4,000 people have fled Goma.", "Estimates", "estimates", "The UN", "that 4,000 people have fled Goma"),
        ("The US believes Iran supplied the drones.", "States", "believes", "The US", "Iran supplied the drones"),
        # the source after the verb, and beside what was said
        ("The shells hit a school, said the governor of Aleppo.", "States", "said", "the governor of Aleppo", "The shells hit a school"),
        ("Two soldiers were killed near Gao, the ministry said.", "States", "said", "the ministry", "Two soldiers were killed near Gao"),
        ("As residents told it, the soldiers burned the village.", "States", "told", "residents", "the soldiers burned the village"),
        # "according to" and its like
        (
            "According to the police, gunmen abducted four nurses.",
            "States",
            "According to",
            "the police",
            "gunmen abducted four nurses",
        ),
        # at the end of a long sentence, where the parse goes astray
        (
            "The group attacked a base that is used by Kenyan forces, a source and al Shabaab said.",
            "States",
            "said",
            "a source",
            "The group attacked a base that is used by Kenyan forces",
        ),
        (
            "State television quoted the general as saying that his men had taken the bridge.",
            "States",
            "saying",
            "the general",
            "that his men had taken the bridge",
        ),
        # without a finite clause
        ("Hamas denied firing rockets at Ashkelon.", "Denies", "denied", "Hamas", "firing rockets at Ashkelon"),
        ("The junta denied the massacre.", "Denies", "denied", "The junta", "the massacre"),
        ("Iran threatened to close the strait.", "Promises", "threatened", "Iran", "to close the strait"),
        ("The rebels vowed to retake the town.", "Promises", "vowed", "The rebels", "to retake the town"),
        ("The army claimed to have killed 40 militants.", "Alleges", "claimed", "The army", "to have killed 40 militants"),
        ("Ethiopia accused Egypt of arming the rebels.", "Alleges", "accused", "Ethiopia", "Egypt of arming the rebels"),
        ("Officials blamed Boko Haram for the attack.", "Alleges", "blamed", "Officials", "Boko Haram for the attack"),
        ("Officials put the death toll at 12.", "Estimates", "put", "Officials", "the death toll at 12"),
        ("France called for a ceasefire in Gaza.", "Demands", "called for", "France", "a ceasefire in Gaza"),
        (
            "The United Nations urged both sides to stop the fighting.",
            "Demands",
            "urged",
            "The United Nations",
            "both sides to stop the fighting",
        ),
        (
            "Amnesty International called on the junta to release the monks.",
            "Demands",
            "called on",
            "Amnesty International",
            "the junta to release the monks",
        ),
        ("Soldiers told residents to leave the village.", "Demands", "told", "Soldiers", "residents to leave the village"),
        ("The UN warned of a famine in Darfur.", "States", "warned of", "The UN", "a famine in Darfur"),
        ("Al-Shabab claimed responsibility for the bombing.", "States", "claimed responsibility", "Al-Shabab", "the bombing"),
        # documents speak for those who made them
        ("A statement from the ministry said two drones were shot down.", "States", "said", "the ministry", "two drones were shot down"),
        ("A report by UNICEF says 40 children were killed.", "States", "says", "UNICEF", "40 children were killed"),
        ("Satellite images show that Russia has built a base.", "States", "show", "Satellite images", "that Russia has built a base"),
        # nouns
        ("Kyiv's claim that it had sunk the ship was doubted.", "Alleges", "claim", "Kyiv's", "that it had sunk the ship"),
        ("The envoy renewed his call for a truce.", "Demands", "call", "his", "a truce"),
        # relatives and shared subjects
        (
            "He spoke to a witness, who said gunmen had opened fire on the bus.",
            "States",
            "said",
            "a witness",
            "gunmen had opened fire on the bus",
        ),
        ("An attack claimed by ISIS killed nine.", "Alleges", "claimed", "ISIS", "An attack"),
    ],
)
def test_who_says_what_with_which_words(attribute: Attribute, text: str, stance: str, cue: str, source: str, content: str) -> None:
    assert (stance, cue, source, content) in [(a.stance, a.cue, a.source, a.whole) for a in attribute(text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("The strike, officials said, killed two people.", ("The strike", "killed two people")),
        ("Militants, according to the army, attacked a convoy.", ("Militants", "attacked a convoy")),
        ("The bomb went off at noon, the mayor said, killing four.", ("The bomb went off at noon", "killing four")),
        ('"We fled," she said. "They burned the houses."', ("We fled",)),
        (
            '"We fled at night," said Amina Musa, "and they burned our houses."',
            ("We fled at night", "and they burned our houses"),
        ),
    ],
)
def test_what_was_said_on_both_sides_of_the_cue_leaves_out_the_source(attribute: Attribute, text: str, parts: tuple[str, ...]) -> None:
    assert parts in [a.content for a in attribute(text)]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The rebels are believed to have abducted the students.", "The rebels to have abducted the students"),
        ("The general was said to have fled the capital.", "The general to have fled the capital"),
        ("It is estimated that 500 people have fled.", "that 500 people have fled"),
        ("There are reports of clashes near Goma.", "clashes near Goma"),
        ("Police seek a man believed to have planted the bomb.", "a man to have planted the bomb"),
    ],
)
def test_a_hedge_names_no_source(attribute: Attribute, text: str, content: str) -> None:
    assert (None, content) in [(a.source, a.whole) for a in attribute(text)]


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ('The doctor came back. "They had nothing to eat," he said.', "he", "They had nothing to eat"),
        ('"The city is calm. The enemy has fled," the minister said.', "the minister", "The city is calm. The enemy has fled"),
        (
            'The minister said: "We hold the city. The enemy has fled."',
            "The minister",
            "We hold the city. The enemy has fled",
        ),
        ('"They came at night," said Amina Musa. "They burned the houses."', "Amina Musa", "They came at night They burned the houses"),
        (
            'The general issued a statement: "We hold the line until they leave."',
            "The general",
            "We hold the line until they leave",
        ),
        ("“They came at night,” said Amina Musa.\n\n“They burned the houses and left.”", "Amina Musa", "They burned the houses and left"),
        (
            "“We lost our home,” Omar Said told the BBC.\n\n“We lost our cattle as well.\n\n“We have nothing left to lose.”",
            "Omar Said",
            "We have nothing left to lose",
        ),
        (
            "Responding to the report, the minister said:\n\n“It is a lie from beginning to end.”",
            "the minister",
            "It is a lie from beginning to end",
        ),
        ('"If they attack, we strike back," the general was quoted as saying.', "the general", "If they attack, we strike back"),
        ("‘They shot at us from the hill,’ said the driver.", "the driver", "They shot at us from the hill"),
    ],
)
def test_a_quotation_belongs_to_the_one_who_spoke(attribute: Attribute, text: str, source: str, content: str) -> None:
    assert (source, content) in [(a.source, a.whole) for a in attribute(text)]


def test_a_quotation_that_nobody_spoke_has_no_source(attribute: Attribute) -> None:
    assert attribute('The group is "a danger to peace in the whole region" and has 300 men.') == []


def test_a_second_cue_does_not_take_the_quotation_of_the_first(attribute: Attribute) -> None:
    found = attribute('"It took us a year to plan the raid," the general said, stressing the cost.')
    assert [(a.cue, a.whole) for a in found] == [("said", "It took us a year to plan the raid")]


def test_each_of_two_speakers_keeps_his_own_quotation(attribute: Attribute) -> None:
    found = attribute('"The village was shelled all night," the mayor said. "It was not us who did it," the general replied.')
    assert {(a.source, a.whole) for a in found} == {
        ("the mayor", "The village was shelled all night"),
        ("the general", "It was not us who did it"),
    }


@pytest.mark.parametrize(
    ("text", "inner", "outer"),
    [
        ("The president said the minister had denied that troops crossed the border.", "the minister", "The president"),
        ("Reuters reported that the army had confirmed the strike.", "the army", "Reuters"),
        ("The governor said that, according to witnesses, the gunmen fled.", "witnesses", "The governor"),
    ],
)
def test_what_one_says_that_another_said_has_two_sources(attribute: Attribute, text: str, inner: str, outer: str) -> None:
    assert {inner, outer} <= {a.source for a in attribute(text)}


@pytest.mark.parametrize(
    "text",
    [
        "The army has not confirmed the strike.",
        "A spokesman declined to confirm the strike.",
        "The government has neither confirmed nor denied the strike.",
        "The Houthis have yet to say whether they carried out the attack.",
        "Officials could not confirm the strike.",
        "No one has confirmed the strike.",
        "The ministry did not say how many soldiers died.",
    ],
)
def test_a_cue_that_did_not_come_leaves_its_content_open(attribute: Attribute, text: str) -> None:
    found = attribute(text)
    assert found
    assert all(a.refused for a in found if a.cue.split()[-1] != "denied")


@pytest.mark.parametrize(
    "text",
    [
        "He added 100 troops to the base.",
        "The troops report to General Diallo.",
        "The soldiers charged at the protesters.",
        "The rebels agreed on a truce.",
        "The general called up 500 reservists.",
        "The blast claimed 12 lives.",
        "The unit showed great courage in battle.",
        "They believe in peace.",
        "The army denied them entry to the town.",
        "Police identified the dead man.",
        "The missile read its course from a map.",
        "South Africa condemned the attack.",
        "The soldiers know the terrain.",
        "The minister posted two guards at the gate.",
        "Officials expressed concern.",
        "The colonel was in charge of the raid.",
        "A denial of service attack hit the bank.",
        "The drones found their target.",
        "The battle continued for two days.",
        "No group has claimed responsibility for the bombing.",
    ],
)
def test_what_is_no_saying_attributes_nothing(attribute: Attribute, text: str) -> None:
    assert attribute(text) == []


@pytest.mark.parametrize(
    ("text", "denier"),
    [
        ("Sudan rejected the claim that its troops had burned the camp.", "Sudan"),
        ("Reports that the king had died were dismissed by the palace.", "the palace"),
        ("Myanmar's junta accused the rebels of shelling a monastery, a claim the rebels denied.", "the rebels"),
    ],
)
def test_who_rejects_what_others_claim_denies_it(attribute: Attribute, text: str, denier: str) -> None:
    found = attribute(text)
    denied = [a for a in found if a.stance == "Denies"]
    assert [a.source for a in denied] == [denier]
    assert denied[0].content in [a.content for a in found if a.stance != "Denies"]


def test_what_is_denied_is_all_that_is_alleged_not_the_word_before_which(attribute: Attribute) -> None:
    found = attribute("The government alleges that the rebels cross from the base at Tanf, which Jordan denies.")
    assert {(a.source, a.whole) for a in found} == {
        ("The government", "that the rebels cross from the base at Tanf"),
        ("Jordan", "that the rebels cross from the base at Tanf"),
    }


def test_who_rejects_a_call_denies_nothing(attribute: Attribute) -> None:
    assert [a.stance for a in attribute("Haftar rejected calls for a ceasefire.")] == ["Demands"]


def test_a_claim_that_is_disputed_is_denied_once(attribute: Attribute) -> None:
    found = attribute("The Pentagon disputed Iran's account that it had shot down the drone.")
    assert {(a.stance, a.source) for a in found} == {("Denies", "The Pentagon"), ("States", "Iran's")}
    assert len(found) == 2


@pytest.mark.parametrize("media", ["Reuters, citing two officials, reported", "Reuters, quoting two officials, said"])
def test_who_is_cited_says_what_the_paper_reports(attribute: Attribute, media: str) -> None:
    found = attribute(f"{media} that the talks had failed.")
    assert {(a.source, a.whole) for a in found} == {
        ("Reuters", "that the talks had failed"),
        ("two officials", "that the talks had failed"),
    }
