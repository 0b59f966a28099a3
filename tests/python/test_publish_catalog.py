"""The catalogue entry, read back by rdflib, against what DCAT-AP-NO demands."""

from __future__ import annotations

from pathlib import Path

import pytest
from publication import ROWS, write_warehouse
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, URIRef
from rdflib.namespace import Namespace
from velferd.publish import publish

ADDRESS = "https://tall.example/velferd/"
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
MANDATORY = {
    DCAT.Catalog: (
        *(DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.identifier, DCAT.contactPoint, DCAT.dataset),
    ),
    DCAT.Dataset: (
        *(DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.identifier, DCAT.contactPoint, DCAT.theme),
    ),
    DCAT.Distribution: (DCAT.accessURL,),
    FOAF.Agent: (FOAF.name, DCTERMS.identifier),
    VCARD.Organization: (VCARD.hasURL,),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    data = tmp_path_factory.mktemp("data")
    publish(write_warehouse(data / "warehouse.duckdb"), data / "published", ADDRESS)
    return data / "published"


@pytest.fixture(scope="module")
def graph(folder) -> Graph:
    return Graph().parse(folder / "catalog.ttl")


def test_mandatory_properties_are_there(graph):
    for kind, properties in MANDATORY.items():
        resources = set(graph.subjects(RDF.type, kind))
        assert resources
        for resource in resources:
            for wanted in properties:
                assert (resource, wanted, None) in graph, f"{resource} has no {wanted}"


def test_every_file_is_a_distribution_of_one_dataset(folder, graph):
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {"catalog.ttl"}
    found = [str(url).removeprefix(ADDRESS) for url in graph.objects(None, DCAT.downloadURL)]
    assert sorted(found) == sorted(files)
    for distribution in graph.subjects(RDF.type, DCAT.Distribution):
        assert len(list(graph.subjects(DCAT.distribution, distribution))) == 1


def test_each_table_is_a_dataset_of_the_catalog(graph):
    names = {row.table_id for row in ROWS} | {"all"}
    datasets = {URIRef(f"{ADDRESS}dataset/{name}") for name in names}
    assert set(graph.objects(URIRef(ADDRESS), DCAT.dataset)) == datasets


def test_dataset_is_described_in_both_languages(graph):
    dataset = URIRef(f"{ADDRESS}dataset/3.14")
    assert set(graph.objects(dataset, DCTERMS.title)) == {
        Literal("Flytting mellom bydeler", lang="nb"),
        Literal("Moves between bydeler", lang="en"),
    }
    assert str(graph.value(dataset, DCTERMS.modified)) == "2025-02-03"


def test_averages_of_an_unfinished_year_say_so(graph):
    assert set(graph.objects(URIRef(f"{ADDRESS}dataset/fig5.02"), DCTERMS.description)) == {
        Literal("Uten ventende. I 2024 bare 11 måneder.", lang="nb"),
        Literal("None who wait. In 2024 only 11 months.", lang="en"),
    }


def test_period_covers_the_figures(graph):
    temporal = graph.value(URIRef(f"{ADDRESS}dataset/3.06"), DCTERMS.temporal)
    assert graph.value(temporal, DCAT.startDate) == Literal("2021-01-01", datatype=XSD.date)
    assert graph.value(temporal, DCAT.endDate) == Literal("2024-12-31", datatype=XSD.date)
