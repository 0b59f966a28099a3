"""One block of the city, in memory: chosen households and the tables made of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from velferd import contract
from velferd.generator import calibrate, counts, pool
from velferd.generator.dirt import Dirt
from velferd.generator.idents import IdentRegister
from velferd.generator.incomes import make_incomes
from velferd.generator.kvp import make_participations
from velferd.generator.ledger import make_ledger
from velferd.generator.oskar import make_oskar
from velferd.generator.payments import Months, corrections_of_second_delivery, make_payments
from velferd.generator.persons import (
    address_table,
    ident_history_table,
    in_fasit,
    make_persons,
    marital_table,
    member_table,
    person_table,
)
from velferd.generator.socio import Refugees
from velferd.generator.writing import Delivery

#: About three candidates per chosen household; a small city needs more of them to choose from.
POOL_SIZE, SMALLEST_POOL = 400_000, 12_000
#: Ids of one block of the city lie in a range of their own; the lowest are left to dirt.
IDS_PER_BLOCK, FIRST_ID = 100_000_000, 1_001
DUF_PER_BLOCK = 1_000_000
STEPS = ("households", "calibration", "persons", "payments", "incomes", "programmes", "writing")


class Block:
    """Draws one block of at most scale 1; `report` is told each step of STEPS as it begins."""

    def __init__(
        self,
        number: int,
        scale: float,
        register: IdentRegister,
        rng: np.random.Generator,
        report: Callable[[str], None],
    ) -> None:
        self._report = report
        first_id = number * IDS_PER_BLOCK + FIRST_ID
        report("households")
        candidates = pool.simulate(max(int(POOL_SIZE * scale), SMALLEST_POOL), rng)
        candidates = candidates.take(candidates.receipt.any(axis=1))
        report("calibration")
        city = candidates.take(calibrate.choose(counts.constraints(candidates, scale), rng))
        report("persons")
        persons = make_persons(city, register, rng)
        members, member_persons = member_table(city, persons, rng)
        appears = np.zeros(len(persons.birth), bool)
        appears[: len(city)] = in_fasit(city)
        appears[member_persons] = True
        report("payments")
        months = Months(city)
        payments = make_payments(city, persons, months, scale, first_id, rng)
        self.corrections = corrections_of_second_delivery(city, payments, persons, months)
        report("incomes")
        incomes = make_incomes(city, persons, months, rng)
        report("programmes")
        refugees = Refugees(city, persons, register, scale, rng)
        self.tables = {
            "fasit.person": person_table(persons, appears),
            "fasit.identhistorikk": ident_history_table(persons, appears),
            "fasit.sivilstand": marital_table(city, persons, rng),
            "fasit.husstandsmedlem": members,
            "fasit.adresse": address_table(city, persons, rng),
            "fasit.utbetaling": payments,
            "fasit.inntekt": incomes,
            "fasit.kvp_deltakelse": make_participations(city, persons, scale, first_id, rng),
            "socio.flyktning": refugees.table(number * DUF_PER_BLOCK + 1),
            "socio.introduksjonsprogram": refugees.programme.table(refugees.participants, first_id),
            "oskar.stonadsmaned": make_oskar(city, persons, rng),
            "unit4.hovedbok": make_ledger(scale, first_id, rng),
        }

    def write(self, deliveries: dict[str, Delivery], second_fasit: Delivery, dirt: Dirt | None) -> None:
        """Write the tables into their deliveries; Fasit's second one differs in the payments alone."""
        self._report("writing")
        for table in contract.TABLES:
            if table.relation not in self.tables:
                continue
            columns = self.tables[table.relation]
            extra = dirt.rows_of(table) if dirt else []
            deliveries[table.system].write(table, columns, extra)
            if table.relation == "fasit.utbetaling":
                second_fasit.write(table, _joined(columns, self.corrections), extra)
            elif table.system == "fasit":
                second_fasit.copy(table, deliveries["fasit"])


def _joined(columns: dict, more: dict) -> dict:
    return {
        name: (v[0], np.concatenate([v[1], more[name][1]])) if isinstance(v, tuple) else np.concatenate([v, more[name]])
        for name, v in columns.items()
    }
