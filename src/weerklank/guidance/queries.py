"""Who can be turned to where, on a date, and what is known of how well they are found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Substr
from django.utils.crypto import salted_hmac

from weerklank.errors import Refused
from weerklank.guidance.code_text import Section
from weerklank.guidance.coverage import Serving, coverage
from weerklank.guidance.models import (
    Absence,
    Acknowledgement,
    BarrierCount,
    Campaign,
    Channel,
    CodeSection,
    CodeVersion,
    Counsellor,
    Language,
    Pool,
    Service,
    SignpostCount,
    Topic,
)
from weerklank.guidance.states import Step
from weerklank.organisation.models import STEP
from weerklank.organisation.queries import all_units_beside, placements, steps_of
from weerklank.organisation.spelling import every_word, words
from weerklank.people.queries import employer_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from weerklank.guidance.states import Gap
    from weerklank.organisation.models import Placement
    from weerklank.people.models import Person

Listener: TypeAlias = Counsellor
Details: TypeAlias = Channel
"""A counsellor, and how a route is reached, as pages name them."""
FRESH = timedelta(days=90)
"""For how long a profile counts as right after it was confirmed (F6)."""


def lasting(on: date) -> Q:
    """Return the condition that something holds on a date, its last day included."""
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def absences_on(on: date) -> QuerySet[Absence]:
    """Return the absences of a date."""
    return Absence.objects.filter(first_on__lte=on, last_on__gte=on)


def counsellors(*, on: date) -> QuerySet[Counsellor]:
    """Return every counsellor on a date, with `absent_until` where not there, and `stale` after 90 days."""
    away = absences_on(on).filter(counsellor=OuterRef("pk"))
    stale = ExpressionWrapper(Q(confirmed_on__lt=on - FRESH), output_field=BooleanField())
    return (
        Counsellor.objects.filter(lasting(on))
        .annotate(absent_until=Subquery(away.order_by("-last_on").values("last_on")[:1]), stale=stale)
        .select_related("pool")
        .prefetch_related("topics", "languages")
        .order_by("external", "name", "pk")
    )


def counsellors_of(place: Placement, *, on: date) -> QuerySet[Counsellor]:
    """Return who serves a unit: appointed to it, or to any unit above it, alone or with their pool."""
    served = Service.objects.filter(lasting(on), unit__in=steps_of(place.path))
    return counsellors(on=on).filter(
        Q(pk__in=served.filter(pool=None).values("counsellor"))
        | Q(pool__in=served.exclude(pool=None).values("pool"))
    )


def counsellors_named(text: str, *, topic: str, language: str, on: date) -> QuerySet[Counsellor]:
    """Return the counsellors whose name, place, topics or languages hold every word of a text."""
    found = counsellors(on=on)
    for word in words(text):
        found = found.filter(spelled__contains=word)
    if topic:
        found = found.filter(Exists(Topic.objects.filter(counsellor=OuterRef("pk"), topic=topic)))
    if language:
        found = found.filter(Exists(Language.objects.filter(counsellor=OuterRef("pk"), language=language)))
    return found


def words_of_counsellors(*, on: date) -> set[str]:
    """Return every word under which a counsellor can be found."""
    rows = Counsellor.objects.filter(lasting(on)).values_list("spelled", flat=True)
    return {word for spelled in rows for word in every_word(spelled)}


def counsellor(counsellor_id: int, *, on: date) -> Counsellor:
    """Return one counsellor; refuses who is not there."""
    found = counsellors(on=on).filter(pk=counsellor_id).first()
    if found is None:
        raise Refused("not_found")
    return found


def own_profile(person: Person, *, on: date) -> Counsellor | None:
    """Return the profile that belongs to an account; nothing where none does."""
    return counsellors(on=on).filter(person=person).prefetch_related("absences").first()


def kept_beside(unit_id: int | None, *, on: date) -> QuerySet[Counsellor]:
    """Return the counsellors whose profile is kept at the employer of a unit, with what they serve."""
    kept = counsellors(on=on).filter(kept_at__in=all_units_beside(unit_id))
    return kept.prefetch_related("services__unit").order_by("name", "pk")


def services_of(counsellor_id: int, *, on: date) -> QuerySet[Service]:
    """Return which units a counsellor serves."""
    return Service.objects.filter(lasting(on), counsellor=counsellor_id).select_related("unit").order_by("pk")


def pools() -> QuerySet[Pool]:
    """Return every pool: they are there to be shared."""
    return Pool.objects.select_related("kept_at").order_by("name_nl", "pk")


def pools_kept_beside(unit_id: int | None) -> QuerySet[Pool]:
    """Return the pools that are kept at the employer of a unit: only there counsellors are added to them."""
    return pools().filter(kept_at__in=all_units_beside(unit_id))


def pools_at(unit_id: int | None, *, on: date) -> QuerySet[Service]:
    """Return which pools serve which units at the employer of a unit."""
    let_in = Service.objects.filter(lasting(on), pool__isnull=False, unit__in=all_units_beside(unit_id))
    return let_in.select_related("pool", "unit").order_by("pool__name_nl", "pk")


def channels_at(unit_id: int | None) -> dict[str, Channel]:
    """Return how routes are reached at the employer of a unit, by route; nothing where there is no unit."""
    if unit_id is None:
        return {}
    return {channel.route: channel for channel in Channel.objects.filter(employer=employer_of(unit_id) or 0)}


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A unit with what is lacking there."""

    place: Placement
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Findability:
    """How well counsellors can be found at one employer: units covered (F5), profiles confirmed (F6)."""

    units: int
    uncovered: list[Uncovered]
    profiles: int
    fresh: int

    @property
    def covered(self) -> int:
        """Units with enough counsellors."""
        return self.units - len(self.uncovered)


