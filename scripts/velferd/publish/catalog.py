"""The catalogue entry of a publication by DCAT-AP-NO 2: a dataset a table, with its files, and one of all tables."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from pathlib import Path

from datacatalogtordf import Agent, Catalog, Contact, Dataset, Distribution, PeriodOfTime

from velferd.publish.cube import Cube
from velferd.publish.publication import extract_date, notice
from velferd.publish.texts import LANGUAGES, SUBJECT, Text

_EU = "http://publications.europa.eu/resource/authority"
_MEDIA = "https://www.iana.org/assignments/media-types"
_THEME = f"{_EU}/data-theme/SOCI"
_PUBLIC = f"{_EU}/access-right/PUBLIC"
_YEARLY = f"{_EU}/frequency/ANNUAL"
_SPOKEN = (f"{_EU}/language/NOB", f"{_EU}/language/ENG")
_OSLO = "https://sws.geonames.org/3143244/"
_PUBLISHER_NUMBER = "958935420"
_PUBLISHER = f"https://data.brreg.no/enhetsregisteret/api/enheter/{_PUBLISHER_NUMBER}"

# PC-Axis and DuckDB files have no media type of their own.
_MEDIA_TYPES = {
    ".csv": f"{_MEDIA}/text/csv",
    ".html": f"{_MEDIA}/text/html",
    ".json": f"{_MEDIA}/application/json",
    ".parquet": f"{_MEDIA}/application/vnd.apache.parquet",
    ".px": f"{_MEDIA}/text/plain",
    ".xlsx": f"{_MEDIA}/application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".duckdb": f"{_MEDIA}/application/octet-stream",
}

_ALL_TABLES = Text("Alle tabeller", "All tables")
_CATALOG_DESCRIPTION = Text(
    "Statistikk over økonomisk sosialhjelp, kvalifiseringsprogrammet og introduksjonsprogrammet i Oslo og bydelene. "
    "Små tall er skjult for å verne enkeltpersoner.",
    "Statistics on social assistance, the qualification programme and the introduction programme in Oslo and its "
    "bydeler. Small numbers are hidden to protect individuals.",
)


def write_catalog(
    cubes: Sequence[Cube],
    files_of: Mapping[str, Sequence[Path]],
    files_of_all: Sequence[Path],
    folder: Path,
    address: str,
    path: Path,
) -> None:
    """Write the catalogue as Turtle.

    `files_of` has the files of each table id, `files_of_all` those that hold all tables, both below `folder`, which
    readers will find at `address` (a URL that ends in a slash).
    """
    contact = cubes[0].table.contact
    invented = notice([cube.table for cube in cubes])
    publisher = _own_publisher(address, invented) if invented else _municipality()
    description = _after(invented, _CATALOG_DESCRIPTION)
    catalog = Catalog()
    catalog.identifier = address
    catalog.dct_identifier = address
    catalog.title = _languages(SUBJECT)
    catalog.description = _languages(description)
    catalog.publisher = publisher
    catalog.contactpoint = _contact(contact, address)
    catalog.language = list(_SPOKEN)
    catalog.modification_date = extract_date([cube.table for cube in cubes]).isoformat()

    everything = _dataset(address, "all", _ALL_TABLES, description, cubes, contact, publisher)
    everything.distributions = [_distribution(file, folder, address, invented) for file in files_of_all]
    catalog.datasets.append(everything)
    for cube in cubes:
        table = cube.table
        description = table.note if table.note != table.notice else _after(table.notice, table.title)
        dataset = _dataset(address, table.table_id, table.title, description, [cube], table.contact, publisher)
        files = files_of[table.table_id]
        dataset.distributions = [_distribution(file, folder, address, table.notice) for file in files]
        catalog.datasets.append(dataset)
    path.write_bytes(catalog.to_rdf())


def _dataset(
    address: str,
    name: str,
    title: Text,
    description: Text,
    cubes: Sequence[Cube],
    contact: str,
    publisher: Agent,
) -> Dataset:
    dataset = Dataset()
    dataset.identifier = f"{address}dataset/{name}"
    dataset.dct_identifier = dataset.identifier
    dataset.title = _languages(title)
    dataset.description = _languages(description)
    dataset.publisher = publisher.identifier
    dataset.contactpoint = _contact(contact, address)
    dataset.theme = [_THEME]
    dataset.keyword = _languages(SUBJECT)
    dataset.access_rights = _PUBLIC
    dataset.frequency = _YEARLY
    dataset.language = list(_SPOKEN)
    dataset.spatial = [_OSLO]
    dataset.temporal = [_temporal(cubes)]
    dataset.modification_date = extract_date([cube.table for cube in cubes]).isoformat()
    return dataset


def _distribution(file: Path, folder: Path, address: str, invented: Text) -> Distribution:
    name = file.relative_to(folder).as_posix()
    distribution = Distribution()
    distribution.identifier = f"{address}distribution/{name}"
    distribution.title = dict.fromkeys(LANGUAGES, name)
    if invented:
        distribution.description = _languages(invented)
    distribution.access_URL = address
    distribution.download_URL = f"{address}{name}"
    distribution.media_types = [_MEDIA_TYPES[file.suffix]]
    return distribution


def _municipality() -> Agent:
    publisher = Agent(_PUBLISHER)
    publisher.name = {"nb": "Oslo kommune"}
    publisher.organization_id = _PUBLISHER_NUMBER
    return publisher


def _own_publisher(address: str, invented: Text) -> Agent:
    """Who publishes invented data: nobody that a register knows, least of all the municipality."""
    publisher = Agent(f"{address}publisher")
    publisher.name = _languages(invented)
    publisher.organization_id = publisher.identifier
    return publisher


def _after(invented: Text, text: Text) -> Text:
    return Text(f"{invented.nb} {text.nb}", f"{invented.en} {text.en}") if invented else text


def _contact(name: str, address: str) -> Contact:
    contact = Contact()
    contact.name = {"nb": name}
    contact.url = address
    return contact


def _temporal(cubes: Sequence[Cube]) -> PeriodOfTime:
    periods = [period for cube in cubes for period in cube.periods]
    last_month = max(period.last_month for period in periods)
    year, month = (int(part) for part in last_month.split("-"))
    temporal = PeriodOfTime()
    temporal.start_date = f"{min(period.first_month for period in periods)}-01"
    temporal.end_date = f"{last_month}-{monthrange(year, month)[1]}"
    return temporal


def _languages(text: Text) -> dict[str, str]:
    return {language: text[language] for language in LANGUAGES}
