"""What is easily taken for something else: who is met by gunmen holds no meeting, who is accused accuses nobody, a film kills no one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Document

Read = Callable[..., Document]


def kinds(document: Document) -> set[str]:
    return {e.type for e in document.events}


def told(document: Document) -> set[tuple[str, str, str]]:
    """Class of event, role, and label of who fills it."""
    label = {e.id: e.label for e in document.entities}
    return {(e.type, a.role, label[a.entity]) for e in document.events for a in e.arguments}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The patrol was met by five gunmen, who opened fire.", "Meeting"),
        ("The marchers were met by police in riot gear.", "Meeting"),
        ("Settlement talks between the landlord and 300 tenants collapsed on Friday.", "PeaceTalks"),
        ("Nobody in the village believed that the war would end soon.", "PeaceAgreement"),
        ("A trade war between the two capitals could explode within weeks, economists warned.", "Explosion"),
        ("Demonstrators tried to push through barricades near the parliament.", "RoadBlockade"),
        ("The gang's leader vowed to bring down the prime minister.", "Interception"),
        ("Rebels killed the mayor and left a pamphlet beside his body.", "Retreat"),
    ],
)
def test_what_looks_like_an_event_is_none(read: Read, text: str, kind: str) -> None:
    assert kind not in kinds(read(text))


@pytest.mark.parametrize(
    ("text", "kind", "role", "label"),
    [
        ("The delegation was met by the foreign minister at the airport.", "Meeting", "agent", "foreign minister"),
        ("Settlement talks between Cyprus and Turkey resumed in Geneva.", "PeaceTalks", "agent", "Cyprus"),
        ("The rebels let four hostages go after talks with village elders.", "Release", "target", "hostages"),
        ("The ministry held the militia responsible for the killing of the mayor.", "ResponsibilityAttribution", "target", "militia"),
        ("Troops entered the town unopposed after the rebels withdrew.", "NonViolentTerritoryTransfer", "agent", "Troops"),
        ("Two former commanders went on trial on Tuesday, accused of murder.", "Accusation", "target", "former commanders"),
        ("Gunmen raid village, 3 farmers abducted", "Abduction", "victim", "farmers"),
        ("The victim sustained four gunshot wounds.", "Injury", "victim", "victim"),
        ("Anti-riot police clobbered several students.", "Beating", "victim", "students"),
        ("Separatists shot down a transport plane near Luhansk.", "AircraftShootdown", "target", "transport plane"),
        ("The air force shot down four drones over Odesa.", "AirDefenceInterception", "target", "drones"),
        ("The senator attacked the president and called him a liar.", "Accusation", "target", "president"),
    ],
)
def test_words_that_stand_apart_tell_one_event(read: Read, text: str, kind: str, role: str, label: str) -> None:
    assert (kind, role, label) in told(read(text))


def test_who_ends_a_war_makes_peace(read: Read) -> None:
    assert "PeaceAgreement" in kinds(read("The treaty ended the war between Iran and Iraq."))


def test_a_road_is_where_a_convoy_was_ambushed(read: Read) -> None:
    document = read("Militants ambushed a convoy on the road to Hodeidah, killing six soldiers.")
    assert [e.trigger.text for e in document.events] == ["ambushed"]
    assert {(role, label) for _, role, label in told(document)} == {("agent", "Militants"), ("target", "convoy"), ("victim", "soldiers")}


def test_what_came_first_was_not_brought_about_by_the_answer(read: Read) -> None:
    document = read("Israel struck more than 50 targets in Lebanon after rockets fired from there wounded two people in Metula.")
    strike = next(e for e in document.events if e.trigger.text == "struck")
    label = {e.id: e.label for e in document.entities}
    assert {label[a.entity] for a in strike.arguments if a.role in {"victim", "instrument"}} == set()
    assert not [f for f in strike.figures if f.measure == "Injuries"]
    assert ("Shelling", "victim", "people") in told(document)


def test_two_parts_of_a_telegram_tell_of_one_blast(read: Read) -> None:
    document = read("Two soldiers killed, three injured in IED blast near Bannu")
    assert [{(f.measure, f.value) for f in e.figures} for e in document.events] == [{("Deaths", 2), ("Injuries", 3)}]


def test_fire_that_is_returned_is_another_deed(read: Read) -> None:
    document = read("Insurgents attacked a patrol with small-arms fire and grenades. The patrol returned fire, killing three insurgents.")
    assert [e.trigger.text for e in document.events] == ["attacked", "returned fire"]
    label = {e.id: e.label for e in document.entities}
    assert [[label[a.entity].lower() for a in e.arguments if a.role == "agent"] for e in document.events] == [["insurgents"], ["patrol"]]


@pytest.mark.parametrize(
    "text",
    [
        "In the film, rebels kill a village chief and burn his house.",
        "The novel opens in 1943, when partisans ambush a column and execute its officers.",
        "The thriller follows a hitman who kills a senator.",
        "He plays a soldier who shoots his commander in the series.",
    ],
)
def test_what_a_story_tells_has_not_happened(read: Read, text: str) -> None:
    document = read(text)
    violent = [e.id for e in document.events]
    assert violent
    assert {c.certainty for c in document.claims if set(violent) & set(c.about)} == {"Possible"}


@pytest.mark.parametrize(
    "text",
    [
        "In the film, survivors recall how soldiers killed 40 villagers in 1982.",
        "The film shows soldiers who beat a prisoner.",
        "In a series of raids, gunmen kill 12 farmers.",
    ],
)
def test_what_a_documentary_tells_has_happened(read: Read, text: str) -> None:
    document = read(text)
    deeds = [e.id for e in document.events if e.type in {"Killing", "Raid", "Beating", "AttackOnForces"}]
    assert deeds
    assert {c.certainty for c in document.claims if set(deeds) & set(c.about)} == {"Certain"}


@pytest.mark.parametrize(
    ("text", "kind", "role", "label"),
    [
        ("A convoy hit a mine on the road to Gao.", "Bombing", "target", "convoy"),
        ("A child stepped on a mine near the trench.", "Bombing", "victim", "child"),
        ("Around Tikrit, six strikes engaged three tactical units.", "Attack", "target", "tactical units"),
        ("Hungary returned four villages to Baku under the deal.", "NonViolentTerritoryTransfer", "recipient", "Baku"),
        ("Cambodian troops remained on alert.", "Deployment", "agent", "Cambodian troops"),
        ("The attack forced thousands to flee their homes.", "Displacement", "victim", "thousands"),
        ("Armed men hijacked a bus near Cali.", "Hijacking", "target", "bus"),
        ("Rebels hijacked a tanker off Somalia.", "ShipHijacking", "target", "tanker"),
        ("A tribunal in the Kenyan capital Nairobi ordered the release of a student.", "Release", "agent", "tribunal"),
        ("A combined Afghan and coalition security force detained a man.", "Arrest", "agent", "coalition security force"),
    ],
)
def test_who_takes_part_is_told_by_the_position(read: Read, text: str, kind: str, role: str, label: str) -> None:
    found = told(read(text))
    assert (kind, role, label) in found
    assert {who for k, r, who in found if (k, r) == (kind, role)} == {label}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The visit will reinforce our old friendship.", "Deployment"),
        ("The military mobilised efforts to help people in the flooded valley.", "Mobilization"),
        ("The use of starvation as a method of combat is unacceptable.", "ArmedClash"),
        ("The jets are there to keep the pressure on rebels.", "Demand"),
    ],
)
def test_bonds_efforts_and_methods_are_no_forces(read: Read, text: str, kind: str) -> None:
    assert kind not in kinds(read(text))


def test_a_share_may_end_the_text(read: Read) -> None:
    assert kinds(read("40%")) == set()


def test_prison_is_no_place_on_a_map(read: Read) -> None:
    document = read("A court in Hamburg sentenced the man to life in prison for murdering two women.")
    assert "prison" not in {e.label for e in document.entities if e.id in {a.entity for v in document.events for a in v.place}}


@pytest.mark.parametrize("text", ["The 2017 chemical attack on the town killed nobody.", "The Houthis buried the dead on Tuesday."])
def test_neither_a_year_nor_the_dead_count_anything(read: Read, text: str) -> None:
    assert not [f for e in read(text).events for f in e.figures if f.value in {1, 2017}]


@pytest.mark.parametrize(
    ("text", "kind", "role", "label"),
    [
        ("18 killed as militants storm hotel in Mogadishu", "Attack", "agent", "militants"),
        ("Army foils coup plot, 11 officers held", "Arrest", "target", "officers"),
        ("Two soldiers wounded in car-ramming near Hebron, attacker neutralised", "VehicleAttack", "victim", "soldiers"),
        ("Two soldiers wounded in car-ramming near Hebron, attacker neutralised", "Killing", "victim", "attacker"),
        ("Suspected cultists hacked a commander to death in Ikorodu.", "Killing", "agent", "Suspected cultists"),
        ("The minister travelled to Ankara for talks with his counterpart.", "Negotiation", "agent", "minister"),
        (
            "Boko Haram ambushed a convoy near Damboa. In January, the group overran the town of Gwoza.",
            "NonStateActorOvertakesTerritory",
            "agent",
            "Boko Haram",
        ),
    ],
)
def test_each_part_of_a_report_has_its_own_people(read: Read, text: str, kind: str, role: str, label: str) -> None:
    assert {who for k, r, who in told(read(text)) if (k, r) == (kind, role)} == {label}


def test_what_came_of_an_outbreak_of_violence_is_no_epidemic(read: Read) -> None:
    document = read("Three persons were killed and five others injured in a fresh outbreak of violence between two communities.")
    assert kinds(document) == {"ArmedClash"}
    assert {(f.measure, f.value) for e in document.events for f in e.figures} >= {("Deaths", 3), ("Injuries", 5)}


def test_an_officer_who_is_held_says_nothing(read: Read) -> None:
    assert {c.claimant for c in read("Army foils coup plot, 11 officers held").claims} == {None}


def test_herders_armed_with_rifles_were_armed_by_nobody(read: Read) -> None:
    assert kinds(read("Villagers say herders armed with assault rifles attacked them.")) == {"Attack"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Pope urges end to war in Sudan", "Ceasefire"),
        ("There is a standing warrant for murder against him.", "Killing"),
        ("She faces up to 15 years in prison.", "Sentence"),
    ],
)
def test_what_is_urged_or_faced_is_not_there_yet(read: Read, text: str, kind: str) -> None:
    document = read(text)
    ids = {e.id for e in document.events if e.type == kind}
    assert ids
    assert {c.certainty for c in document.claims if ids & set(c.about)} == {"Possible"}


@pytest.mark.parametrize(
    ("text", "kind", "role", "label"),
    [
        ("In Marja district, Helmand province, an Afghan patrol arrested two men.", "Arrest", "agent", "Afghan patrol"),
        ("Congo has freed a diplomat it arrested in May.", "Arrest", "target", "diplomat"),
        ("The army retaliated after rockets hit a border town.", "Attack", "agent", "army"),
        ("Kenya's air force carried out attacks against militant camps.", "AirStrike", "agent", "Kenya's air force"),
    ],
)
def test_verbs_have_the_subjects_and_objects_that_stand_before_them(read: Read, text: str, kind: str, role: str, label: str) -> None:
    assert {who for k, r, who in told(read(text)) if (k, r) == (kind, role)} == {label}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Tensions between the two ran high over the border province.", "VehicleAttack"),
        ("The ministry is the regulatory body of land units.", "Death"),
    ],
)
def test_tempers_run_over_nobody(read: Read, text: str, kind: str) -> None:
    assert kind not in kinds(read(text))


def test_who_causes_deaths_does_not_die(read: Read) -> None:
    assert ("Death", "victim", "IRA") not in told(read("Having caused the deaths of ten, the IRA blamed the army."))


def test_who_sustains_injuries_is_counted(read: Read) -> None:
    document = read("Two civilians sustained injuries in the explosion, and some 60 fires are burning.")
    assert {(f.measure, f.value) for e in document.events for f in e.figures if f.measure == "Injuries"} == {("Injuries", 2)}