def findability(unit_id: int | None, *, on: date) -> Findability:
    """Return coverage and freshness at the employer of a unit."""
    places = list(placements(on=on).filter(unit__in=all_units_beside(unit_id)))
    paths = {place.unit_id: place.path for place in places}
    judged = coverage((place.path for place in places), serving_by_path(paths, on=on))
    kept = Counsellor.objects.filter(lasting(on), kept_at__in=all_units_beside(unit_id))
    return Findability(
        units=len(places),
        uncovered=[Uncovered(place, gaps) for place, (_, gaps) in zip(places, judged, strict=True) if gaps],
        profiles=kept.count(),
        fresh=kept.filter(confirmed_on__gte=on - FRESH).count(),
    )


def serving_by_path(paths: dict[int, str], *, on: date) -> dict[str, frozenset[Serving]]:
    """Return who can be reached, by the path of the unit that they were appointed to."""
    present = counsellors(on=on).exclude(pk__in=absences_on(on).values("counsellor")).prefetch_related(None)
    served = Service.objects.filter(lasting(on), unit__in=all_units_beside(next(iter(paths), None)))
    alone, together = by_one_and_by_pool(present)
    found: dict[str, frozenset[Serving]] = {}
    for unit, one, pool in served.values_list("unit", "counsellor", "pool"):
        who = alone.get(one, frozenset()) if one else together.get(pool, frozenset())
        if unit in paths:
            found[paths[unit]] = found.get(paths[unit], frozenset()) | who
    return found


def by_one_and_by_pool(
    present: Iterable[Counsellor],
) -> tuple[dict[int | None, frozenset[Serving]], dict[int | None, frozenset[Serving]]]:
    """Return who is present, each alone by their number, and together by their pool."""
    alone: dict[int | None, frozenset[Serving]] = {}
    together: dict[int | None, frozenset[Serving]] = {}
    for one in present:
        seen = frozenset({Serving(one.pk, one.external, one.gender)})
        alone[one.pk] = seen
        if one.pool_id:
            together[one.pool_id] = together.get(one.pool_id, frozenset()) | seen
    return alone, together


