"""AM's node types: what they default to, and their search words (am.md 8, 8.1)."""

from typing import Any

from tests.contract.login_trees import ASK_NAME, DECISION

DEFAULTS: dict[str, dict[str, Any]] = {
    "UsernameCollectorNode": {},
    "PasswordCollectorNode": {},
    "DataStoreDecisionNode": {},
    "ZeroPageLoginNode": {
        "usernameHeader": "X-OpenAM-Username",
        "passwordHeader": "X-OpenAM-Password",
        "allowWithoutReferer": True,
        "referrerWhiteList": [],
    },
    "IdentityStoreDecisionNode": {
        "minimumPasswordLength": 8,
        "useUniversalIdForUsername": False,
        "mixedCaseForPasswordChangeMessages": False,
    },
    "IdentifyExistingUserNode": {"identifier": "userName", "identityAttribute": "mail"},
    "RetryLimitDecisionNode": {"retryLimit": 3, "incrementUserAttributeOnFailure": True},
    "PushAuthenticationSenderNode": {
        "messageTimeout": 120000,
        "userMessage": {},
        "mandatory": False,
        "contextInfo": False,
        "customPayload": [],
        "pushType": "DEFAULT",
        "captureFailure": False,
    },
    "PollingWaitNode": {
        "secondsToWait": 8,
        "spamDetectionEnabled": False,
        "spamDetectionTolerance": 3,
        "waitingMessage": {},
        "exitable": False,
        "exitMessage": {},
    },
    "PushWaitNode": {
        "secondsToWait": 5,
        "waitingMessage": {},
        "challengeMessage": {},
        "exitMessage": {},
    },
    "PageNode": {"nodes": [], "pageHeader": {}, "pageDescription": {}},
    "SetStateNode": {"attributes": {}},
    "RecoveryCodeDisplayNode": {},
    "RecoveryCodeCollectorDecisionNode": {"recoveryCodeType": "OATH"},
    "PushResultVerifierNode": {},
    "PushRegistrationNode": {
        "issuer": "ForgeRock",
        "accountName": "USERNAME",
        "timeout": 60,
        "bgColor": "032b75",
        "generateRecoveryCodes": True,
        "scanQRCodeMessage": {},
    },
}

MFA, BASIC = ["mfa", "multi-factor authentication"], ["basic authn", "basic authentication"]
TAGS = {
    "UsernameCollectorNode": BASIC,
    "PasswordCollectorNode": BASIC,
    "ZeroPageLoginNode": BASIC,
    "DataStoreDecisionNode": BASIC,
    "IdentityStoreDecisionNode": BASIC,
    "IdentifyExistingUserNode": ["identity management"],
    "PageNode": ["utilities"],
    "RetryLimitDecisionNode": ["utilities"],
    "SetStateNode": ["utilities"],
    "PollingWaitNode": ["utilities"],
    "PushAuthenticationSenderNode": MFA,
    "PushWaitNode": MFA,
    "PushResultVerifierNode": MFA,
    "PushRegistrationNode": MFA,
    "RecoveryCodeDisplayNode": MFA,
    "RecoveryCodeCollectorDecisionNode": MFA,
}

ON_PAGE = [
    {"_id": ASK_NAME, "nodeType": "UsernameCollectorNode", "displayName": "Name"},
    {"_id": DECISION, "nodeType": "DataStoreDecisionNode", "displayName": "Decision"},
]
