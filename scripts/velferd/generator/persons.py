"""The persons of the chosen households, their idents, and Fasit's tables about them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from velferd.generator import published
from velferd.generator.idents import IdentRegister
from velferd.generator.pool import FOREIGN, NORWAY, UNKNOWN, WAR_MONTH, Pool
from velferd.generator.timeline import FASIT_MONTH, MONTH_COUNT, NEVER, anniversary, day, first_day

#: Before every day: an ident with this change date has always been the current one.
ALWAYS = np.iinfo(np.int32).min
COUNTRIES = {
    "others": {"PAK": 14, "SOM": 13, "POL": 10, "IRQ": 7, "MAR": 7, "TUR": 6, "IRN": 5, "LKA": 4, "VNM": 4, "SWE": 5,
               "ETH": 4, "PHL": 3, "IND": 2, "AFG": 3, "LTU": 3, "ROU": 3, "RUS": 2, "ERI": 3, "GMB": 2, "XKX": 2,
               "CHL": 1, "DZA": 1, "NGA": 1, "BRA": 1, "XXA": 1},
    "before": {"SOM": 18, "SYR": 22, "ERI": 17, "AFG": 13, "IRQ": 10, "ETH": 6, "IRN": 5, "SDN": 3, "COD": 3, "XXA": 3},
    "after": {"UKR": 62, "SYR": 15, "AFG": 6, "ERI": 5, "COD": 3, "TUR": 3, "SOM": 2, "SDN": 2, "XXA": 2},
}  # fmt: skip
COUNTRY_CODES = published.codes("country_code")
MARITAL_CODES = published.codes("marital_status_code")
RELATION_CODES = published.codes("household_relation_code")
BYDEL_CODES = published.codes("bydel_code")
SEX_CODES = ("M", "K")
MISSING = -1
#: Of the children with two homes: both parents are among the recipients.
BOTH_PARENTS_SHARE = 0.06


@dataclass
class Persons:
    """Main persons first, in the order of the households, then partners, then children."""

    birth: np.ndarray
    is_woman: np.ndarray
    death: np.ndarray
    #: person × (older, old, current) idents, and the days from which the second and the third hold.
    idents: np.ndarray
    changes: np.ndarray
    #: Both earlier idents lead straight to the current one, instead of one to the next.
    joins: np.ndarray
    partner: np.ndarray  # person number of each household's partner, or MISSING
    child: np.ndarray  # person number of each child, in the order of the pool
    refugee_country: np.ndarray  # code number, of main persons
    origin: np.ndarray  # code number or MISSING
    citizenship: np.ndarray

    def ident_on(self, person: np.ndarray, days: np.ndarray) -> np.ndarray:
        """The ident in use for a person on a day."""
        generation = (days >= self.changes[person, 0]).astype(int) + (days >= self.changes[person, 1])
        return self.idents[person, generation]


def in_fasit(city: Pool) -> np.ndarray:
    """Households with a month of receipt in Fasit's time."""
    return city.receipt[:, FASIT_MONTH:].any(axis=1)


def first_fasit_day(city: Pool) -> np.ndarray:
    """First day of the first month of receipt in Fasit's time (the last month there is for those without)."""
    months = np.where(in_fasit(city), FASIT_MONTH + city.receipt[:, FASIT_MONTH:].argmax(axis=1), MONTH_COUNT - 1)
    return first_day(months)


def make_persons(city: Pool, register: IdentRegister, rng: np.random.Generator) -> Persons:
    households = len(city)
    has_partner = city.partner_from != NEVER
    partners = np.flatnonzero(has_partner)
    birth = np.concatenate(
        [city.birth, city.birth[partners] + rng.normal(0, 1100, len(partners)).astype(np.int32), city.child_birth]
    ).astype(np.int32)
    is_woman = np.concatenate(
        [city.is_woman, ~city.is_woman[partners], rng.random(len(city.child_birth)) < 0.49]
    ).astype(bool)
    partner = np.full(households, MISSING)
    partner[partners] = households + np.arange(len(partners))
    origin, citizenship, country = _countries(city, len(birth), rng)
    last = first_day(MONTH_COUNT - np.argmax(city.receipt[:, ::-1], axis=1))
    death = np.full(len(birth), NEVER, np.int32)
    days_left = rng.integers(1, 900, households)
    dies = (rng.random(households) < 0.02) & (last + days_left < day("2025-01-31"))
    death[:households] = np.where(dies, last + days_left, NEVER)
    idents, changes, joins = _idents(city, birth, is_woman, register, rng)
    child = households + len(partners) + np.arange(len(city.child_birth))
    return Persons(birth, is_woman, death, idents, changes, joins, partner, child, country, origin, citizenship)


