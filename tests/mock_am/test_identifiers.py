import re
import uuid

from mock_am.identifiers import Identifiers, base64url


def test_base64url_has_no_padding() -> None:
    assert base64url(b"\xff\xfe\xfd\xfc") == "__79_A"


def test_an_opaque_value_is_ams_27_characters() -> None:
    value = Identifiers().opaque()
    assert re.fullmatch(r"[A-Za-z0-9_-]{27}", value)
    assert len(Identifiers().opaque(32)) == 43


def test_values_do_not_repeat() -> None:
    identifiers = Identifiers()
    assert len({identifiers.opaque() for _ in range(100)}) == 100
    assert len({identifiers.uuid() for _ in range(100)}) == 100


def test_a_secret_is_padded_base64_of_32_bytes() -> None:
    assert Identifiers(source=bytes).secret() == "A" * 43 + "="


def test_a_uuid_is_of_version_4() -> None:
    assert uuid.UUID(Identifiers().uuid()).version == 4


def test_the_source_decides_everything() -> None:
    one, other = (Identifiers(source=lambda size: b"\x07" * size) for _ in range(2))
    assert one.opaque() == other.opaque()
    assert one.uuid() == other.uuid() == "07070707-0707-4707-8707-070707070707"
