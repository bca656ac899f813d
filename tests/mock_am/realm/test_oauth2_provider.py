from tests.mock_am.clients import a_provider


def test_only_signatures_of_a_private_key_count() -> None:
    listed = ["ES256", "none", "HS256", "RS512", "FOO"]
    provider = a_provider(cibaConfig={"supportedCibaSigningAlgorithms": listed})
    assert provider.signing_algorithms == ("ES256", "RS512")
