# ruff: noqa: N815  (terms are written as their vocabulary writes them)
"""The terms of other vocabularies that Dateline's data and service use; each list is what is used, not all there is."""

from __future__ import annotations

import re

import pyoxigraph as ox

from kg.vocab.closed import ClosedNamespace

_QID = re.compile(r"Q[1-9][0-9]*")
WD_IRI = "http://www.wikidata.org/entity/"
GEONAMES_IRI = "https://sws.geonames.org/"


def wikidata(qid: str) -> ox.NamedNode:
    """The IRI of a Wikidata item, http and exactly so.

    Raises:
        ValueError: `qid` is no Q followed by a number.
    """
    if not _QID.fullmatch(qid):
        raise ValueError(f"{qid!r}: no Wikidata item; one is written Q and a number, as in Q42")
    return ox.NamedNode(WD_IRI + qid)


def geonames(number: int) -> ox.NamedNode:
    """The IRI of a GeoNames feature, in the form of GeoNames' own RDF."""
    return ox.NamedNode(f"{GEONAMES_IRI}{number}/")


class RDF(metaclass=ClosedNamespace, iri="http://www.w3.org/1999/02/22-rdf-syntax-ns#"):
    type: ox.NamedNode
    first: ox.NamedNode
    rest: ox.NamedNode
    nil: ox.NamedNode
    langString: ox.NamedNode
    Property: ox.NamedNode
    Statement: ox.NamedNode


class RDFS(metaclass=ClosedNamespace, iri="http://www.w3.org/2000/01/rdf-schema#"):
    label: ox.NamedNode
    comment: ox.NamedNode
    subClassOf: ox.NamedNode
    subPropertyOf: ox.NamedNode
    domain: ox.NamedNode
    range: ox.NamedNode
    isDefinedBy: ox.NamedNode
    seeAlso: ox.NamedNode
    Class: ox.NamedNode
    Resource: ox.NamedNode
    Literal: ox.NamedNode
    Datatype: ox.NamedNode


class OWL(metaclass=ClosedNamespace, iri="http://www.w3.org/2002/07/owl#"):
    Class: ox.NamedNode
    Ontology: ox.NamedNode
    ObjectProperty: ox.NamedNode
    DatatypeProperty: ox.NamedNode
    AnnotationProperty: ox.NamedNode
    NamedIndividual: ox.NamedNode
    FunctionalProperty: ox.NamedNode
    TransitiveProperty: ox.NamedNode
    SymmetricProperty: ox.NamedNode
    AllDifferent: ox.NamedNode
    AllDisjointClasses: ox.NamedNode
    sameAs: ox.NamedNode
    equivalentClass: ox.NamedNode
    inverseOf: ox.NamedNode
    disjointWith: ox.NamedNode
    members: ox.NamedNode
    distinctMembers: ox.NamedNode
    unionOf: ox.NamedNode
    versionIRI: ox.NamedNode
    versionInfo: ox.NamedNode
    imports: ox.NamedNode


class XSD(metaclass=ClosedNamespace, iri="http://www.w3.org/2001/XMLSchema#"):
    string: ox.NamedNode
    integer: ox.NamedNode
    decimal: ox.NamedNode
    double: ox.NamedNode
    boolean: ox.NamedNode
    date: ox.NamedNode
    dateTime: ox.NamedNode
    gYear: ox.NamedNode
    gYearMonth: ox.NamedNode
    duration: ox.NamedNode
    anyURI: ox.NamedNode
    nonNegativeInteger: ox.NamedNode


class SKOS(metaclass=ClosedNamespace, iri="http://www.w3.org/2004/02/skos/core#"):
    prefLabel: ox.NamedNode
    altLabel: ox.NamedNode
    exactMatch: ox.NamedNode
    closeMatch: ox.NamedNode
    broadMatch: ox.NamedNode
    notation: ox.NamedNode
    definition: ox.NamedNode
    Concept: ox.NamedNode
    ConceptScheme: ox.NamedNode
    inScheme: ox.NamedNode


class DCTERMS(metaclass=ClosedNamespace, iri="http://purl.org/dc/terms/"):
    title: ox.NamedNode
    description: ox.NamedNode
    license: ox.NamedNode
    creator: ox.NamedNode
    publisher: ox.NamedNode
    issued: ox.NamedNode
    created: ox.NamedNode
    modified: ox.NamedNode
    source: ox.NamedNode
    language: ox.NamedNode
    identifier: ox.NamedNode


class PROV(metaclass=ClosedNamespace, iri="http://www.w3.org/ns/prov#"):
    Entity: ox.NamedNode
    Activity: ox.NamedNode
    Agent: ox.NamedNode
    SoftwareAgent: ox.NamedNode
    wasDerivedFrom: ox.NamedNode
    wasQuotedFrom: ox.NamedNode
    wasAttributedTo: ox.NamedNode
    hadPrimarySource: ox.NamedNode
    wasGeneratedBy: ox.NamedNode
    wasAssociatedWith: ox.NamedNode
    used: ox.NamedNode
    startedAtTime: ox.NamedNode
    endedAtTime: ox.NamedNode


