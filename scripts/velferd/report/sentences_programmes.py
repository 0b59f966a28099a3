"""The headlines on the qualification programme and the introduction programme; see `sentences`."""

from __future__ import annotations

from velferd.publish.texts import Text
from velferd.report.sentence import HIGHER, MORE, Said, Sentence, changed, with_change

PROGRAMME_SENTENCES: tuple[Sentence, ...] = (
    with_change(
        "4.01",
        Text(
            "Netto utgifter til kvalifiseringsprogrammet var {n} millioner kroner i {year}{change}.",
            "Net expenditure on the qualification programme was NOK {n} million in {year}{change}.",
        ),
        "kvp_net_cost_mnok",
        HIGHER,
        is_summary=True,
    ),
    with_change(
        "4.02",
        Text(
            "{n} personer deltok i kvalifiseringsprogrammet i {year}{change}.",
            "{n} persons took part in the qualification programme in {year}{change}.",
        ),
        "kvp_participants_year",
        MORE,
        is_summary=True,
    ),
    with_change(
        "4.02",
        Text("{n} deltakere var nye{change}.", "{n} participants were new{change}."),
        "kvp_new_participants",
        MORE,
        is_summary=True,
    ),
    Sentence(
        "fig4.01",
        Text(
            "I snitt var det {n} deltakere i måneden i {year}, og {new} nye.",
            "On average there were {n} participants a month in {year}, and {new} new ones.",
        ),
        {"n": Said("kvp_participants_month_avg"), "new": Said("kvp_new_participants_month_avg")},
    ),
    Sentence(
        "fig4.02",
        Text(
            "{women} prosent av de nye deltakerne i {year} var kvinner, og {single} prosent var aleneboende.",
            "{women} per cent of the new participants in {year} were women, and {single} per cent were single.",
        ),
        {
            "women": Said("share_kvp_new_participants", "Kjønn: Kvinne"),
            "single": Said("share_kvp_new_participants", "Sivilstand: Aleneboende"),
        },
    ),
    Sentence(
        "4.03",
        Text(
            "Av dem som avsluttet etter avtale i {year}, gikk {n} prosent til arbeid eller utdanning.",
            "Of those who left as agreed in {year}, {n} per cent went on to work or education.",
        ),
        {"n": Said("share_kvp_exits_to_work_or_education")},
        is_summary=True,
    ),
    with_change(
        "5.01",
        Text(
            "Utgiftene til introduksjonsprogrammet var {n} millioner kroner i {year}{change}.",
            "Expenditure on the introduction programme was NOK {n} million in {year}{change}.",
        ),
        "intro_cost_mnok",
        HIGHER,
        is_summary=True,
    ),
    Sentence(
        "fig5.01",
        Text(
            "{n} flyktninger ble bosatt i Oslo i {year}, mot {before_n} året før; {quota} av dem på kvoten.",
            "{n} refugees were settled in Oslo in {year}, against {before_n} the year before; {quota} of them on the "
            "quota.",
        ),
        {
            "n": Said("refugees_settled"),
            "before_n": Said("refugees_settled", when="{before}"),
            "quota": Said("refugees_settled_on_quota"),
        },
        is_summary=True,
    ),
    Sentence(
        "fig5.02",
        Text(
            "I desember {year} var det {n} deltakere i introduksjonsprogrammet{change}.",
            "In December {year} there were {n} participants in the introduction programme{change}.",
        ),
        {
            "n": Said("intro_participants_month", when="{year}-12"),
            "change": changed("intro_participants_month", MORE, when="{before}-12/{year}-12"),
        },
        is_summary=True,
    ),
    Sentence(
        "5.02",
        Text(
            "{n} personer deltok i {year}, og {women} prosent av dem var kvinner.",
            "{n} persons took part in {year}, and {women} per cent of them were women.",
        ),
        {"n": Said("intro_participants_year"), "women": Said("share_intro_participants", "Kjønn: Kvinne")},
        is_summary=True,
    ),
    Sentence(
        "5.03",
        Text("Deltakerne i {year} kom fra {n} land.", "The participants in {year} came from {n} countries."),
        {"n": Said("intro_participants_countries")},
    ),
    Sentence(
        "fig5.03",
        Text(
            "Av dem som avsluttet programmet i {year}, gikk {work} prosent til arbeid, og {outside} prosent var "
            "utenfor arbeid og utdanning.",
            "Of those who ended the programme in {year}, {work} per cent went to work, and {outside} per cent were "
            "outside work and education.",
        ),
        {
            "work": Said("share_intro_exits_to", "Arbeid"),
            "outside": Said("share_intro_exits_to", "Utenfor arbeid og utdanning"),
        },
        is_summary=True,
    ),
)
