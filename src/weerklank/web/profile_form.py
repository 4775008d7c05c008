"""The forms with which a profile is kept: by the counsellor, or by whoever keeps it for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import RegexValidator

from weerklank.guidance.choices import choices
from weerklank.guidance.profile import Profile
from weerklank.web.templatetags.wording import in_language
from weerklank.web.wording import say_later

if TYPE_CHECKING:
    from weerklank.guidance.queries import Listener

PHONE = RegexValidator(r"^\+?[0-9 ()-]{3,29}$", say_later("profile.phone_wrong"))


def offered(kind: str) -> list[tuple[str, str]]:
    """Return what can be chosen of one kind, in the language of the page."""
    return [(option.id, in_language(option.text)) for option in choices(kind)]


class ProfileForm(forms.Form):
    """Everything that is shown of a counsellor."""

    name = forms.CharField(label=say_later("profile.name"), max_length=120)
    gender = forms.ChoiceField(
        label=say_later("profile.gender"),
        help_text=say_later("profile.gender_told"),
        choices=lambda: offered("genders"),
    )
    external = forms.BooleanField(label=say_later("counsellors.external"), required=False)
    phone = forms.CharField(
        label=say_later("profile.phone"), max_length=30, required=False, validators=[PHONE]
    )
    email = forms.EmailField(label=say_later("profile.email"), required=False)
    place = forms.CharField(label=say_later("profile.place"), max_length=80, required=False)
    room = forms.CharField(label=say_later("profile.room"), max_length=80, required=False)
    introduction = forms.CharField(
        label=say_later("profile.introduction"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    weekdays = forms.MultipleChoiceField(
        label=say_later("profile.weekdays"),
        choices=lambda: offered("weekdays"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    topics = forms.MultipleChoiceField(
        label=say_later("counsellors.topics"),
        choices=lambda: offered("topics"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=say_later("counsellors.languages"),
        choices=lambda: offered("languages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, Any] | None:
        """Refuse a profile that nobody can be reached by."""
        told = super().clean()
        if not self.errors and not (self.cleaned_data["phone"] or self.cleaned_data["email"]):
            self.add_error("phone", str(say_later("profile.cannot_be_reached")))
        return told

    def profile(self) -> Profile:
        """Return what the form says."""
        told = {name: said for name, said in self.cleaned_data.items() if name not in {"unit", "pool"}}
        told.setdefault("external", False)
        weekdays, topics, languages = (told.pop(name) for name in ("weekdays", "topics", "languages"))
        return Profile(weekdays="".join(weekdays), topics=tuple(topics), languages=tuple(languages), **told)


class OwnProfileForm(ProfileForm):
    """What counsellors keep themselves: not whether they come from outside."""

    external = None  # type: ignore[assignment]  # Django's way to leave out a field of the form above


class AbsenceForm(forms.Form):
    """Days on which someone cannot be reached."""

    first = forms.DateField(label=say_later("profile.first"), widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=say_later("profile.last"), widget=forms.DateInput({"type": "date"}))


def told_of(whose: Listener) -> dict[str, Any]:
    """Return what a form begins with: the profile as it stands."""
    plain = ("name", "gender", "external", "phone", "email", "place", "room", "introduction")
    return {name: getattr(whose, name) for name in plain} | {
        "weekdays": list(whose.weekdays),
        "topics": [topic.topic for topic in whose.topics.all()],
        "languages": [spoken.language for spoken in whose.languages.all()],
    }
