import json
import os
from pathlib import Path

import pytest
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from ciba_helpers import keys


def test_the_article_s_key_is_es256_on_p256_for_signing() -> None:
    key = keys.keypair(keys.generate_signing_key())
    assert {name: key[name] for name in ("kty", "crv", "use", "alg", "kid")} == {
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "myCIBAKey",
    }  # fmt: skip
    assert set(key) == {"kty", "crv", "use", "alg", "kid", "x", "y", "d"}


def test_a_key_takes_the_name_it_is_given() -> None:
    assert keys.public_key(keys.generate_signing_key("another"))["kid"] == "another"


def test_no_two_keys_are_alike() -> None:
    assert (
        keys.keypair(keys.generate_signing_key())["d"]
        != keys.keypair(keys.generate_signing_key())["d"]
    )


def test_the_public_key_is_the_keypair_without_its_private_half() -> None:
    key = keys.generate_signing_key()
    whole = keys.keypair(key)
    del whole["d"]
    assert keys.public_key(key) == whole


def test_the_sets_hold_one_key_each() -> None:
    key = keys.generate_signing_key()
    assert keys.keypair_set(key) == {"keys": [keys.keypair(key)]}
    assert keys.public_key_set(key) == {"keys": [keys.public_key(key)]}


def test_what_the_keypair_signs_the_public_key_verifies() -> None:
    key = keys.generate_signing_key()
    signed = JWS(b"payload")
    signed.add_signature(key, protected={"alg": "ES256"})
    JWS.from_jose_token(signed.serialize()).verify(JWK(**keys.public_key(key)))


def test_a_saved_key_comes_back_whole(tmp_path: Path) -> None:
    key = keys.generate_signing_key()
    path = tmp_path / "new" / "key.json"
    keys.save(key, path)
    assert keys.keypair(keys.load(path)) == keys.keypair(key)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_its_owner_can_read_a_saved_key_whatever_lay_there_before(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text("{}")
    path.chmod(0o644)
    keys.save(keys.generate_signing_key(), path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_interrupted_save_leaves_the_old_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "key.json"
    old = keys.generate_signing_key()
    keys.save(old, path)

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(json, "dump", interrupted)
    monkeypatch.setattr(json, "dumps", interrupted)
    with pytest.raises(KeyboardInterrupt):
        keys.save(keys.generate_signing_key(), path)
    monkeypatch.undo()
    assert keys.keypair(keys.load(path)) == keys.keypair(old)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"kty": "EC"}', '{"kty": "bogus"}', "null"])
def test_a_file_without_a_key_is_named_in_the_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"broken\.json does not hold a JSON Web Key"):
        keys.load(path)
