"""What the introduction programme is to look like in each year: tables 5.2-5.5 and figures 5.2 and 5.3."""

from __future__ import annotations

import numpy as np

from velferd.generator import published
from velferd.generator.persons import COUNTRY_CODES
from velferd.generator.quota import apportion
from velferd.generator.timeline import LAST_YEAR, anniversary, first_day, month_index

EXIT_CODES = published.codes("introduction_exit_code")
EXIT_OUTCOMES = published.codes("introduction_exit_code", "outcome_nb")
WORLD_PARTS = published.codes("country_code", "world_part_nb")
#: Participants where table 5.2 and 5.5 have none (figure 5.2's shape), and new ones where table 5.2 has none.
PARTICIPANTS = {2007: 620, 2008: 850, 2009: 960, 2010: 1030, 2011: 1040, 2012: 1050, 2013: 1080, 2014: 1150,
                2015: 1330, 2017: 1830, 2018: 1900}  # fmt: skip
NEW_PARTICIPANTS = {2007: 620, 2008: 380, 2009: 420, 2010: 430, 2011: 390, 2012: 390, 2013: 400, 2014: 450, 2015: 580,
                    2016: 715, 2017: 715, 2018: 690, 2019: 462, 2020: 200, 2021: 150, 2022: 693, 2023: 831}  # fmt: skip
#: Years of table 5.2; its shares are followed in between, by world part with a break at the war in Ukraine.
PRINTED_YEARS, WAR_YEAR = (2016, 2019, 2022, 2023, 2024), 2022
SEX = ("Kjønn: Mann", "Kjønn: Kvinne")
AGES = ("18–24", "25–29", "30–39", "40–49", "50–55", "56 år +")
AGE_LIMITS, YOUNGEST, OLDEST = (25, 30, 40, 50, 56), 18, 58
CHILDREN = ("Ingen barn", "1 barn", "2 barn", "3 barn", "4 barn eller mer")
EDUCATION = (
    "Uten formell skolegang/noe grunnskole",
    "Fullført grunnskole/noe vgs.",
    "Fullført vgs.",
    "Noe høyere utdanning/fagskole",
    "Fullført høyere utdanning/fagskole",
    "Ikke registrert",
)
#: Participants by citizenship in the years of table 5.2, and new ones of the last year: tables 5.3 and 5.4 and, where
#: they have none, what makes up table 5.2's parts of the world. The groups are filled up with the countries named.
CITIZENSHIPS = {
    "UKR": (0, 0, 486, 1090, 1458, 884), "SYR": (420, 760, 290, 300, 341, 125), "AFG": (130, 150, 80, 95, 87, 26),
    "ERI": (480, 330, 90, 85, 71, 29), "COD": (45, 40, 25, 30, 35, 8), "TUR": (4, 30, 40, 25, 24, 15),
    "CHN": (3, 2, 5, 16, 18, 4), "ETH": (95, 60, 25, 16, 16, 5), "SDN": (45, 25, 12, 12, 12, 4),
    "SOM": (210, 50, 25, 16, 11, 3), "IRQ": (30, 40, 15, 12, 11, 2), "IRN": (45, 50, 15, 12, 10, 2),
    "XXA": (22, 36, 8, 4, 7, 3), "": (3, 3, 2, 2, 5, 4),
    "Afrika": (45, 27, 38, 38, 32, 13), "Asia": (30, 48, 25, 25, 39, 6), "Europa": (4, 4, 3, 4, 3, 0),
    "Øvrige": (4, 7, 9, 12, 33, 29),
}  # fmt: skip
OTHER_COUNTRIES = {
    "Afrika": ("BDI", "UGA", "NGA", "GMB", "DZA", "MAR", "CMR", "RWA", "TGO", "LBY", "EGY", "TUN", "GIN", "GHA", "KEN",
               "SSD"),
    "Asia": ("PAK", "PSE", "LKA", "LBN", "YEM", "IND", "PHL", "VNM", "KAZ", "UZB", "TJK", "MMR", "JOR", "KWT", "AZE"),
    "Europa": ("RUS", "BLR", "MDA"),
    "Øvrige": ("COL", "VEN", "NIC", "CUB", "PER", "BRA", "DOM", "HND", "SLV", "GTM", "ECU", "BOL"),
}  # fmt: skip
#: Where endings lead (figure 5.3): the text's shares for the last year, the described course before it.
OUTCOME_YEARS = (2015, 2019, 2020, 2021, 2022, 2023, 2024)
OUTCOMES = {
    "Arbeid": (46, 44, 33, 36, 42, 37, 39),
    "Videregående skole eller høyere utdanning": (13, 16, 24, 25, 18, 8, 4),
    "Grunnskoleutdanning": (12, 12, 14, 12, 9, 5, 3),
    "Utenfor arbeid og utdanning": (20, 19, 20, 18, 21, 37, 39),
    "Flyttet eller ukjent": (9, 9, 9, 9, 10, 13, 15),
}
REASONS = {"ARBEID": 0.95, "ARBEID_LONNSTILSKUDD": 0.05, "VIDEREGAENDE_SKOLE": 0.75, "HOYERE_UTDANNING": 0.25,
           "GRUNNSKOLE": 1, "TILTAK_NAV": 0.45, "SOSIALHJELP": 0.3, "AVBRUTT": 0.12, "ANNET": 0.13, "FLYTTET": 0.7,
           "UKJENT": 0.3}  # fmt: skip


