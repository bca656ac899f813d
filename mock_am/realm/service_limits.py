"""What the attributes of the services accept beyond their type: ranges and choices.

Ranges of the provider are those of AM's open ancestor (FORK: OAuth2Provider.xml) or documented
(DOC: AM 8.1, services configuration), those of the push service are AM's own (SRC: am-external
8.0.2); choices are documented. For the CIBA settings no range is known: none may be negative.
"""

from collections.abc import Iterable
from typing import Any

from mock_am.realm.section import Limits


def _one_of(*values: str) -> dict[str, Any]:
    return {"choices": {value: value for value in values}}


def _each(keys: Iterable[str], **limits: Any) -> Limits:
    return dict.fromkeys(keys, limits)


_NOT_NEGATIVE = (
    "accessTokenLifetime",
    "blacklistCacheSize",
    "blacklistPollInterval",
    "blacklistPurgeDelay",
    "cibaAuthReqIdLifetime",
    "cibaMinimumPollingInterval",
    "codeLifetime",
    "deviceCodeLifetime",
    "devicePollInterval",
    "jwtTokenLifetime",
    "jwtTokenUnreasonableLifetime",
    "maxAgeOfRequestObjectNbfClaim",
    "maxDifferenceBetweenRequestObjectNbfAndExp",
    "parRequestUriLifetime",
)
_PLUGIN_TYPES = (
    "accessTokenModificationPluginType",
    "authorizeEndpointDataProviderPluginType",
    "evaluateScopePluginType",
    "oidcClaimsPluginType",
    "validateScopePluginType",
)
_SIGNING_ALGORITHMS = tuple(
    f"{kind}{size}" for kind in ("HS", "RS", "ES", "PS") for size in (256, 384, 512)
)

PROVIDER_LIMITS: Limits = {
    **_each(_NOT_NEGATIVE, minimum=0),
    **_each(_PLUGIN_TYPES, **_one_of("SCRIPTED", "JAVA")),
    "refreshTokenLifetime": {"minimum": -1},  # -1: never expires
    "refreshTokenGracePeriod": {"minimum": 0, "maximum": 120},
    "deviceUserCodeLength": {"minimum": 1},
    "tokenSigningAlgorithm": _one_of(*_SIGNING_ALGORITHMS),
    "macaroonTokenFormat": _one_of("V1", "V2"),
    "requestObjectProcessing": _one_of("OIDC", "JAR"),
    "codeVerifierEnforced": {
        "choices": {
            "true": "All requests",
            "public": "Requests from all public clients",
            "passwordless": "Requests from all passwordless public clients",
            "false": "No requests",
        }
    },
    "storageScheme": {
        "choices": {
            "CTS_ONE_TO_ONE_MODEL": "One-to-One Storage Scheme",
            "CTS_GRANT_SET_MODEL": "Grant-Set Storage Scheme",
        }
    },
}

PUSH_LIMITS: Limits = {
    **_each(("accessKey", "appleEndpoint", "googleEndpoint", "delegateFactory"), needs_value=True),
    **_each(("mdDuration", "mdCacheSize"), minimum=0),
    "mdConcurrency": {"minimum": 1, "maximum": 16},
    "region": _one_of(
        "us-gov-west-1",
        "us-east-1",
        "us-west-1",
        "us-west-2",
        "eu-west-1",
        "eu-west-2",
        "eu-central-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "ap-southeast-3",
        "ap-northeast-1",
        "ap-northeast-2",
        "sa-east-1",
        "ca-central-1",
        "n-north-1",  # AM's own spelling
    ),
}

AUTHENTICATOR_PUSH_LIMITS: Limits = {
    "authenticatorPushDeviceSettingsEncryptionScheme": {
        "choices": {
            "RSAES_AES256CBC_HS512": "AES-256/HMAC-SHA-512 with RSA Key Wrapping",
            "RSAES_AES128CBC_HS256": "AES-128/HMAC-SHA-256 with RSA Key Wrapping",
            "NONE": "No encryption of device settings.",
        }
    },
    "authenticatorPushDeviceSettingsEncryptionKeystoreType": {
        "choices": {
            "JKS": "Java Key Store (JKS).",
            "JCEKS": "Java Cryptography Extension Key Store (JCEKS).",
            "PKCS11": "PKCS#11 Hardware Crypto Storage.",
            "PKCS12": "PKCS#12 Key Store.",
        }
    },
}

BASE_URL_LIMITS: Limits = {
    "source": {
        "choices": {
            "EXTENSION_CLASS": "Extension class",
            "FIXED_VALUE": "Fixed value",
            "FORWARDED_HEADER": "Forwarded header",
            "REQUEST_VALUES": "Host/protocol from incoming request",
            "X_FORWARDED_HEADERS": "X-Forwarded-* headers",
        }
    },
}
