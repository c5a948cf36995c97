"""The model's records as JSON Schema 2020-12, with Swedish titles, help, choices and error messages.

One walk over the fields. What pydantic's own schema says of our types (a date with a format, a union with
null, an English title) is neither what the files hold nor what an editor should show.
"""

import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pydantic.fields import FieldInfo

from trygghetsplan.editor.scalars import Schema, scalar_form
from trygghetsplan.model.record import Record, Vocabulary
from trygghetsplan.model.scalars import OneOrSteps, Scalar, scalar_of
from trygghetsplan.swedish import capital, listed


def _snippet(label: str, description: str, body: Mapping[str, Any]) -> Schema:
    text = "\n".join(_lines(body))
    return {"defaultSnippets": [{"label": label, "description": description, "body": text}]}


def _lines(body: Mapping[str, Any]) -> Iterator[str]:
    """Write the record as our files do; the language server would indent it too far."""
    for key, value in body.items():
        if isinstance(value, Mapping):
            yield f"{key}:"
            yield from (f"  {line}" for line in _lines(value))
        else:
            yield f"{key}: {f'[{value[0]}]' if isinstance(value, list) else value}"


ANSWER = _snippet(
    "nytt svar",
    "Ett svar på en skyldighet.",
    {"${1:skyldighetens-id}": {"status": "${2|uppfylls,uppfylls delvis,uppfylls ej,oförändrat|}"}},
)
SNIPPETS: Mapping[str, Schema] = {
    "ObligationRecord": _snippet(
        "ny skyldighet",
        "En skyldighet som besvaras varje år.",
        {
            "${1:nytt-id}": {
                "titel": "${2:Kort namn}",
                "text": "${3:Vad som ska göras.}",
                "slag": "${4|grunduppgift,aktivitet,uppföljningspunkt,rapport,roll,utvecklingsområde|}",
                "ansvariga": ["${5:organets-id}"],
                "periodicitet": "${6|årligen,löpande,mandatperiod,engång,vid händelse|}",
                "underlag": ["${7:datum}"],
            }
        },
    ),
    "Decision": _snippet(
        "nytt beslut",
        "Ett beslut om vilka som berörs, är bundna eller har undantag.",
        {
            "${1:nytt-id}": {
                "innebörd": "${2|berörd,ej berörd,bunden,avsteg,avslutad|}",
                "skyldigheter": ["${3:skyldighetens-id}"],
                "organ": ["${4:organets-id}"],
                "skäl": "${5:Varför.}",
                "beslut": {"organ": "${6:organet-som-beslutar}", "datum": "${7:ÅÅÅÅ-MM-DD}"},
            }
        },
    ),
    "Body": _snippet(
        "nytt organ",
        "Ett organ som svarar.",
        {"${1:nytt-id}": {"namn": "${2:Organets namn}", "slag": "${3:ett-slag}"}},
    ),
    "EvidenceField": _snippet(
        "nytt underlag",
        "Något som ett svar kan ge.",
        {"${1:namn}": {"typ": "${2|datum,dokument,antal,andel,ja-nej,text|}", "titel": "${3:Titel}"}},
    ),
    "Indicator": _snippet(
        "ny indikator",
        "Ett mått på hur det är.",
        {"${1:nytt-id}": {"titel": "${2:Namn}", "enhet": "${3:procent}", "bättre": "${4|högre,lägre|}"}},
    ),
}
"""By the record they begin."""


Field: TypeAlias = tuple[type[Record], str]
"""A field of a record, by its name in the code."""
Labels: TypeAlias = Mapping[str, str]
"""Ids or words, each with what it stands for."""
UNKNOWN_ID = {"errorMessage": "Id:t finns inte. Är det nytt, kör trygghet schema --project."}