class SEM(metaclass=ClosedNamespace, iri="http://semanticweb.cs.vu.nl/2009/11/sem/"):
    Core: ox.NamedNode
    Event: ox.NamedNode
    Actor: ox.NamedNode
    Object: ox.NamedNode
    Place: ox.NamedNode
    Time: ox.NamedNode
    Type: ox.NamedNode
    EventType: ox.NamedNode
    ActorType: ox.NamedNode
    PlaceType: ox.NamedNode
    TimeType: ox.NamedNode
    RoleType: ox.NamedNode
    Constraint: ox.NamedNode
    Role: ox.NamedNode
    Temporary: ox.NamedNode
    View: ox.NamedNode
    Authority: ox.NamedNode
    hasActor: ox.NamedNode
    hasPlace: ox.NamedNode
    hasTime: ox.NamedNode
    hasTimeStamp: ox.NamedNode
    hasBeginTimeStamp: ox.NamedNode
    hasEndTimeStamp: ox.NamedNode
    hasEarliestBeginTimeStamp: ox.NamedNode
    hasLatestEndTimeStamp: ox.NamedNode
    hasSubEvent: ox.NamedNode
    subEventOf: ox.NamedNode
    eventType: ox.NamedNode
    actorType: ox.NamedNode
    placeType: ox.NamedNode
    roleType: ox.NamedNode
    accordingTo: ox.NamedNode


class GEO(metaclass=ClosedNamespace, iri="http://www.opengis.net/ont/geosparql#"):
    Feature: ox.NamedNode
    Geometry: ox.NamedNode
    hasGeometry: ox.NamedNode
    asWKT: ox.NamedNode
    wktLiteral: ox.NamedNode
    sfWithin: ox.NamedNode


class SCHEMA(metaclass=ClosedNamespace, iri="https://schema.org/"):
    Event: ox.NamedNode
    Person: ox.NamedNode
    Organization: ox.NamedNode
    Place: ox.NamedNode
    NewsArticle: ox.NamedNode
    headline: ox.NamedNode
    datePublished: ox.NamedNode
    url: ox.NamedNode
    publisher: ox.NamedNode
    inLanguage: ox.NamedNode
    startDate: ox.NamedNode
    endDate: ox.NamedNode
    location: ox.NamedNode
    organizer: ox.NamedNode
    attendee: ox.NamedNode
    subEvent: ox.NamedNode
    superEvent: ox.NamedNode
    about: ox.NamedNode
    keywords: ox.NamedNode
    target: ox.NamedNode


class FOAF(metaclass=ClosedNamespace, iri="http://xmlns.com/foaf/0.1/"):
    Agent: ox.NamedNode
    Person: ox.NamedNode
    Organization: ox.NamedNode
    Group: ox.NamedNode
    Document: ox.NamedNode


class ORG(metaclass=ClosedNamespace, iri="http://www.w3.org/ns/org#"):
    Organization: ox.NamedNode
    FormalOrganization: ox.NamedNode
    OrganizationalUnit: ox.NamedNode
    Post: ox.NamedNode
    Membership: ox.NamedNode
    memberOf: ox.NamedNode
    hasMember: ox.NamedNode
    unitOf: ox.NamedNode
    holds: ox.NamedNode
    heldBy: ox.NamedNode
    postIn: ox.NamedNode
    subOrganizationOf: ox.NamedNode


class GAF(metaclass=ClosedNamespace, iri="http://groundedannotationframework.org/gaf#"):
    Instance: ox.NamedNode
    denotes: ox.NamedNode
    denotedBy: ox.NamedNode


class GRASP(metaclass=ClosedNamespace, iri="http://groundedannotationframework.org/grasp#"):
    Attribution: ox.NamedNode
    AttributionValue: ox.NamedNode
    hasAttribution: ox.NamedNode


class FACTUALITY(
    metaclass=ClosedNamespace, iri="http://groundedannotationframework.org/grasp/factuality#", spelt={"non_future": "non-future"}
):
    certain: ox.NamedNode
    probable: ox.NamedNode
    possible: ox.NamedNode
    underspecified: ox.NamedNode
    positive: ox.NamedNode
    negative: ox.NamedNode
    future: ox.NamedNode
    non_future: ox.NamedNode


