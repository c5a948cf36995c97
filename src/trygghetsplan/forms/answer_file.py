"""The answer file that the page leaves (JSON), as values."""

import json

from trygghetsplan.forms.intake import Unfit
from trygghetsplan.forms.memory import check_facts
from trygghetsplan.forms.returned import Returned


def answer_file(name: str, data: bytes) -> Returned:
    """Read an answer file.

    Raises:
        Unfit: it is none, or not as the page left it.
    """
    try:
        told = json.loads(data.decode("utf-8-sig"))
        facts = {key: str(told[key]) for key in ("version", "organ", "år", "frågor", "commit")}
        check_facts(facts)
        base = {tuple(str(key).split("/")): _only_text(value) for key, value in told["bas"].items()}
        written = {tuple(str(key).split("/")): _only_text(value) for key, value in told["svar"].items()}
        labels = {tuple(str(key).split("/")): _only_text(value) for key, value in told["rutor"].items()}
        questions = {str(key): (str(one[0]), str(one[1])) for key, one in told["delfrågor"].items()}
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        raise Unfit(
            "filen är ingen svarsfil från en blankett; spara svaren på nytt från blanketten"
        ) from None
    if set(written) - set(base):
        raise Unfit("svarsfilen innehåller svar på frågor som inte finns i blanketten")
    places = {route: f"{name}:{labels.get(route, '/'.join(route))}" for route in base}
    return Returned(
        name, facts["organ"], int(facts["år"]), facts["frågor"], facts["commit"], questions, base, written, places
    )  # fmt: skip


def _only_text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
