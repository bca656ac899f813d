"""Requests to the OpenID provider."""

from tests.contract.am import OAUTH2
from tests.contract.configuration import CIBA
from tests.fuzz.lab import Lab, Live, basic
from tests.fuzz.seed import Fields, Seed, Seeds, Token
from tests.fuzz.tokens import es256
from tests.provider.provider import Client

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def _request_object(client: Client, **changes: str | None) -> Token:
    times = {"exp": 300, "iat": 0, "nbf": 0}
    claims = {name: one for name, one in client.claims(**changes).items() if name not in times}
    return Token({"alg": "ES256", "kid": client.key["kid"]}, claims, es256(client.key), times)


def _assertion(live: Live) -> Fields:
    who = {"iss": "assertingClient", "sub": "assertingClient", "aud": live.provider.issuer}
    header = {"alg": "ES256", "kid": "assertingKey"}
    token = Token(header, who, es256(live.asserting_key), {"exp": 300})
    return (("client_assertion_type", ASSERTION), ("client_assertion", token))


def _posted(endpoint: str, lab: Lab, *forms: Fields) -> list[Seed]:
    path, headers = f"/am{OAUTH2}/{endpoint}", {"Authorization": lab.live.basic}
    by_secret = [Seed("POST", path, headers=headers, form=form) for form in forms]
    return [*by_secret, Seed("POST", path, form=(*forms[0], *_assertion(lab.live)))]


def _bc_authorize(lab: Lab) -> list[Seed]:
    client = lab.live.provider.client
    asked = _request_object(client)
    hinted = _request_object(client, login_hint=None, id_token_hint=lab.live.tokens["id_token"])
    coded = _request_object(client, login_hint="erin", user_code="1234", requested_expiry="30")
    named = (("request", asked), ("client_id", "myCIBAClient"))
    forms = ((("request", one),) for one in (asked, hinted, coded))
    return [*_posted("bc-authorize", lab, *forms, named), *_registered(lab.live)]


def _registered(live: Live) -> list[Seed]:
    """What clients send that have registered more than AM has a place for."""
    if live.pinged is None or live.unsigned is None:
        return []
    path = f"/am{OAUTH2}/bc-authorize"
    pinged = _request_object(live.pinged, client_notification_token="a" * 22)
    hint = {"iss": live.unsigned.auth[0], "sub": "demo", "aud": live.provider.issuer}
    header = {"alg": "ES256", "kid": live.unsigned.key["kid"]}
    token = Token(header, hint, es256(live.unsigned.key), {"exp": 300})
    asked = (("scope", "openid"), ("acr_values", "push"), ("binding_message", "1234"))
    by_ping, unsigned = ({"Authorization": basic(one)} for one in (live.pinged, live.unsigned))
    by_name = (*asked, ("login_hint", "erin"), ("user_code", "1234"), ("requested_expiry", "30"))
    return [
        Seed("POST", path, headers=by_ping, form=(("request", pinged),)),
        Seed("POST", path, headers=unsigned, form=by_name),
        Seed("POST", path, headers=unsigned, form=(*asked, ("login_hint_token", token))),
    ]


def _access_token(lab: Lab) -> list[Seed]:
    live = lab.live
    polls = [
        (("grant_type", CIBA), ("auth_req_id", one))
        for one in (live.pending, live.approved, live.redeemed)
    ]
    refresh = (("grant_type", "refresh_token"), ("refresh_token", live.tokens["refresh_token"]))
    return _posted("access_token", lab, *polls, (*refresh, ("scope", "openid")))


def _of_tokens(endpoint: str) -> Seeds:
    def seeds(lab: Lab) -> list[Seed]:
        forms: list[Fields] = [(("token", one),) for one in lab.live.tokens.values()]
        hinted = (*forms[0], ("token_type_hint", "access_token"))
        return _posted(endpoint, lab, *forms, hinted)

    return seeds


def _userinfo(lab: Lab) -> list[Seed]:
    path, token = f"/am{OAUTH2}/userinfo", lab.live.tokens["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    in_form = Seed("POST", path, form=(("access_token", token),))
    return [Seed("GET", path, headers=bearer), Seed("POST", path, headers=bearer), in_form]


def _authorize(lab: Lab) -> list[Seed]:
    asked = (("client_id", "myCIBAClient"), ("response_type", "code"), ("scope", "openid"))
    path = f"/am{OAUTH2}/authorize"
    return [Seed("GET", path, query=asked), Seed("POST", path, form=asked)]


def _got(path: str) -> Seeds:
    return lambda lab: [Seed("GET", f"/am{OAUTH2}/{path}"), Seed("GET", f"/am/oauth2/{path}")]


OAUTH: dict[str, Seeds] = {
    "/oauth2/bc-authorize": _bc_authorize,
    "/oauth2/access_token": _access_token,
    "/oauth2/introspect": _of_tokens("introspect"),
    "/oauth2/token/revoke": _of_tokens("token/revoke"),
    "/oauth2/userinfo": _userinfo,
    "/oauth2/authorize": _authorize,
    "/oauth2/connect/jwk_uri": _got("connect/jwk_uri"),
    "/oauth2/.well-known/openid-configuration": _got(".well-known/openid-configuration"),
}
"""By the route's path, without the realm in it."""
