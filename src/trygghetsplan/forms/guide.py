"""What a form tells the person who fills it in: the same words in the workbook and on the page."""

from collections.abc import Iterator

from trygghetsplan.forms.form import Form
from trygghetsplan.swedish import counted, long_date


def title(form: Form) -> str:
    """Return the form's title."""
    return f"{form.body_name}, uppföljning {form.year}"


def example_notice(form: Form) -> str:
    """Return the warning of invented answers, or nothing."""
    return "Exempel: svaren i blanketten är påhittade." if form.is_example else ""


def chapters(form: Form, way: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Return the guidance as headings with their paragraphs; `way` says how the form comes back."""
    asks = "uppmanar er att svara" if form.is_urged else "vill ha svar"
    yield (
        "Vad det gäller",
        (
            (
                f"{form.organisation} {asks} senast {long_date(form.answer_by)}. Svaren blir en del av"
                f" {form.year} års {form.account.lower()}."
            ),
            (
                f"Här är {counted(len(form.duties), 'fråga', 'frågor')}: allt som ert svar ska gälla det"
                " året, enligt plan, lag och överenskommelser."
            ),
        ),
    )
    yield (
        "Så fyller du i",
        (
            (
                "Varje fråga börjar med en rubrik och en text. Under den står en rad för varje uppgift, och du skriver i"
                f" svarsfältet. Bredvid står förra årets svar ({form.year - 1}) och vad som ska skrivas."
            ),
            (
                "Börja med status. Fyll sedan i de uppgifter som frågan ber om. En fråga som lämnas tom räknas som"
                " obesvarad. Det som redan är ifyllt har ni svarat tidigare; ändra bara det som ska ändras."
            ),
            (
                "Det som kan vara flera, som möten, funktioner och avtal, har en rad för varje. Räcker inte raderna, skriv"
                " flera i samma fält med semikolon mellan."
            ),
            (
                "Avtal har två rader var: diarienummer, och ja eller nej till att kravet finns med. Kryssrutor har en rad"
                " för varje alternativ: välj ja för det som finns."
            ),
            (
                "Om något inträffade flera gånger under året har varje händelse egna rader. Ge varje händelse ett kort"
                " namn. Var det bara en räcker raderna ovanför."
            ),
            (
                "Gäller från och gäller till behövs bara när uppgiften gäller från eller till en annan dag än den som står"
                " som datum."
            ),
        ),
    )
    yield (
        "Skriv inte",
        (
            (
                "Skriv funktioner, aldrig namn på personer. Skriv inga personnummer och inget som omfattas av sekretess."
                " Hänvisa i stället till diarienumret."
            ),
            "Blanketten innehåller organets egna svar, även sådana som är interna. Hantera den som en intern handling.",
        ),
    )
    yield "Så lämnar du in", (way,)
