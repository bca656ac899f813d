"""One resource of each kind, with what AM says where it is missing or there already."""

import pytest

from tests.contract.am import REALM, REALMS, realm_id
from tests.contract.configuration import CLIENTS, PUSH_SERVICE, SERVICES, TREES, push_tree

NODE = f"{TREES}/nodes/UsernameCollectorNode/11111111-0000-4000-8000-000000000000"
BETA = f"{REALMS}/{realm_id(f'{REALM}/beta')}"
TREE = f"{TREES}/trees/newTree"
RESOURCES = {
    TREE: push_tree(),
    NODE: {},
    f"{SERVICES}/pushNotification": PUSH_SERVICE,
    f"{CLIENTS}/newClient": {"coreOAuth2ClientConfig": {"userpassword": "s"}},
    "/users/new": {"userpassword": "Ch4ng31t"},
    BETA: {"name": "beta", "parentPath": REALM, "active": True, "aliases": []},
}
MISSING = {"/users/new": "Resource cannot be found."}
EXISTS = {
    f"{SERVICES}/pushNotification": "Service Already Exists",
    "/users/new": "Identity new of type user already exists.",
    BETA: "Organization already exists, beta",
    "": "Unable to create SMS config: Service already exists",
}
RESOURCE = pytest.mark.parametrize(("path", "body"), RESOURCES.items(), ids=RESOURCES)