def participants(year: int) -> float:
    """Participants of a year."""
    if year in PARTICIPANTS:
        return PARTICIPANTS[year]
    return published.printed("5.02" if year in PRINTED_YEARS else "5.05", "intro_participants_year", year)


def new_participants(year: int) -> float:
    """Those of them who begin in it."""
    return NEW_PARTICIPANTS.get(year) or published.printed("5.02", "intro_new_participants", year)


def targets(year: int, number: int, what: str = "all") -> list[np.ndarray]:
    """How many of each kind: of all participants of a year, its new ones, or those who were there before.

    The kinds are those of Programme._kinds. Those who were there before are known where the new ones are printed;
    elsewhere they lie between their own year and the one before.
    """
    if what == "new":
        shares = _shares(year, "share_intro_new_participants")
    elif what == "carried" and year == LAST_YEAR:
        everybody, new = _shares(year), _shares(year, "share_intro_new_participants")
        sizes = participants(year), new_participants(year)
        shares = [np.maximum(a * sizes[0] - b * sizes[1], 0) for a, b in zip(everybody, new, strict=True)]
    elif what == "carried":
        shares = [(a + b) / 2 for a, b in zip(_shares(year - 1), _shares(year), strict=True)]
    else:
        shares = _shares(year)
    return [apportion(share, number) for share in shares]


def _shares(year: int, measure: str = "share_intro_participants") -> list[np.ndarray]:
    """Shares by citizenship, bydel, sex, age, number of children and education."""

    def between(values: list[np.ndarray], years: tuple[int, ...]) -> np.ndarray:
        shares = np.array([v / v.sum() for v in values])
        return np.array([np.interp(year, years, column) for column in shares.T])

    years = (LAST_YEAR,) if "new" in measure else PRINTED_YEARS
    groups = [SEX, *([f"{name}: {c}" for c in part] for name, part in
                     (("Alder", AGES), ("Antall barn", CHILDREN), ("Tidligere utdanning", EDUCATION)))]  # fmt: skip
    sex, age, children, education = (
        between([np.array([published.printed("5.02", measure, y, category=c) for c in group]) for y in years], years)
        for group in groups
    )
    counts = list(np.array(list(CITIZENSHIPS.values()), float).T)
    if "new" in measure:
        country = between(counts[-1:], years)
    else:
        # Until the war, citizenships were those of 2019.
        before = PRINTED_YEARS[:2]
        country = between([*counts[:2], counts[1], *counts[2:-1]], (*before, WAR_YEAR - 1, *PRINTED_YEARS[2:]))
    # The column of 2022 is printed in another order (checks.md C18).
    in_order = (2020, 2021, 2023, 2024)
    bydel = between([published.printed_by_bydel("5.05", "share_intro_participants", y) for y in in_order], in_order)
    return [country, bydel, sex, age, children, education]


def exit_weights(year: int) -> np.ndarray:
    """How often each reason of ending is given."""
    shares = {name: np.interp(year, OUTCOME_YEARS, values) for name, values in OUTCOMES.items()}
    return np.array([shares[outcome] * REASONS[code] for code, outcome in zip(EXIT_CODES, EXIT_OUTCOMES, strict=True)])


def age_group(birth: np.ndarray, year: int) -> np.ndarray:
    """Number of the age group on 31 December."""
    end = int(first_day(month_index(year + 1, 1))) - 1
    return sum((anniversary(birth, age) <= end).astype(np.int64) for age in AGE_LIMITS)


def country_group(country: np.ndarray) -> np.ndarray:
    """Number of the group of CITIZENSHIPS that a country (its number in the code list) is in."""
    names = list(CITIZENSHIPS)
    parts = zip(COUNTRY_CODES, WORLD_PARTS, strict=True)
    # The last one is what MISSING finds.
    groups = [*(names.index(code if code in names else part) for code, part in parts), names.index("")]
    return np.array(groups)[country]
