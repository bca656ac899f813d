"""`/json/global-config/services/<name>` (am.md 9, REC: the provider's)."""

from collections.abc import Mapping

from starlette.requests import Request

from mock_am.errors import BadRequest
from mock_am.http.deployment import deployment
from mock_am.http.realm_config.services import Services
from mock_am.http.rest.conventions import Endpoint
from mock_am.realm.document import Document
from mock_am.realm.section import Section
from mock_am.realm.services import SERVICE_TYPES, ServiceType, service_type
from mock_am.store.configuration import Configuration, Stored
from mock_am.store.global_services import EVERYWHERE, global_service


class GlobalServices(Services):
    """The services of the deployment: always there, with what new services of realms begin with."""

    def realm(self, request: Request) -> str:
        """They belong to no realm."""
        return EVERYWHERE

    def schema(self, service: ServiceType) -> Section:
        """The deployment's attributes, and those of realms under `defaults`."""
        return service.global_schema

    def template(self, configuration: Configuration, service: ServiceType) -> Document:
        """The settings themselves: AM makes a service's template of what is its default now."""
        return global_service(configuration, service.id).document

    def checked(
        self, request: Request, resource_id: str, body: Document, existing: Document | None
    ) -> Document:
        """What `body` leaves out stays as it is (FORK)."""
        return service_type(resource_id).global_schema.checked(body, existing)

    def existing(self, request: Request, resource_id: str) -> Stored:
        """The settings as they are now."""
        return global_service(deployment(request).store.configuration, resource_id)

    def every(self, request: Request) -> list[Stored]:
        """All of them."""
        return [self.existing(request, one) for one in SERVICE_TYPES]

    def item_actions(self) -> Mapping[str, Endpoint]:
        """They cannot be created."""
        return {name: act for name, act in super().item_actions().items() if name != "create"}

    def delete(self, request: Request, stored: Stored) -> None:
        """Nor deleted (am.md 2.6, REC)."""
        raise BadRequest("The singleton resource cannot be deleted")
