"""What stands where in the report: chapters, their sections, and the tables and figures of each."""

from __future__ import annotations

from dataclasses import dataclass

from velferd.publish.texts import Text


@dataclass(frozen=True)
class Exhibit:
    """A table or figure, the counting rules it is read by, and what its print needs to be told besides its note."""

    table_id: str
    rules: tuple[str, ...]
    note: Text | None = None

    @property
    def is_figure(self) -> bool:
        return self.table_id.startswith("fig")

    @property
    def number(self) -> str:
        """3.1 of fig3.01."""
        chapter, number = self.table_id.removeprefix("fig").split(".")
        return f"{chapter}.{int(number)}"


@dataclass(frozen=True)
class Section:
    title: Text
    exhibits: tuple[Exhibit, ...]
    text: Text | None = None


@dataclass(frozen=True)
class Chapter:
    number: int
    title: Text
    text: Text
    sections: tuple[Section, ...]


def _show(table_id: str, rules: str, note: Text | None = None) -> Exhibit:
    return Exhibit(table_id, tuple(rules.split()), note)


SHARES = Text(
    "Andeler og endringer er regnet av uavrundede tall, så de kan avvike fra det tabellens tall gir.",
    "Shares and changes are computed from unrounded values, so they may differ from what the table's figures give.",
)
SMALL_COUNTRIES = Text(
    "Land med færre enn ti deltakere, og land der tallet ikke vises, er ikke med.",
    "Countries with fewer than ten participants, and countries whose figure is not shown, are left out.",
)

SOCIAL_ASSISTANCE = Chapter(
    3,
    Text("Sosialhjelp", "Social assistance"),
    Text(
        "Økonomisk sosialhjelp gis til den som ikke kan sørge for sitt livsopphold ved arbeid eller andre ytelser.",
        "Social assistance is given to those who cannot provide for themselves by work or other benefits.",
    ),
    (
        Section(
            Text("Hva en mottaker er", "What a recipient is"),
            (),
            Text(
                "En mottaker er en husholdning. Den telles ved hovedpersonen, som saken er registrert på; kjennetegn "
                "er hovedpersonens. Der det er personer som telles, er ektefelle eller samboer og barn med.",
                "A recipient is a household. It is counted by the main person, whom the case is registered on; "
                "characteristics are the main person's. Where persons are counted, spouse or cohabitant and children "
                "are included.",
            ),
        ),
        Section(
            Text("Utbetalt beløp", "Amounts paid"),
            (
                _show("3.01", "M2"),
                _show("3.02", "M1 M3 R4 R5 R6", SHARES),
                _show("fig3.01", "M2 M5"),
                _show("fig3.02", "M4 R4"),
                _show("fig3.03", "M4 R6"),
            ),
        ),
        Section(
            Text("Formålet med utbetalingene", "Purpose of the payments"),
            (_show("fig3.04", "M1 M6"), _show("fig3.05", "M1 M6"), _show("3.03", "M2")),
        ),
        Section(
            Text("Antall mottakere", "Number of recipients"),
            (_show("fig3.06", "R3 R10"), _show("3.04", "R4 R5 R6 E4")),
        ),
        Section(
            Text("Husholdningenes sammensetning", "Composition of households"),
            (_show("fig3.07", "H1 H2 R7"), _show("fig3.08", "H1 H2 R5 R9"), _show("fig3.09", "H2 H3 R5 R9")),
        ),
        Section(
            Text("Andel av befolkningen", "Share of the population"),
            (_show("fig3.10", "H2 H4 R8"), _show("3.05", "H2 H4 H5 R8")),
        ),
        Section(
            Text("Flyktningbakgrunn", "Refugee background"),
            (
                _show("fig3.11", "B2 R3 R5"),
                _show("fig3.12", "B2 H2 R5"),
                _show(
                    *("3.06", "B2 H2 H3 E4"),
                    Text(
                        "De to periodene er de samme uansett hvilket år rapporten gjelder.",
                        "The two periods are the same whatever year the report is of.",
                    ),
                ),
                _show("fig3.13", "B2 R7"),
                _show("fig3.14", "B2 R7"),
            ),
        ),
        Section(
            Text("Kjennetegn ved mottakerne per bydel", "Characteristics of the recipients by bydel"),
            (
                _show("3.07", "R7"),
                _show("3.08", "H2 H7 R7"),
                _show("3.09", "H2 R7"),
                _show("3.10", "B1 R7"),
                _show("3.11", "B2 R7"),
                _show("3.12", "B3 R7"),
            ),
            Text(
                "Opplysningene er fra siste kontakt i året, så hver mottaker telles i én bydel, og bydelene summerer "
                "til Oslo totalt.",
                "The information is from the last contact in the year, so each recipient is counted in one bydel, and "
                "the bydeler add up to Oslo in total.",
            ),
        ),
        Section(
            Text("Sammenhengende varighet", "Unbroken duration"),
            (_show("fig3.15", "D2 D3 R7"), _show("3.13", "D3 R7")),
        ),
        Section(
            Text("Flytting", "Moves"),
            (
                _show("fig3.16", "F1 F2"),
                _show("fig3.17", "F1 F2"),
                _show(
                    *("3.14", "F1"),
                    Text("Blå farge er høy verdi, beige er lav.", "Blue is a high value, beige is a low one."),
                ),
            ),
        ),
        Section(
            Text("Full og supplerende sosialhjelp", "Full and supplementary social assistance"),
            (_show("3.15", "S1 S2 S3 R7"),),
        ),
        Section(
            Text("Andre inntekter eller ytelser", "Other incomes or benefits"),
            (
                _show(
                    *("fig3.18", "R5 S4"),
                    Text(
                        "Inntekter som i snitt færre enn tre prosent av mottakerne har i en måned av året, er ikke "
                        "tegnet; tallene står under «Nøkkeltall».",
                        "Incomes that on average fewer than three per cent of the recipients have in a month of the "
                        "year are not drawn; the figures are among the key figures.",
                    ),
                ),
                _show("3.16", "R4 S4"),
                _show("3.17", "R6 S4"),
            ),
        ),
    ),
)

