"""AM's REST errors, one class each (am.md 2.6)."""

from http import HTTPStatus
from typing import Any, ClassVar


class RestError(Exception):
    """An error of AM's JSON API: `{"code", "reason", "message"[, "detail"]}` (am.md 2.6, REC)."""

    status: ClassVar[HTTPStatus]

    def __init__(self, message: str | None = None, detail: Any = None) -> None:
        super().__init__(message or self.status.phrase)
        self.detail = detail

    def document(self) -> dict[str, Any]:
        """The JSON body that AM answers with."""
        body = {"code": int(self.status), "reason": self.status.phrase, "message": str(self)}
        return body if self.detail is None else {**body, "detail": self.detail}


class BadRequest(RestError):
    """400."""

    status = HTTPStatus.BAD_REQUEST


class InvalidAttribute(BadRequest):
    """400: an attribute the schema does not know; says which ones it does (am.md 2.4, REC)."""

    def __init__(self, valid: list[str]) -> None:
        super().__init__("Invalid attribute specified.", {"validAttributes": sorted(valid)})


class DataValidationFailed(BadRequest):
    """400: an attribute of the wrong type, named by its label (am.md 2.4, REC)."""

    def __init__(self, label: str) -> None:
        super().__init__(f"Data validation failed for the attribute, {label}")


class Unauthorized(RestError):
    """401."""

    status = HTTPStatus.UNAUTHORIZED


class Forbidden(RestError):
    """403."""

    status = HTTPStatus.FORBIDDEN


class NotFound(RestError):
    """404."""

    status = HTTPStatus.NOT_FOUND


class MethodNotAllowed(RestError):
    """405."""

    status = HTTPStatus.METHOD_NOT_ALLOWED


class NotAcceptable(RestError):
    """406."""

    status = HTTPStatus.NOT_ACCEPTABLE


class Conflict(RestError):
    """409."""

    status = HTTPStatus.CONFLICT


class PreconditionFailed(RestError):
    """412."""

    status = HTTPStatus.PRECONDITION_FAILED


class PayloadTooLarge(RestError):
    """413."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class UnsupportedMediaType(RestError):
    """415."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class InternalServerError(RestError):
    """500."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR


class NotImplementedByAM(RestError):
    """501."""

    status = HTTPStatus.NOT_IMPLEMENTED


class ServiceUnavailable(RestError):
    """503."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