def signpost_counts() -> QuerySet[SignpostCount]:
    """Return how often the signpost was started and ended, the last month first."""
    return SignpostCount.objects.order_by("-month", "step")


def barrier_counts() -> QuerySet[BarrierCount]:
    """Return how often each barrier was named, the last month first."""
    return BarrierCount.objects.order_by("-month", "-times", "barrier")


@dataclass(frozen=True, slots=True)
class Code:
    """A version of a code of conduct, and what it says."""

    version: CodeVersion
    sections: tuple[Section, ...]


def codes(employer_id: int | None) -> QuerySet[CodeVersion]:
    """Return every version that an employer published, the last first."""
    return CodeVersion.objects.filter(employer=employer_id or 0).order_by("-valid_from")


def code_in_force(employer_id: int | None, *, on: date) -> CodeVersion | None:
    """Return the code of conduct of an employer on a date; nothing where there is none yet."""
    return codes(employer_id).filter(valid_from__lte=on).first()


def employers_with_code(*, on: date) -> QuerySet[Placement]:
    """Return the employers that have a code of conduct on a date."""
    begun = CodeVersion.objects.filter(employer=OuterRef("unit"), valid_from__lte=on)
    return placements(on=on).filter(Exists(begun), parent=None)


def code_numbered(code: str, number: int | None, *, on: date) -> Code:
    """Return a version of an employer by its number, or the one in force; refuses what has not begun."""
    begun = CodeVersion.objects.filter(
        employer__code=code, employer__employer=F("employer"), valid_from__lte=on
    )
    wanted = begun if number is None else begun.filter(number=number)
    version = wanted.select_related("employer").order_by("-valid_from").first()
    if version is None:
        raise Refused("not_found")
    return Code(version, told_in(version))


def told_in(version: CodeVersion) -> tuple[Section, ...]:
    """Return the sections of a version, in their order."""
    fields = ("anchor", "title_nl", "title_en", "text_nl", "text_en")
    rows = CodeSection.objects.filter(version=version).order_by("position").values(*fields)
    return tuple(Section(**row) for row in rows)


def acknowledged_by_unit(version: CodeVersion, *, on: date) -> dict[int, int]:
    """Return how many acknowledged a code: under the employer in all, and below each unit right under it."""
    at = placements(on=on).filter(unit=OuterRef("unit"))
    counted = (
        Acknowledgement.objects.filter(version=version)
        .annotate(path=Subquery(at.values("path")[:1]))
        .annotate(top=Substr("path", 1, 2 * STEP))
        .values("top")
        .annotate(times=Count("pk"))
    )
    by_path = {row["top"]: row["times"] for row in counted if row["top"]}
    tops = dict(
        placements(on=on).filter(parent=version.employer_id, path__in=by_path).values_list("unit", "path")
    )
    return {version.employer_id: sum(by_path.values())} | {unit: by_path[path] for unit, path in tops.items()}


def campaigns(unit_id: int | None) -> QuerySet[Campaign]:
    """Return the campaigns of the employer of a unit, the last first."""
    found = Campaign.objects.filter(unit__in=all_units_beside(unit_id))
    return found.select_related("unit").order_by("-begins_on", "-pk")


def signpost_months() -> dict[Step, dict[date, int]]:
    """Return how often each step of the signpost was taken, by month."""
    counted: dict[Step, dict[date, int]] = {step: {} for step in Step}
    for row in SignpostCount.objects.all():
        counted[Step(row.step)][row.month] = row.times
    return counted


def mark_of(person: Person, version: CodeVersion) -> str:
    """Return the mark of someone at one version, made with the key of the portal: no list shows who."""
    return salted_hmac("code of conduct", f"{version.pk} {person.pk}", algorithm="sha256").hexdigest()


def has_acknowledged(person: Person, version: CodeVersion) -> bool:
    """Return whether someone read a version; asked for themselves alone."""
    return Acknowledgement.objects.filter(version=version, mark=mark_of(person, version)).exists()