QUALIFICATION_PROGRAMME = Chapter(
    4,
    Text("Kvalifiseringsprogrammet", "The qualification programme"),
    Text(
        "Kvalifiseringsprogrammet (KVP) er for personer med vesentlig nedsatt arbeids- og inntektsevne og ingen eller "
        "små ytelser fra folketrygden.",
        "The qualification programme (KVP) is for persons whose capacity to work and earn is considerably reduced and "
        "who have no or small national insurance benefits.",
    ),
    (
        Section(Text("Utgifter til KVP", "Expenditure on KVP"), (_show("4.01", "M2"),)),
        Section(
            Text("Deltakere i KVP", "Participants in KVP"),
            (_show("fig4.01", "K1 E4"), _show("4.02", "K1 E4"), _show("fig4.02", "K3")),
        ),
        Section(Text("Avsluttet KVP", "Left KVP"), (_show("4.03", "K1 K2"),)),
    ),
)

INTRODUCTION_PROGRAMME = Chapter(
    5,
    Text("Introduksjonsprogrammet", "The introduction programme"),
    Text(
        "Introduksjonsprogrammet skal gi nyankomne flyktninger et grunnlag for arbeid eller utdanning. Deltakere etter "
        "alle lovene som gjelder eller har gjeldt, er med.",
        "The introduction programme is to prepare newly arrived refugees for work or education. Participants under all "
        "the acts that are or were in force are included.",
    ),
    (
        Section(
            Text("Utgifter til introduksjonsprogrammet", "Expenditure on the introduction programme"),
            (_show("5.01", "M2"),),
        ),
        Section(
            Text("Bosatte flyktninger og deltakere", "Refugees settled and participants"),
            (_show("fig5.01", "I3"), _show("fig5.02", "I1 K1 E4")),
        ),
        Section(
            Text("Hvem deltakerne er", "Who the participants are"),
            (
                _show("5.02", "I1 K1"),
                _show("5.03", "I1", SMALL_COUNTRIES),
                _show("5.04", "I1", SMALL_COUNTRIES),
                _show("5.05", "I1 K1"),
            ),
        ),
        Section(Text("Avsluttet introduksjonsprogrammet", "Ended the programme"), (_show("fig5.03", "I2"),)),
    ),
)

CHAPTERS = (SOCIAL_ASSISTANCE, QUALIFICATION_PROGRAMME, INTRODUCTION_PROGRAMME)
