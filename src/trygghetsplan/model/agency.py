"""`plan/lansstyrelsen.yaml`: the duties by the headings of the agreement with the state."""

from pydantic import Field

from trygghetsplan.model.record import Record
from trygghetsplan.model.scalars import Identifier, Text, YesNo


class AgencyCategory(Record):
    """One heading of what the agency asks about, with the duties that answer it."""

    title: Text = Field(alias="titel", description="Rubriken.")
    text: Text | None = Field(None, alias="text", description="Vad rubriken omfattar.")
    obligations: tuple[Identifier, ...] = Field(
        alias="skyldigheter",
        description="Planens, lagens och ersättningens skyldigheter som svarar på rubriken.",
    )
    verified: YesNo = Field(True, alias="verifierad", description="Är rubriken kontrollerad? Förval ja.")
    source: Text | None = Field(None, alias="källa", description="Var rubriken är läst.")


class Agency(Record):
    """`plan/lansstyrelsen.yaml`: the same duties by the headings of the agreement with the state."""

    recipient: Text = Field(alias="mottagare", description="Vem som får underlaget.")
    document: Identifier = Field(alias="dokument", description="Överenskommelsen som rubrikerna kommer ur.")
    reading: Text | None = Field(
        None, alias="tolkning", description="Vad som inte är kontrollerat; står i underlaget."
    )
    categories: dict[Identifier, AgencyCategory] = Field(
        alias="kategorier", description="Rubrikerna, var och en med ett id."
    )