@dataclass
class Definitions:
    """Makes one file's schema, gathering what its parts share under `$defs`."""

    references: Mapping[Field, str] = field(default_factory=dict)
    """For fields that hold ids of other records: which set of `ids` they choose from."""
    ids: Mapping[str, Labels] = field(default_factory=dict)
    """The ids there are, by set. An id of no set, or of an empty one, may be any."""
    skeleton: bool = False
    """Whether parts may stand empty, as the answers of a new follow-up do."""
    shared: dict[str, Schema] = field(default_factory=dict)

    def record(
        self, model: type[Record], replaced: Mapping[str, Schema] = {}, *, blank: bool = False
    ) -> Schema:
        """Return the form of a record; the fields in `replaced` have a form made elsewhere."""
        properties = {
            info.alias or name: self.titled(info, replaced[name])
            if name in replaced
            else self.field(model, name, blank=blank)
            for name, info in model.model_fields.items()
        }
        required = [info.alias or name for name, info in model.model_fields.items() if info.is_required()]
        form = keyed(properties, [key for key in required if key not in model.may_lack])
        if model.may_lack:
            form["allOf"] = [
                {
                    "if": {"not": {"required": [other]}},
                    "then": {"required": [key], "errorMessage": f"Nyckeln {key} saknas."},
                }
                for key, other in model.may_lack.items()
            ]
        return form

    def share(self, name: str, form: Schema, *, blank: bool = False) -> Schema:
        """Put the form among the definitions and return a reference to it."""
        if blank:
            name, form = f"{name}-eller-tomt", or_empty(form)
        self.shared[name] = form
        return {"$ref": f"#/$defs/{name}"}

    def field(self, model: type[Record], name: str, *, blank: bool = False) -> Schema:
        """Return the form of one field, with its title and help."""
        info = model.model_fields[name]
        id_set = self.references.get((model, name), "")
        return self.titled(info, self._form(info.annotation, info.metadata, id_set, blank=blank))

    def scalar(self, scalar: Scalar, *, blank: bool = False) -> Schema:
        """Return the form of a scalar of the model."""
        return self.share(scalar.name, scalar_form(scalar), blank=blank)

    def hint(self, form: Schema) -> str:
        """Return how the value is written, where the form says so."""
        name = str(form.get("$ref", "")).removeprefix("#/$defs/")
        return str(self.shared.get(name, form).get("description", ""))

    def titled(self, info: FieldInfo, form: Schema) -> Schema:
        """Return the form with the field's title and help; the title is its key unless it has one of its own."""
        words = " ".join(part for part in (info.description, self.hint(form)) if part)
        title = info.title or capital(info.alias or "")
        return {"title": title, **form, **({"description": words} if words else {})}

    def _form(self, annotation: Any, metadata: Sequence[Any], id_set: str, *, blank: bool) -> Schema:
        origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
        if origin is typing.Annotated:
            return self._form(arguments[0], arguments[1:], id_set, blank=blank)
        if either := next((part for part in metadata if isinstance(part, OneOrSteps)), None):
            one, steps = self.scalar(either.one), self._form(annotation, (), id_set, blank=blank)
            return {
                "anyOf": [one, steps],
                "errorMessage": f"Här väntas {either.one.expected}, eller ett för varje steg.",
            }
        if scalar := next((part for part in metadata if isinstance(part, Scalar)), None):
            if ids := self.ids.get(id_set):
                return self.share(id_set, choices(ids) | UNKNOWN_ID, blank=blank)
            return self.scalar(scalar, blank=blank)
        if origin in (typing.Union, types.UnionType):
            some = next(argument for argument in arguments if argument is not type(None))
            return self._form(some, (), id_set, blank=blank)
        if origin is dict:
            return self._mapping(arguments[0], arguments[1], id_set, blank=blank)
        if origin is tuple:
            return listing(self._form(arguments[0], (), id_set, blank=False), blank=blank)
        if issubclass(annotation, Vocabulary):
            form = choices({word.value: word.help for word in annotation})
            return self.share(annotation.__name__, form, blank=blank)
        if annotation.__name__ not in self.shared:
            self.shared[annotation.__name__] = {}
            self.shared[annotation.__name__] = self.record(annotation, blank=self.skeleton)
        return {"$ref": f"#/$defs/{annotation.__name__}"}

    def _mapping(self, key: Any, value: Any, id_set: str, *, blank: bool) -> Schema:
        inner = self._form(value, (), "", blank=blank)
        if ids := self.ids.get(id_set):
            return keyed({name: {"title": label, **inner} for name, label in ids.items()}) | UNKNOWN_ID
        name = getattr(value, "__name__", "")
        form = by_pattern(scalar_of(key), inner) | SNIPPETS.get(name, {})
        return or_empty(form) if blank else form


def keyed(properties: Mapping[str, Schema], required: Sequence[str] = ()) -> Schema:
    """Return the form of a mapping with just these keys."""
    others = [name for name in properties if name not in required]
    parts = [
        "Nyckeln används inte här, eller något som krävs saknas."
        if required
        else "Nyckeln används inte här.",
        f"Krävs: {listed(required)}." if required else "",
        f"Får {'också ' if required else ''}stå: {listed(others)}." if 0 < len(others) <= 40 else "",
    ]
    return {
        "type": "object",
        "properties": dict(properties),
        **({"required": list(required)} if required else {}),
        "additionalProperties": False,
        "errorMessage": " ".join(part for part in parts if part),
    }


def by_pattern(key: Scalar, value: Schema) -> Schema:
    """Return the form of a mapping whose keys are any of a scalar of the model."""
    return {
        "type": "object",
        "patternProperties": {f"^{key.pattern}$": value},
        "additionalProperties": False,
        "errorMessage": f"Här väntas nycklar med värden. {key.as_key}",
    }


def listing(items: Schema, *, blank: bool = False) -> Schema:
    """Return the form of a list."""
    form = {"type": "array", "items": items, "errorMessage": "Här väntas en lista, till exempel [ett, två]."}
    return or_empty(form) if blank else form


def choices(words: Labels) -> Schema:
    """Return the form of a word that is one of a few."""
    return {
        "enum": list(words),
        "markdownEnumDescriptions": list(words.values()),
        "errorMessage": f"Ordet går inte att välja här. Välj {listed(list(words), 'eller')}.",
    }


def or_empty(form: Schema) -> Schema:
    """Return the form of the value, or of nothing at all after the colon.

    `null` is not named as a choice of its own, for then the editor would offer to write it.
    """
    if "type" in form:
        kinds = form["type"] if isinstance(form["type"], list) else [form["type"]]
        return {**form, "type": [*kinds, "null"]}
    nothing = {"not": {"type": ["string", "number", "boolean", "array", "object"]}}
    return {"anyOf": [form, nothing]}
