"""Mail that says that something waits, at fixed hours: when it leaves says nothing of when something came in."""

from __future__ import annotations

import logging
import smtplib
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from weerklank.notices.actions import Unsent, mail_waiting
from weerklank.web.wording import say

if TYPE_CHECKING:
    from datetime import datetime

log = logging.getLogger(__name__)
HOURS = (8, 12, 16)
"""When mail leaves, in the time of the employer."""


def last_hour(local: datetime) -> int | None:
    """Return the last fixed hour of this day that has come; nothing before the first."""
    return max((hour for hour in HOURS if hour <= local.hour), default=None)


def post(local: datetime) -> int:
    """Send one mail to everyone for whom something new waits, and return how many left."""
    hour = last_hour(local)
    return 0 if hour is None else mail_waiting(send, on=timezone.localdate(local), hour=hour)


def send(address: str) -> None:
    """Send the mail: that something waits and where, never what, how much, or from whom."""
    text = say("notices.mail", address=settings.ENVIRONMENT.address)
    try:
        EmailMessage(subject=say("notices.subject"), body=text, to=[address]).send()
    except (OSError, smtplib.SMTPException):
        log.warning("mail_failed")
        raise Unsent from None
