"""The model's scalars as JSON Schema: what an editor accepts, explains and says of each.

An editor's YAML parser has already made `85` a number where our reader still sees text. So a form accepts the
number beside the text, and otherwise exactly what the model accepts. What no pattern can know (that a share is at
most all of it, how a number was written) is left to `trygghet validate`.
"""

from typing import Any, TypeAlias

from trygghetsplan.model.scalars import MAX_TEXT, NOTHING, Scalar, Text, YesNo, scalar_of

Schema: TypeAlias = dict[str, Any]


def scalar_form(scalar: Scalar) -> Schema:
    """Return the form of a scalar.

    The bounds of a number stand in `if`, since the editor's own sentence on a bound cannot be had in Swedish.
    """
    message = f"Här väntas {scalar.expected}."
    if scalar is scalar_of(Text):
        return {
            "type": ["string", "number", "boolean"],
            "pattern": rf"^(?!\s*(?:{'|'.join(NOTHING)})\s*$)\s*\S(?:[\s\S]{{0,{MAX_TEXT - 2}}}\S)?\s*$",
            "patternErrorMessage": "Texten är tom, null eller ~, eller längre än 10 000 tecken.",
            "errorMessage": f"{message} Står det ett kolon i den måste den omges av citattecken.",
        }
    if scalar is scalar_of(YesNo):
        return {"enum": scalar.pattern.split("|"), "errorMessage": message}
    form: Schema = {
        "type": "string",
        "description": f"Skrivs som {scalar.expected}.",
        "pattern": f"^(?:{scalar.pattern})$",
        "patternErrorMessage": message,
        "errorMessage": message,
    }
    if scalar.offered:
        form["examples"] = list(scalar.offered)
    if scalar.numbers:
        least, most = scalar.numbers
        kind = "integer" if isinstance(most, int) else "number"
        form["type"] = ["string", kind]
        form["if"] = {"type": kind, "not": {"minimum": least, "maximum": most}}
        form["then"] = {"type": "string", "errorMessage": message}
    return form
