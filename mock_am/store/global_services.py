"""The services of the deployment: there from the first day, kept once they are changed."""

import json

from mock_am.realm.document import Document
from mock_am.realm.section import DEFAULTS
from mock_am.realm.services import service_type
from mock_am.store.configuration import Configuration, Stored, revision

EVERYWHERE = ""
"""Where configuration that belongs to no realm is kept."""

KIND = "services"


def global_service(configuration: Configuration, service_id: str) -> Stored:
    """The deployment's settings of a service, AM's own where nobody has changed them.

    Raises NotFound for a service that this server does not know.
    """
    service = service_type(service_id)
    changed = configuration.get(EVERYWHERE, KIND, service_id)
    if changed is not None:
        return changed
    document = service.global_schema.checked({})
    return Stored(service_id, revision(service_id, json.dumps(document)), document)


def realm_defaults(configuration: Configuration, service_id: str) -> Document:
    """What a new service of a realm begins with."""
    defaults: Document = global_service(configuration, service_id).document[DEFAULTS]
    return defaults
