"""A questionnaire as the text of a questionnaire file; reading that text gives the same questionnaire. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from weerklank.fieldwork.conditions import AllOf, AnyInSection, AnyOf, Chosen, ItemIn, Not
from weerklank.fieldwork.form import FORMAT, Kind

if TYPE_CHECKING:
    from weerklank.fieldwork.conditions import Condition
    from weerklank.fieldwork.form import Item, Questionnaire, Scale, Section

WIDTH = 10_000


def printed(form: Questionnaire) -> str:
    """Return the questionnaire as YAML in the format `fieldwork-questionnaire/1`, keys in a fixed order."""
    whole = {
        **_top(form),
        "missing_codes": form.missing_codes,
        "scales": {name: _scale(scale) for name, scale in form.scales.items()},
        "sections": [_section(section) for section in form.sections],
        "indices": {
            name: {
                "items": list(index.items),
                "reverse": list(index.reverse),
                "min_valid": index.min_valid,
                "label": index.label,
            }
            for name, index in form.indices.items()
        },
        "pulse": [{"id": p.id, "title": p.title, "items": list(p.items)} for p in form.pulses],
    }
    return yaml.dump(_filled(whole), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=WIDTH)


class _Plain(yaml.SafeDumper):
    """Writes what is said twice twice: the loader refuses anchors."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the parent's signature
        return True


def _filled(part: Any) -> Any:  # noqa: ANN401 - any value that YAML can hold
    """Return the part without what is empty, None or false."""
    if isinstance(part, dict):
        kept = {key: _filled(value) for key, value in part.items()}
        return {key: value for key, value in kept.items() if value}
    if isinstance(part, list):
        return [_filled(value) for value in part]
    return part


def _top(form: Questionnaire) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "id": form.id,
        "version": form.version,
        "licence": form.licence,
        "languages": list(form.languages),
        "default_language": form.default_language,
        "title": form.title,
        "reference_period": form.reference_period,
        "estimated_minutes": form.estimated_minutes,
        "intro": form.intro,
        "support_notice": form.support_notice,
    }


def _scale(scale: Scale) -> dict[str, Any]:
    return {"measure": scale.measure.value, "codes": scale.codes}


def _section(section: Section) -> dict[str, Any]:
    about = section.for_each
    return {
        "id": section.id,
        "title": section.title,
        "lead": section.lead,
        "note": section.note,
        "sensitive": section.sensitive,
        "quasi_identifier": section.quasi_identifier,
        "inspired_by": list(section.inspired_by),
        "show_if": _condition(section.show_if) if section.show_if else None,
        "for_each": {"items": list(about.items), "when": {"in": list(about.when)}} if about else None,
        "items": [_item(item) for item in section.items],
    }


def _item(item: Item) -> dict[str, Any]:
    answers: dict[str, Any] = {"scale": item.scale}
    if item.codes is not None:
        answers = {"measure": item.codes.measure.value, "options": item.codes.codes}
    if item.kind is Kind.MULTIPLE:
        options = {
            key: {**option.words, "exclusive": option.exclusive} for key, option in item.options.items()
        }
        answers = {"type": item.kind.value, "options": options}
    return {
        "id": item.id,
        "text": item.text,
        **answers,
        "note": item.note,
        "topic": item.topic,
        "reverse": item.reverse,
        "show_if": _condition(item.show_if) if item.show_if else None,
    }


def _condition(condition: Condition) -> dict[str, Any]:
    match condition:
        case AnyOf(parts):
            return {"any": [_condition(part) for part in parts]}
        case AllOf(parts):
            return {"all": [_condition(part) for part in parts]}
        case Not(part):
            return {"not": _condition(part)}
        case ItemIn(item, codes):
            return {"item": item, "in": list(codes)}
        case Chosen(item, options):
            return {"item": item, "in": list(options)}
        case AnyInSection(section, _, codes):
            return {"any_item_in_section": section, "in": list(codes)}
