"""The headlines of the report, by the table or figure that they stand above."""

from __future__ import annotations

from velferd.publish.texts import Text
from velferd.report.sentence import HIGHER, MORE, ROSE, Said, Sentence, changed, with_change


def _share(table_id: str, count: str, of_all: str, who: Text, *, has_change: bool = True) -> Sentence:
    """How many recipients have a trait, their share and how their number changed."""
    figures = {"n": Said(count), "share": Said(of_all)}
    if has_change:
        figures["change"] = changed(count, MORE)
    ending = "{change}" if has_change else ""
    text = Text(
        f"{{n}} mottakere {who.nb} i {{year}}{ending}. De var {{share}} prosent av alle.",
        f"{{n}} recipients {who.en} in {{year}}{ending}. They were {{share}} per cent of all.",
    )
    return Sentence(table_id, text, figures, is_summary=has_change)


SENTENCES: tuple[Sentence, ...] = (
    with_change(
        "3.04",
        Text(
            "I {year} mottok {n} husholdninger sosialhjelp{change}.",
            "In {year}, {n} households received social assistance{change}.",
        ),
        "recipients_year",
        MORE,
        is_summary=True,
    ),
    with_change(
        "3.04",
        Text(
            "I snitt mottok {n} husholdninger sosialhjelp hver måned{change}.",
            "On average, {n} households received social assistance each month{change}.",
        ),
        "recipients_month_avg",
        MORE,
        is_summary=True,
    ),
    with_change(
        "3.01",
        Text(
            "Netto ble det utbetalt {n} millioner kroner i sosialhjelp i {year}{change}.",
            "Net, NOK {n} million was paid in social assistance in {year}{change}.",
        ),
        "net_paid_mnok",
        HIGHER,
    ),
    with_change(
        "3.02",
        Text(
            "Brutto ble det utbetalt {n} millioner kroner i sosialhjelp i {year}{change}.",
            "Gross, NOK {n} million was paid in social assistance in {year}{change}.",
        ),
        "gross_paid_mnok",
        HIGHER,
        is_summary=True,
    ),
    with_change(
        "3.02",
        Text(
            "En mottaker fikk i snitt {n} kroner i måneden{change}.",
            "A recipient was paid NOK {n} a month on average{change}.",
        ),
        "gross_paid_per_recipient_month_nok",
        HIGHER,
    ),
    Sentence(
        "fig3.01",
        Text(
            "Netto utbetalt sosialhjelp {change} fra {before} til {year}, justert for prisveksten.",
            "Net social assistance paid {change} from {before} to {year}, adjusted for prices.",
        ),
        {"change": Said("net_paid_real_change_pct", when="{before}-{year}", by_sign=ROSE)},
        is_summary=True,
    ),
    Sentence(
        "fig3.02",
        Text(
            "Medianen var {median} kroner: halvparten av mottakerne fikk mindre i løpet av {year}, halvparten mer. "
            "Gjennomsnittet var {mean} kroner.",
            "The median was NOK {median}: half of the recipients were paid less in {year}, half were paid more. "
            "The mean was NOK {mean}.",
        ),
        {
            "median": Said("gross_paid_per_recipient_year_median_nok"),
            "mean": Said("gross_paid_per_recipient_year_mean_nok"),
        },
        is_summary=True,
    ),
    Sentence(
        "fig3.02",
        Text(
            "En firedel fikk {q1} kroner eller mindre, en firedel {q3} kroner eller mer.",
            "A quarter were paid NOK {q1} or less, a quarter NOK {q3} or more.",
        ),
        {"q1": Said("gross_paid_per_recipient_year_q1_nok"), "q3": Said("gross_paid_per_recipient_year_q3_nok")},
    ),
    Sentence(
        "fig3.04",
        Text(
            "Av det som ble utbetalt i {year}, gikk {rent} prosent til husleie og {basic} prosent til basisbeløp.",
            "Of what was paid in {year}, {rent} per cent went to rent and {basic} per cent to the basic amount.",
        ),
        {"rent": Said("share_paid_by_purpose", "Husleie"), "basic": Said("share_paid_by_purpose", "Basisbeløp")},
        is_summary=True,
    ),
    with_change(
        "3.03",
        Text(
            "Netto {n} kroner gikk til midlertidig botilbud i {year}{change}.",
            "Net, NOK {n} went to temporary housing in {year}{change}.",
        ),
        "net_paid_temporary_housing_nok",
        HIGHER,
    ),
    Sentence(
        "fig3.07",
        Text(
            "{n} prosent av mottakerne i {year} var aleneboende uten barn.",
            "{n} per cent of the recipients in {year} were single without children.",
        ),
        {"n": Said("share_household_type", "Aleneboende: 0 barn")},
        is_summary=True,
    ),
    Sentence(
        "fig3.09",
        Text(
            "I snitt bodde {n} personer i en husholdning som mottok sosialhjelp i måneden, {ratio} per mottaker.",
            "On average, {n} persons lived in a household that received social assistance in the month, {ratio} per "
            "recipient.",
        ),
        {"n": Said("persons_in_recipient_households_month_avg"), "ratio": Said("persons_per_recipient_month")},
    ),
    Sentence(
        "fig3.10",
        Text(
            "I {year} bodde {young} prosent av befolkningen under 20 år i en husholdning som mottok sosialhjelp, "
            "{adult} prosent av dem på 20–64 år og {old} prosent av dem på 65 år og eldre.",
            "In {year}, {young} per cent of the population under 20 lived in a household that received social "
            "assistance, {adult} per cent of those aged 20–64 and {old} per cent of those aged 65 and over.",
        ),
        {
            "young": Said("share_population_in_recipient_households", "Under 20 år"),
            "adult": Said("share_population_in_recipient_households", "20–64 år"),
            "old": Said("share_population_in_recipient_households", "65 år og eldre"),
        },
        is_summary=True,
    ),
    Sentence(
        "3.05",
        Text(
            "{n} barn og unge opp til 23 år, {share} prosent av alle, mottok sosialhjelp selv eller bodde hos noen som "
            "gjorde det i {year}.",
            "{n} children and young people up to 23, {share} per cent of all, received social assistance or lived with "
            "somebody who did in {year}.",
        ),
        {
            "n": Said("young_in_recipient_households", "0–23 år"),
            "share": Said("share_young_in_recipient_households", "0–23 år"),
        },
    ),
    Sentence(
        "fig3.11",
        Text(
            "I desember {year} hadde {n} prosent av mottakerne flyktningbakgrunn, mot {before_n} i desember {before}.",
            "In December {year}, {n} per cent of the recipients had a refugee background, against {before_n} in "
            "December {before}.",
        ),
        {
            "n": Said("share_refugee_background_month", when="{year}-12"),
            "before_n": Said("share_refugee_background_month", when="{before}-12"),
        },
        is_summary=True,
    ),
    _share("3.07", "recipients_under_30", "share_under_30", Text("var under 30 år", "were under 30")),
    _share("3.08", "recipients_with_children", "share_with_children", Text("hadde barn", "had children")),
    _share(
        *("3.09", "recipients_4plus_children", "share_4plus_children"),
        Text("hadde fire eller flere barn", "had four or more children"),
        has_change=False,
    ),
    _share(
        *("3.10", "recipients_foreign_background", "share_foreign_background"),
        Text("hadde utenlandsk bakgrunn", "had a foreign background"),
    ),
    _share(
        *("3.11", "recipients_refugee_background", "share_refugee_background"),
        Text("hadde flyktningbakgrunn", "had a refugee background"),
    ),
    _share("3.12", "recipients_new", "share_new", Text("var nye", "were new")),
    _share(
        *("3.13", "long_term_recipients", "share_long_term"),
        Text("hadde mottatt sosialhjelp sammenhengende i to år eller mer", "had received it for two years or more"),
    ),
    Sentence(
        "3.14",
        Text(
            "{n} mottakere flyttet fra en bydel til en annen i {year}.",
            "{n} recipients moved from one bydel to another in {year}.",
        ),
        {"n": Said("moved_out_total")},
        is_summary=True,
    ),
    _share(
        *("3.15", "recipients_full_social_assistance", "share_full_social_assistance"),
        Text("hadde full sosialhjelp", "received full social assistance"),
    ),
    Sentence(
        "3.16",
        Text(
            "{housing} prosent av mottakerne hadde også statlig bostøtte i {year}, {work} prosent arbeidsinntekt og "
            "{aap} prosent arbeidsavklaringspenger.",
            "{housing} per cent of the recipients also had state housing allowance in {year}, {work} per cent income "
            "from work and {aap} per cent work assessment allowance.",
        ),
        {
            "housing": Said("share_with_income", "Statlig bostøtte"),
            "work": Said("share_with_income", "Arbeidsinntekt"),
            "aap": Said("share_with_income", "AAP"),
        },
        is_summary=True,
    ),
)
