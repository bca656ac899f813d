"""The pages of AM's console, and the steps that mend more than one thing."""

from ciba_helpers.explain.entry import Step

_REALM = "Realms > Realm Name"
REALMS = "Realms"
USERS = f"{_REALM} > Identities"
TREES = f"{_REALM} > Authentication > Trees"
LOGIN_SETTINGS = f"{_REALM} > Authentication > Settings"
SERVICES = f"{_REALM} > Services"
PUSH_SERVICE = f"{SERVICES} > Push Notification Service"
CIBA = f"{SERVICES} > OAuth2 Provider > CIBA"
OPENID = f"{SERVICES} > OAuth2 Provider > Advanced OpenID Connect"
ACR_MAPPING = f"{OPENID} > OpenID Connect acr_values to Auth Chain Mapping"
CLIENTS = f"{_REALM} > Applications > OAuth 2.0 > Clients"
CLIENT = f"{CLIENTS} > your client > Core"
CLIENT_ADVANCED = f"{CLIENTS} > your client > Advanced"
CLIENT_KEYS = f"{CLIENTS} > your client > Signing and Encryption"

SIGN_AGAIN = Step(2, "Sign a fresh request: `await lab.signed_request()`.")
ASK_AGAIN = Step(5, "Ask again with a fresh request: `await lab.client.ask(…)`.")
SIGN_IN = Step(3, "Sign in again: `administrator = await lab.administrator()`.")
SET_CLOCK_BACK = Step(0, "Set the mock's clock right: `await lab.clock.reset()`.")
CHECK_REALM = Step(
    3, "Compare the realm in the path with `lab.realm`; `lab.issuer` has it right.", REALMS
)
CHECK_CREDENTIALS = Step(5, "Send the client's id and secret: `auth=(client_id, secret)`.", CLIENT)
CHECK_GRANTS = Step(
    4, "Put the grant into the client's `grantTypes`.", f"{CLIENT_ADVANCED} > Grant Types"
)
CHECK_TREE = Step(
    3, "Look at the way it took, `await lab.mock.trail(lab.realm, user)`, and mend the tree.", TREES
)
CHECK_BODY = Step(3, "Send what the chapter sends: `json=…` writes the body and its header.")