def _idents(city: Pool, birth, is_woman, register: IdentRegister, rng: np.random.Generator) -> tuple:
    """Most have one ident; some begin with a D-number, a few have had a number corrected, once or twice."""
    count, households = len(birth), len(city)
    is_foreign = np.zeros(count, bool)
    is_foreign[:households] = city.origin == FOREIGN
    draw = rng.random(count)
    from_d_number = is_foreign & (draw < 0.12)
    corrected = ~from_d_number & (draw > 0.9965)
    twice = from_d_number & (draw < 0.006)
    no = np.zeros(count, bool)
    current = register.draw(birth, is_woman, no)
    idents = np.repeat(current[:, None], 3, axis=1)
    changes = np.full((count, 2), ALWAYS, np.int32)

    # A change falls within the two years after the first payment, so often in mid-spell.
    first = np.zeros(count, np.int32)
    first[:households] = first_day(city.receipt.argmax(axis=1))
    first[households:] = np.maximum(day("2017-01-01"), birth[households:] + 300)
    change = first + rng.integers(-200, 700, count).astype(np.int32)
    changed = (from_d_number | corrected) & (change < day("2025-01-15"))
    rows = np.flatnonzero(changed)
    idents[rows, 1] = register.draw(birth[rows], is_woman[rows], from_d_number[rows])
    idents[rows, 0] = idents[rows, 1]
    changes[rows, 1] = change[rows]
    rows = np.flatnonzero(changed & twice)
    idents[rows, 0] = register.draw(birth[rows], is_woman[rows], np.ones(len(rows), bool))
    changes[rows, 0] = changes[rows, 1] - rng.integers(60, 700, len(rows))
    return idents, changes, rng.random(count) < 0.5


def _countries(city: Pool, count: int, rng: np.random.Generator) -> tuple:
    """Country of origin and citizenship as Fasit has them (rule B1), and the country refugees came from."""
    households = len(city)
    number = {code: n for n, code in enumerate(COUNTRY_CODES)}
    country = np.empty(households, np.int32)
    is_after = city.receipt.argmax(axis=1) >= WAR_MONTH
    for name, which in (
        ("others", ~city.is_refugee),
        ("before", city.is_refugee & ~is_after),
        ("after", city.is_refugee & is_after),
    ):
        weights = np.array(list(COUNTRIES[name].values()), float)
        codes = np.array([number[code] for code in COUNTRIES[name]])
        country[which] = rng.choice(codes, which.sum(), p=weights / weights.sum())
    home = number["NOR"]
    country[city.origin == NORWAY] = home
    draw = rng.random(households)
    # Where origin is missing or unknown, citizenship decides.
    origin = np.where(draw < 0.03, MISSING, np.where(draw < 0.04, number["XUK"], country))
    citizenship = np.where((rng.random(households) < 0.4) & (draw >= 0.04), home, country)
    citizenship = np.where((rng.random(households) < 0.05) & (draw >= 0.04), MISSING, citizenship)
    is_unknown = city.origin == UNKNOWN
    origin = np.where(is_unknown, np.where(draw < 0.7, MISSING, number["XUK"]), origin)
    citizenship = np.where(is_unknown, np.where(draw < 0.5, MISSING, number["XUK"]), citizenship)
    others = np.full(count - households, MISSING)
    return np.concatenate([origin, others]), np.concatenate([citizenship, others]), country


def person_table(persons: Persons, appears: np.ndarray) -> dict:
    """Fasit's persons: everybody who appears, under the current ident and mostly under earlier ones too."""
    who = np.flatnonzero(appears)
    # Earlier idents have been cleared away now and then.
    older = who[(persons.changes[who, 1] != ALWAYS) & (who % 4 > 0)]
    oldest = older[persons.changes[older, 0] != ALWAYS]
    rows = np.concatenate([who, older, oldest])
    ident = np.concatenate([persons.idents[who, 2], persons.idents[older, 1], persons.idents[oldest, 0]])
    # Attributes are kept up under the current ident; earlier rows have lost their country now and then.
    is_current = np.arange(len(rows)) < len(who)
    fades = ~is_current & (rows % 3 == 0)
    return {
        "fnr": ident,
        "fodselsdato": persons.birth[rows],
        "kjonn": (SEX_CODES, persons.is_woman[rows].astype(int)),
        "opprinnelsesland": (COUNTRY_CODES, np.where(fades, MISSING, persons.origin[rows])),
        "statsborgerskap": (COUNTRY_CODES, np.where(fades, MISSING, persons.citizenship[rows])),
        "doedsdato": np.where(is_current, persons.death[rows], NEVER),
    }


