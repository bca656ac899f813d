"""Refusals of configuration: realms, users, trees, services, clients, phones."""

from ciba_helpers.explain import looks
from ciba_helpers.explain.catalogue.steps import (
    CHECK_REALM,
    CLIENTS,
    REALMS,
    SERVICES,
    TREES,
    USERS,
)
from ciba_helpers.explain.entry import Cause, Entry, Step

_GUIDE = "AM: REST API, "
_REALMS = f"{_GUIDE}realms"
_USERS = f"{_GUIDE}identities"
_TREES = f"{_GUIDE}authentication trees"
_CONFIG = f"{_GUIDE}configuration"

_REALM_BODY = Step(3, "Let the helper write it: `create_realm(am, '/alpha')`.", REALMS)
_USER_BODY = Step(3, "Let the helper write it: `create_user(am, name, password)`.", USERS)
_TREE_BODY = Step(3, "Let the helper write it: `put_push_tree(am, name)`.", TREES)
_NAMES = Step(3, "Compare the member's name with the list in the answer's `detail`.")
_OWN_ID = Step(3, "Leave the id out of the body, or write the one in the address.")
_SEE_FIRST = Step(3, "Read it first; write it with PUT if you want to replace it.")

ENTRIES = (
    Entry(
        "404",
        r'Realm ".*" not found',
        "The address names a realm that this AM does not have.",
        (
            Cause("The realm is misspelt, or its parent is missing.", CHECK_REALM, looks.realm),
            Cause(
                "The mock was reset, or it is another one than before.",
                Step(0, "Open the lab again: it makes the realm.", REALMS),
            ),
        ),
        _REALMS,
    ),
    Entry(
        "404",
        r"Realm does not exist .*",
        "The realm that the new one shall stand in is not there.",
        (Cause("`parentPath` is misspelt.", _REALM_BODY),),
        _REALMS,
    ),
    Entry(
        "400",
        r"No \w+ parameter provided"
        r"|Wrong parameter type provided in .*|.* cannot contain: .*"
        r"|Realm name specified in URL does not match realm name specified in JSON",
        "A realm needs `name`, `parentPath`, `active` and `aliases`, and something is amiss there.",
        (Cause("A member is missing, misspelt or of the wrong kind.", _REALM_BODY),),
        _REALMS,
    ),
    Entry(
        "401",
        r"Unauthorized-Cannot delete root suffix",
        "The top level realm holds everything, and cannot be deleted.",
        (Cause("The address names `/`.", CHECK_REALM, looks.path),),
        _REALMS,
    ),
    Entry(
        "409",
        r"Sub Organization cannot be deleted\. Sub entries exist\.",
        "There are realms below this one.",
        (Cause("They were not deleted first.", Step(3, "Delete those below first.", REALMS)),),
        _REALMS,
    ),
    Entry(
        "409",
        r"Unable to save config: Service already exists|Service already exists"
        r"|Identity .* of type user already exists\.|Organization already exists, .*",
        "It is there already; `create` never replaces.",
        (Cause("The cell has run before, or somebody else was quicker.", _SEE_FIRST),),
        _CONFIG,
    ),
    Entry(
        "400",
        r"Invalid attribute specified\.",
        "The body has a member that AM does not know; `detail` lists those it does.",
        (
            Cause("A member's name is misspelt.", _NAMES),
            Cause("It stands in the wrong section, or belongs to another kind of thing.", _NAMES),
        ),
        _CONFIG,
    ),
    Entry(
        "400",
        r"Data validation failed for the attribute, .*",
        "The value that the console shows under this label is not of the right kind.",
        (
            Cause("A text stands where a number, a list or true/false belongs.", _NAMES),
            Cause("In a tree: a node is incomplete, or a connection leads nowhere.", _TREE_BODY),
        ),
        _CONFIG,
    ),
    Entry(
        "400",
        r"Node with ID entryNodeId must exist in the tree\.",
        "A tree begins at its entry node, and the one you name is not among its nodes.",
        (Cause("`entryNodeId` is misspelt, or its node was left out.", _TREE_BODY),),
        _TREES,
    ),
    Entry(
        "400",
        r"The request body must include 'newId'\.",
        "A copy of a tree needs a name.",
        (Cause("`newId` is missing.", _TREE_BODY),),
        _TREES,
    ),
    Entry(
        "400",
        r"The request body must include 'user(name|password)'\.",
        "A new user needs a name, without slash or star, and a password.",
        (Cause("One of the two is missing or not a text.", _USER_BODY),),
        _USERS,
    ),
    Entry(
        "400",
        r"id in path does not match id in request body|name and URI's resource ID do not match",
        "The address and the body name two different things.",
        (Cause("A body that was read elsewhere was sent as it is.", _OWN_ID, looks.path),),
        _CONFIG,
    ),
    Entry(
        "400",
        r"Invalid name|The id of an OAuth2 client must not contain a slash",
        "This cannot be the id of anything: an id has no slash.",
        (Cause("A path was written where a name belongs.", Step(4, "Choose a name.", CLIENTS)),),
        _CONFIG,
    ),
    Entry(
        "400",
        r"The singleton resource cannot be deleted",
        "This part of AM's configuration is always there.",
        (
            Cause(
                "Not everything can be deleted.", Step(3, "Change it with PUT instead.", SERVICES)
            ),
        ),
        _CONFIG,
    ),
    Entry(
        "501",
        r"OAuth 2\.0 for Things is not enabled",
        "A kind of client that has to be switched on, and CIBA does not need.",
        (Cause("The address names it by mistake.", Step(4, "Use `OAuth2Client`."), looks.path),),
        _CONFIG,
    ),
    Entry(
        "404",
        r"Resource cannot be found\.",
        "AM has no such user in this realm.",
        (
            Cause("The name is misspelt.", _USER_BODY, looks.path),
            Cause("The user lives in another realm.", CHECK_REALM, looks.realm),
        ),
        _USERS,
    ),
    Entry(
        "404",
        r"User device, .*, not found\.",
        "The user has no phone of this id.",
        (
            Cause(
                "It was deleted, or is another user's.",
                Step(6, "List the phones: `push_devices(am, user)`.", USERS),
            ),
        ),
        f"{_GUIDE}devices",
    ),
    Entry(
        "400",
        r"/value: Expecting a java\.lang\.Boolean",
        "This action wants a body that says yes or no.",
        (Cause("`value` is missing or a text.", Step(6, "Send `json={'value': True}`.")),),
        f"{_GUIDE}devices",
    ),
    Entry(
        "404",
        r"Resource '.*' not found",
        "This part of the address leads nowhere in AM's JSON API.",
        (
            Cause("It is misspelt.", Step(3, "Compare it with the chapter's."), looks.path),
            Cause(
                "The service is not of a kind that the mock has.",
                Step(3, "Look under Services.", SERVICES),
            ),
        ),
        _CONFIG,
    ),
)
