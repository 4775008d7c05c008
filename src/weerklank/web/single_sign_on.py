"""The employer's own sign-on is believed only where its answer is signed, fresh, for us and about one person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404
from requests import RequestException

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

DESCRIBED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")
SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Ways of signing with a key that the provider keeps to itself: no secret that both know, and never none."""
CLAIMS = ["iss", "sub", "aud", "exp", "iat"]
CLOCKS_MAY_DIFFER = 30
"""Seconds."""


class SignOn(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # the library is not typed
    """What the library leaves to the connection we check ourselves: the signature, the issuer and the person."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return what the provider says of itself, where that is whole and about the issuer we were told of."""
        config = super().openid_config
        expected = self.get_provider().app.settings["server_url"].rstrip("/")
        if not isinstance(config, dict) or any(not isinstance(config.get(name), str) for name in DESCRIBED):
            raise OAuth2Error("description")
        if config["issuer"].rstrip("/") != expected:
            raise OAuth2Error("issuer")
        return config

    def parse_token(self, data: Mapping[str, Any]) -> SocialToken:
        """Return the token that opens what the provider knows of the person; nothing of it is kept."""
        return SocialToken(token=str(data["access_token"]))

    def complete_login(
        self,
        request: HttpRequest,
        app: SocialApp,
        token: SocialToken,
        **kwargs: Any,  # noqa: ANN401 - as theirs is
    ) -> object:
        """Return who signs in: the person of the signed token, and of nothing else."""
        claims = self._decode_id_token(app, kwargs["response"].get("id_token"))
        userinfo = self._fetch_user_info(token.token)
        if not isinstance(userinfo, dict) or userinfo.get("sub") != claims["sub"]:
            raise OAuth2Error("person")
        if not userinfo.get("email") or userinfo.get("email_verified") is not True:
            raise OAuth2Error("address")  # who may claim any address would come in as anyone
        told = {"id_token": claims, "userinfo": userinfo}
        return self.get_provider().sociallogin_from_response(request, told)

    def _decode_id_token(self, app: SocialApp, id_token: object) -> dict[str, Any]:
        """Return what the token says, once it is sure that it is the provider's, for us, and still good."""
        if not isinstance(id_token, str):
            raise OAuth2Error("id_token")
        try:
            claims = self._verified(id_token, audience=app.client_id)
        except jwt.PyJWTError as error:
            raise OAuth2Error("id_token") from error
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("id_token")
        return claims

    def _verified(self, id_token: str, *, audience: str) -> dict[str, Any]:
        header = jwt.get_unverified_header(id_token)
        claims: dict[str, Any] = jwt.decode(
            id_token,
            key=self._key(header.get("kid")),
            algorithms=SIGNED_BY,
            audience=audience,
            issuer=self.openid_config["issuer"],
            leeway=CLOCKS_MAY_DIFFER,
            options={"require": CLAIMS},
        )
        return claims

    def _key(self, name: object) -> jwt.PyJWK:
        """Return the one key of the provider that the token names."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            published = answer.json()
        if not isinstance(published, dict):
            raise OAuth2Error("keys")
        keys = [key for key in jwt.PyJWKSet.from_dict(published).keys if name in (None, key.key_id)]
        if len(keys) != 1:
            raise OAuth2Error("keys")
        return keys[0]


def answered(
    view: type[OAuth2LoginView | OAuth2CallbackView], request: HttpRequest, provider_id: str
) -> HttpResponse:
    """Return what the library answers, or a clear page where the provider does not say what it should."""
    sign_on = SignOn(request, provider_id)
    try:
        answer: HttpResponse = view.adapter_view(sign_on)(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    except (OAuth2Error, RequestException) as error:
        answer = render_authentication_error(request, sign_on.get_provider(), exception=error)
    return answer


def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send someone to the employer's own sign-on."""
    return answered(OAuth2LoginView, request, provider_id)


def end(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Let in whom the employer's own sign-on vouches for."""
    return answered(OAuth2CallbackView, request, provider_id)