def ident_history_table(persons: Persons, appears: np.ndarray) -> dict:
    """Fasit's history of idents, of all main persons: Oskar and Socio know them under earlier ones too."""
    appears = appears.copy()
    appears[: len(persons.partner)] = True
    once = np.flatnonzero(appears & (persons.changes[:, 1] != ALWAYS))
    twice = np.flatnonzero(appears & (persons.changes[:, 0] != ALWAYS))
    target = np.where(persons.joins[twice], persons.idents[twice, 2], persons.idents[twice, 1])
    return {
        "fnr_tidligere": np.concatenate([persons.idents[once, 1], persons.idents[twice, 0]]),
        "fnr_gjeldende": np.concatenate([persons.idents[once, 2], target]),
        "endret_dato": np.concatenate([persons.changes[once, 1], persons.changes[twice, 0]]),
    }


def marital_table(city: Pool, persons: Persons, rng: np.random.Generator) -> dict:
    """Marital status of main persons: before, with and after the partner (rule H1)."""
    code = {name: n for n, name in enumerate(MARITAL_CODES)}
    who = np.flatnonzero(in_fasit(city))
    draw = rng.random(len(city))

    def pick(options: dict[str, float]) -> np.ndarray:
        return rng.choice([code[name] for name in options], len(city), p=list(options.values()))

    married = pick({"GIFT": 0.66, "SAMBOER": 0.33, "REGISTRERT_PARTNER": 0.01})
    after = pick({"SKILT": 0.6, "SEPARERT": 0.33, "ENKE_ENKEMANN": 0.07})
    alone = np.where(draw < 0.72, code["UGIFT"], after)
    alone = np.where(draw > 0.9989, code["UKJENT"], alone)
    has_partner = city.partner_from[who] != NEVER
    with_partner, without = who[has_partner], who[~has_partner]
    parted = with_partner[city.partner_to[with_partner] < day("2025-01-31")]
    rows = np.concatenate([without, with_partner, with_partner, parted])
    status = np.concatenate(
        [alone[without], np.full(len(with_partner), code["UGIFT"]), married[with_partner], after[parted]]
    )
    start = np.concatenate(
        [city.birth[without], city.birth[with_partner], city.partner_from[with_partner], city.partner_to[parted] + 1]
    )
    end = np.concatenate(
        [
            np.full(len(without), NEVER),
            city.partner_from[with_partner] - 1,
            np.where(city.partner_to[with_partner] < day("2025-01-31"), city.partner_to[with_partner], NEVER),
            np.full(len(parted), NEVER),
        ]
    )
    return {
        "fnr": persons.ident_on(rows, start),
        "sivilstand": (MARITAL_CODES, status),
        "fra_dato": start,
        "til_dato": end,
    }


