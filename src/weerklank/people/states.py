"""Roles, and the two ways in which a role is held."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Every role; what each may see stands in `roles.yaml`, and a test keeps the two equal."""

    EMPLOYEE = "employee"
    ANONYMOUS_REPORTER = "anonymous_reporter"
    CONFIDENTIAL_COUNSELLOR = "confidential_counsellor"
    COUNSELLOR_COORDINATOR = "counsellor_coordinator"
    INTEGRITY_COORDINATOR = "integrity_coordinator"
    INDEPENDENT_REPORT_OFFICER = "independent_report_officer"
    INVESTIGATOR = "investigator"
    COMPLAINTS_COMMITTEE = "complaints_committee"
    COMMITTEE_SECRETARY = "committee_secretary"
    EMPLOYER_AUTHORITY = "employer_authority"
    MANAGER = "manager"
    AGGRESSION_COORDINATOR = "aggression_coordinator"
    AFTERCARE_TEAM = "aftercare_team"
    LEGAL_OFFICER = "legal_officer"
    DIALOGUE_COORDINATOR = "dialogue_coordinator"
    FACILITATOR = "facilitator"
    MODERATOR = "moderator"
    EDITOR = "editor"
    TRAINER = "trainer"
    PROGRAMME_MANAGER = "programme_manager"
    PARLIAMENTARY_OFFICER = "parliamentary_officer"
    SECTOR_OWNER = "sector_owner"
    RESILIENCE_PARTICIPANT = "resilience_participant"
    RESILIENCE_FACILITATOR = "resilience_facilitator"
    RESEARCHER = "researcher"
    WORKS_COUNCIL = "works_council"
    DATA_PROTECTION_OFFICER = "dpo_fg"
    TECHNICAL_ADMIN = "technical_admin"


class Right(StrEnum):
    """How a role is held: to act in it, or to appoint others to it. Appointing is no acting."""

    ACT = "act"
    APPOINT = "appoint"


HANDLERS = frozenset(
    {
        Role.CONFIDENTIAL_COUNSELLOR,
        Role.INDEPENDENT_REPORT_OFFICER,
        Role.INVESTIGATOR,
        Role.COMPLAINTS_COMMITTEE,
        Role.COMMITTEE_SECRETARY,
    }
)
"""Roles that read what was sealed, and have keys of their own to do so."""
SHARED = frozenset({Role.COMPLAINTS_COMMITTEE, Role.COMMITTEE_SECRETARY})
"""Roles of a committee, which may serve several employers: granted at each of them."""
INVENTED_PASSPHRASE = "tafel lepel kameel trein lantaarn gitaar"  # noqa: S105 - shown to everyone, protects nobody
"""Opens the keys of invented people, in a demonstration alone; there it is shown to everyone."""
WITHOUT_ACCOUNT = frozenset({Role.ANONYMOUS_REPORTER})
"""Roles of people who must stay unknown: nobody can be granted them."""
EVERYONE = frozenset({Role.EMPLOYEE})
"""Roles that every account has without a grant."""
