"""The sentences in AM's answers: which are AM's, and which are the mock's own.

Nobody should quote the last part as AM's: its exact wording is not known.
"""

# AM's own words: documented, recorded, or those of its open ancestor.
REQUEST_PARAMETER_MISSING = (
    "Request must have a 'request' parameter the value of which must be a signed jwt"
)
EXPIRATION_UNREASONABLE = "JWT expiration time is unreasonable"
AUTHORIZATION_PENDING = "End user has not yet been authenticated"
SLOW_DOWN = "The polling interval has not elapsed since the last request"
GRANT_INVALID = "The provided access grant is invalid, expired, or revoked."
CLIENT_AUTHENTICATION_FAILED = "Client authentication failed"
AUTHENTICATION_METHOD_INVALID = "Invalid authentication method for accessing this endpoint."
ASSERTION_OF_ANOTHER = "JWT 'iss' and 'sub' claims must be equal to the client_id"
TOKEN_INVALID = (
    "The access token provided is expired, revoked, malformed, or invalid for other reasons."
)
CONTENT_TYPE_INVALID = "Invalid Content Type"
GRANT_TYPE_MISSING = "Grant type is not set"
GRANT_TYPE_UNSUPPORTED = "Grant type is not supported"
TOKEN_MISSING = "Missing parameter: token"
TOKEN_OF_ANOTHER = "The provided token id : {token} belongs to different access grant."
TOKEN_TWICE = "Access Token cannot be provided in both form and header"
ENDPOINT_UNKNOWN = "The server has not found anything matching the request URI"
MISSING_PARAMETER = "Missing parameters: {names}"

# AM's words for a JWT that authenticates a client; that it says the same here is inferred.
JWT_EXPIRED = "JWT has expired"
JWT_INVALID = "JWT is not valid"
AUDIENCE_INVALID = "Audience validation failed"

# The mock's own wording: the cause is real, the sentence is ours.
ISSUER_INVALID = "JWT 'iss' claim must be equal to the client_id"
SIGNATURE_INVALID = "JWT signature could not be verified with the client's registered keys"
JWT_TOO_LONG = "JWT is too long"
JWT_TOO_DEEP = "JWT is nested too deeply"
JWT_EXTENDED = "JWT header asks for an extension (crit, b64) that is not supported"
JWT_TYPE_INVALID = "JWT header typ is that of another kind of token"
ALGORITHM_UNSUPPORTED = "JWT signing algorithm is not supported"
CLAIM_MISSING = "JWT must contain the claim {claim}"
CLAIM_MALFORMED = "JWT claim {claim} is malformed"
JWT_NOT_YET_VALID = "JWT is not valid yet"
LIFETIME_TOO_LONG = "JWT lifetime from nbf to exp is too long"
JWT_REPLAYED = "JWT has already been used"
PARAMETER_OUTSIDE_JWT = "Authentication request parameters must be inside the signed JWT"
AUTHORIZATION_REPEATED = "The Authorization header must not appear more than once"
CREDENTIALS_IN_URL = "Client credentials must not be in the URL"
TOO_MANY_ATTEMPTS = "Too many attempts to authenticate as this client, try again in a second"
PARAMETER_REPEATED = "A parameter must not appear more than once"
SCOPE_WITHOUT_OPENID = "The openid scope is required"
SCOPE_UNKNOWN = "Unknown/invalid scope(s)"
HINT_REQUIRED = "Exactly one login hint is required"
HINT_UNSUPPORTED = "This kind of login hint is not supported"
LOGIN_HINT_TOKEN_INVALID = "login_hint_token is not a token that names an end user"
LOGIN_HINT_TOKEN_EXPIRED = "The login_hint_token has expired"
NOTIFICATION_TOKEN_MISSING = "client_notification_token is required"
USER_CODE_MISSING = "The end user has a user code, which is required"
USER_CODE_INVALID = "The user code is not valid"
USER_INACTIVE = "The end user may not log in"
TOO_MANY_PENDING = "Too many authentication requests wait for this end user"
CLIENT_IS_PUSHED = "The client is registered for push mode: the tokens are brought to it"
CLIENT_GONE = "The client may no longer have tokens"
ID_TOKEN_HINT_INVALID = "id_token_hint is not an ID token that this provider issued to the client"
ACR_REQUIRED = "acr_values is required"
ACR_UNKNOWN = "acr_values is not mapped to an authentication tree"
USER_UNKNOWN = "The login hint does not identify an end user"
BINDING_MESSAGE_INVALID = (
    "binding_message must be 1 to 100 characters without line breaks or control characters"
)
REQUESTED_EXPIRY_INVALID = "requested_expiry must be a positive integer"
CLIENT_WITHOUT_CIBA = "The client is not allowed to use the Back Channel Request grant"
GRANT_TYPE_NOT_ALLOWED = "The client is not allowed to use this grant type"
TREE_REFUSED = "The authentication tree refused the authentication request"
ACCESS_DENIED = "The end user denied the authorization request"
EXPIRED_TOKEN = "The auth_req_id has expired"
SCOPE_WIDENED = "The requested scope exceeds the scope that was granted"
BODY_TOO_LARGE = "The request body is too large"
ENCODING_INVALID = "The request body is not well-formed"
PAGED_RESULTS_COOKIE_INVALID = "The paged results cookie is invalid"
COOKIE_AND_OFFSET = (
    "The parameters _pagedResultsCookie and _pagedResultsOffset are mutually exclusive"
)
AUTH_ID_UNREADABLE = "Failed to parse JWT, the authId is none"
CALLBACK_INPUT_INVALID = "A callback's input must be a text"
CLIENT_PUBLIC = "Only a confidential client may do this"
CLIENT_WITHOUT_SECRET = "The client has no secret to sign its ID tokens with"
CLIENT_ID_INVALID = "The id of an OAuth2 client must not contain a slash"
AUTHORIZE_ERROR_TITLE = "Authorization is not possible"
RESPONSE_TYPE_UNSUPPORTED = "This server answers no authorization requests in a browser"
HANDSET_PAGE_NOWHERE = (
    "The handset's page is served on loopback, or where the mock was started with "
    "--handset ADDRESS:PORT"
)
HANDSET_NAME_FOREIGN = "The handset's page is served under its own address alone"
HANDSET_TOKEN_INVALID = "The token of this handset's page does not count"
TOO_MANY_HANDSETS = "Too many handsets' pages are open"