def member_table(city: Pool, persons: Persons, rng: np.random.Generator) -> tuple[dict, np.ndarray]:
    """Household members (rules H2-H3), and the person numbers of those who occur."""
    relation = {name: n for n, name in enumerate(RELATION_CODES)}
    begin = first_fasit_day(city) - rng.integers(0, 400, len(city)).astype(np.int32)
    latest = day("2025-01-31")
    fasit = in_fasit(city)

    home = np.flatnonzero(fasit & (persons.partner != MISSING) & (city.partner_to > begin))
    partner_start = np.maximum(city.partner_from[home], begin[home])
    partner_end = np.where(city.partner_to[home] < latest, city.partner_to[home], NEVER)
    keep = (partner_start <= latest) & (partner_end >= partner_start)
    home, partner_start, partner_end = home[keep], partner_start[keep], partner_end[keep]

    owner, born = city.child_household, city.child_birth
    grown = anniversary(born, 18)
    start = np.maximum(born, begin[owner])
    stays = city.child_leaves > grown
    as_child = np.flatnonzero(fasit[owner] & (start < grown) & (born <= latest))
    # Who leaves home at 18 often stays registered: the rules count a child under 18 only.
    child_end = np.where((grown <= latest) & (stays | (rng.random(len(born)) < 0.5)), grown - 1, NEVER)
    young_start = np.maximum(grown, begin[owner])
    young_end = city.child_leaves - 1
    as_young = np.flatnonzero(fasit[owner] & stays & (grown <= latest) & (young_start <= young_end))
    # Some children with two homes have both parents among the recipients.
    shared = as_child[(city.child_custody[as_child] == 50) & (rng.random(len(as_child)) < BOTH_PARENTS_SHARE)]
    other = np.flatnonzero(fasit)[rng.integers(0, fasit.sum(), len(shared))]
    fits = (other != owner[shared]) & (np.maximum(born[shared], begin[other]) < grown[shared])
    shared, other = shared[fits], other[fits]

    main = np.concatenate([home, owner[as_child], owner[as_young], other])
    member = np.concatenate(
        [persons.partner[home], persons.child[as_child], persons.child[as_young], persons.child[shared]]
    )
    kind = np.concatenate(
        [
            np.where(rng.random(len(home)) < 0.67, relation["EKTEFELLE"], relation["SAMBOER"]),
            np.full(len(as_child), relation["BARN"]),
            np.full(len(as_young), relation["UNG_HJEMMEBOENDE"]),
            np.full(len(shared), relation["BARN"]),
        ]
    )
    custody = city.child_custody
    percent = np.concatenate([np.full(len(home), MISSING), custody[as_child], custody[as_young], custody[shared]])
    starts = np.concatenate(
        [partner_start, start[as_child], young_start[as_young], np.maximum(born[shared], begin[other])]
    )
    ends = np.concatenate(
        [
            partner_end,
            child_end[as_child],
            np.where(young_end[as_young] < latest, young_end[as_young], NEVER),
            grown[shared] - 1,
        ]
    )
    table = {
        "hovedperson_fnr": persons.ident_on(main, starts),
        "medlem_fnr": persons.ident_on(member, starts),
        "relasjon": (RELATION_CODES, kind),
        "samvarsprosent": percent,
        "fra_dato": starts,
        "til_dato": ends,
    }
    return table, np.unique(member)


def address_table(city: Pool, persons: Persons, rng: np.random.Generator) -> dict:
    """Address history of main persons (rule F1): each move opens a period."""
    who = np.flatnonzero(in_fasit(city))
    begin = np.full(len(city), NEVER, np.int32)
    begin[who] = np.maximum(first_fasit_day(city)[who] - rng.integers(400, 1500, len(who)), city.birth[who])
    kept = np.flatnonzero((city.move_day > begin[city.move_household]) & (city.move_day <= day("2025-01-31")))
    household = city.move_household[kept]
    home = city.residence[:, -1].astype(np.int32)
    # The first bydel is where the first kept move leaves from.
    first = np.unique(household, return_index=True)
    home[first[0]] = city.move_from[kept[first[1]]]

    # Spells outside the 15 bydeler and back are no moves: Sentrum, Marka or outside Oslo.
    stayers = who[~np.isin(who, household) & (rng.random(len(who)) < 0.03)]
    away = begin[stayers] + rng.integers(30, 350, len(stayers)).astype(np.int32)
    back = away + rng.integers(20, 300, len(stayers)).astype(np.int32)
    elsewhere = np.array([15, 16, MISSING])[rng.choice(3, len(stayers), p=[0.1, 0.1, 0.8])]

    rows = np.concatenate([who, household, stayers, stayers])
    start = np.concatenate([begin[who], city.move_day[kept], away, back])
    bydel = np.concatenate([home[who], city.move_to[kept], elsewhere, home[stayers]])
    order = np.lexsort((start, rows))
    rows, start, bydel = rows[order], start[order], bydel[order]
    end = np.full(len(rows), NEVER, np.int32)
    follows = rows[1:] == rows[:-1]
    # A few days without address between two periods do not matter.
    gap = np.where(rng.random(len(rows) - 1) < 0.04, 5, 0)
    until = np.maximum(start[1:] - 1 - gap, start[:-1])
    end[:-1][follows] = until[follows]
    return {"fnr": persons.ident_on(rows, start), "bydel": (BYDEL_CODES, bydel), "fra_dato": start, "til_dato": end}
