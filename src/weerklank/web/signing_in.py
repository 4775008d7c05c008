"""Who may have an account, and how often someone may guess."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter

from weerklank.web.single_sign_on import SignOn
from weerklank.web.wording import say_later

if TYPE_CHECKING:
    from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library is not typed
    """Accounts are made by the employer; guesses are counted by account and address together."""

    error_messages: ClassVar[dict[str, object]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": say_later("signing_in.mismatch"),
        "too_many_login_attempts": say_later("signing_in.too_often"),
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Return that nobody makes an account for themselves."""
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:  # noqa: ANN401 - as theirs is
        """Return under what guesses are counted: a stranger elsewhere uses up guesses of their own alone."""
        account: str = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{account}/{self.get_client_ip(request)}"


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the library is not typed
    """Whoever the employer's own sign-on vouches for may come in, with what everyone has and no more."""

    def is_open_for_signup(self, _request: HttpRequest, _sociallogin: object) -> bool:
        """Return that the employer's sign-on may make an account."""
        return True

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> object:
        """Return the employer's own sign-on, believed as strictly on the way out as on the way back."""
        found = super().get_provider(request, provider, client_id)
        found.oauth2_adapter_class = SignOn
        return found