class ESO(metaclass=ClosedNamespace, iri="http://www.newsreader-project.eu/domain-ontology#"):
    Attacking: ox.NamedNode
    Killing: ox.NamedNode
    Injuring: ox.NamedNode
    Damaging: ox.NamedNode
    Destroying: ox.NamedNode
    Taking: ox.NamedNode
    Translocation: ox.NamedNode
    Meeting: ox.NamedNode
    Battle: ox.NamedNode
    Bombing: ox.NamedNode
    Shooting: ox.NamedNode
    Invasion: ox.NamedNode
    Occupation: ox.NamedNode
    Besieging: ox.NamedNode
    Blockade: ox.NamedNode
    Ambushing: ox.NamedNode
    TerroristAttack: ox.NamedNode
    SuicideBombing: ox.NamedNode
    VehicleAttack: ox.NamedNode
    ChemicalAttack: ox.NamedNode
    CyberAttack: ox.NamedNode
    HostageTaking: ox.NamedNode
    Kidnapping: ox.NamedNode
    Sabotage: ox.NamedNode
    Evacuation: ox.NamedNode
    War: ox.NamedNode
    CivilWar: ox.NamedNode


class SH(metaclass=ClosedNamespace, iri="http://www.w3.org/ns/shacl#"):
    SPARQLExecutable: ox.NamedNode
    SPARQLSelectExecutable: ox.NamedNode
    SPARQLAskExecutable: ox.NamedNode
    SPARQLConstructExecutable: ox.NamedNode
    NodeShape: ox.NamedNode
    PropertyShape: ox.NamedNode
    prefixes: ox.NamedNode
    declare: ox.NamedNode
    prefix: ox.NamedNode
    namespace: ox.NamedNode
    select: ox.NamedNode
    ask: ox.NamedNode
    construct: ox.NamedNode
    conforms: ox.NamedNode
    result: ox.NamedNode
    resultMessage: ox.NamedNode
    resultPath: ox.NamedNode
    resultSeverity: ox.NamedNode
    focusNode: ox.NamedNode
    value: ox.NamedNode
    sourceShape: ox.NamedNode
    sourceConstraintComponent: ox.NamedNode
    Violation: ox.NamedNode
    Warning: ox.NamedNode
    Info: ox.NamedNode
    ValidationReport: ox.NamedNode


class VOID(metaclass=ClosedNamespace, iri="http://rdfs.org/ns/void#", spelt={"class_": "class"}):
    Dataset: ox.NamedNode
    Linkset: ox.NamedNode
    triples: ox.NamedNode
    entities: ox.NamedNode
    classes: ox.NamedNode
    properties: ox.NamedNode
    distinctSubjects: ox.NamedNode
    distinctObjects: ox.NamedNode
    classPartition: ox.NamedNode
    propertyPartition: ox.NamedNode
    property: ox.NamedNode
    class_: ox.NamedNode
    sparqlEndpoint: ox.NamedNode
    dataDump: ox.NamedNode
    exampleResource: ox.NamedNode
    vocabulary: ox.NamedNode
    uriSpace: ox.NamedNode
    feature: ox.NamedNode
    subset: ox.NamedNode
    target: ox.NamedNode
    linkPredicate: ox.NamedNode
    rootResource: ox.NamedNode


class SD(metaclass=ClosedNamespace, iri="http://www.w3.org/ns/sparql-service-description#"):
    Service: ox.NamedNode
    Dataset: ox.NamedNode
    Graph: ox.NamedNode
    NamedGraph: ox.NamedNode
    endpoint: ox.NamedNode
    supportedLanguage: ox.NamedNode
    SPARQL11Query: ox.NamedNode
    SPARQL11Update: ox.NamedNode
    resultFormat: ox.NamedNode
    inputFormat: ox.NamedNode
    feature: ox.NamedNode
    defaultDataset: ox.NamedNode
    defaultGraph: ox.NamedNode
    namedGraph: ox.NamedNode
    graph: ox.NamedNode
    name: ox.NamedNode
    availableGraphs: ox.NamedNode
    EmptyGraphs: ox.NamedNode
    BasicFederatedQuery: ox.NamedNode
    DereferencesURIs: ox.NamedNode
    UnionDefaultGraph: ox.NamedNode
    RequiresDataset: ox.NamedNode
    extensionFunction: ox.NamedNode


class FORMATS(
    metaclass=ClosedNamespace,
    iri="http://www.w3.org/ns/formats/",
    spelt={"N_Triples": "N-Triples", "N_Quads": "N-Quads", "JSON_LD": "JSON-LD"},
):
    SPARQL_Results_XML: ox.NamedNode
    SPARQL_Results_JSON: ox.NamedNode
    SPARQL_Results_CSV: ox.NamedNode
    SPARQL_Results_TSV: ox.NamedNode
    Turtle: ox.NamedNode
    TriG: ox.NamedNode
    N_Triples: ox.NamedNode
    N_Quads: ox.NamedNode
    RDF_XML: ox.NamedNode
    JSON_LD: ox.NamedNode
