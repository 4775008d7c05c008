"""The forms of a coordinator."""

from __future__ import annotations

from typing import Any

from django import forms

from weerklank.guidance.queries import pools_kept_beside
from weerklank.web.profile_form import PHONE, ProfileForm
from weerklank.web.templatetags.wording import named
from weerklank.web.wording import say_later


class UnitForm(forms.Form):
    """A unit, by its code."""

    unit = forms.CharField(label=say_later("keeping.unit"), max_length=40)


class AccountForm(forms.Form):
    """An account, by its address."""

    email = forms.EmailField(label=say_later("keeping.account"))


class NewCounsellorForm(ProfileForm):
    """A new profile: for which unit, alone or in a pool."""

    unit = forms.CharField(label=say_later("keeping.unit"), max_length=40)
    pool = forms.ChoiceField(label=say_later("counsellors.pool"), required=False)
    field_order = ("name", "unit", "pool")

    def __init__(self, *args: Any, beside: int | None, **named_too: Any) -> None:  # noqa: ANN401 - as Django's own
        super().__init__(*args, **named_too)
        kept = [(str(pool.pk), named(pool)) for pool in pools_kept_beside(beside)]
        self.fields["pool"].choices = [("", say_later("keeping.alone")), *kept]  # type: ignore[attr-defined]  # a field with choices


class PoolForm(forms.Form):
    """A pool, in both languages, and the unit where it is kept."""

    name_nl = forms.CharField(label=say_later("keeping.name_nl"), max_length=120)
    name_en = forms.CharField(label=say_later("keeping.name_en"), max_length=120)
    unit = forms.CharField(label=say_later("keeping.kept_at"), max_length=40)


class ChannelForm(forms.Form):
    """How a route is reached at an employer."""

    phone = forms.CharField(
        label=say_later("profile.phone"), max_length=30, required=False, validators=[PHONE]
    )
    email = forms.EmailField(label=say_later("profile.email"), required=False)
    page = forms.URLField(label=say_later("keeping.page"), required=False, assume_scheme="https")
