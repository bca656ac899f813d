"""am.md 2.3: the grammar of CREST's query filters."""

import pytest

from mock_am.http.rest.query_filter import MAX_DEPTH, UnsupportedOperator, parsed

RESOURCE = {
    "uid": ["Demo"],
    "mail": ["demo@example.com", "d@example.org"],
    "age": 41,
    "active": True,
    "nothing": None,
    "quoted": 'a "quoted" \\ word',
    "deep": {"er": [{"name": "x"}]},
    "a/b": 1,
    "or": "and",
}


@pytest.mark.parametrize(
    "text",
    [
        "true",
        "TRUE",
        "!false",
        "! ( false )",
        'uid eq "demo"',
        "uid EQ 'DEMO'",
        'mail eq "d@example.org"',
        'mail co "EXAMPLE.ORG"',
        'mail sw "d@"',
        "age eq 41",
        "age eq 41.0",
        "age ge 41 and age le 41 and age gt -5 and age lt 4.2e1",
        "age sw 41 and age co 41",
        'uid gt "a" and uid lt "z"',
        "active eq true",
        "active ge false",
        "active pr",
        '!(uid eq "else") and !(age eq 5)',
        "false and false or true",
        "true or false and false",
        "(true or false) and !(true and false)",
        r'quoted co "\"quoted\""',
        r'quoted co "\\"',
        "/deep/er/0/name eq 'x'",
        "deep/er/0/name pr",
        "a~1b eq 1",
        'or eq "and"',
        "   true   ",
    ],
)
def test_what_holds(text: str) -> None:
    assert parsed(text)(RESOURCE)


@pytest.mark.parametrize(
    "text",
    [
        "false",
        "!true",
        'uid eq "dem"',
        'uid sw "emo"',
        'age eq "41"',
        "age gt 41",
        "age eq true",
        "active eq 1",
        'active eq "true"',
        "uid eq 5",
        "nothing pr",
        "missing pr",
        'missing eq "x"',
        "deep/er/1/name pr",
        "deep/er/name pr",
        "uid/x pr",
        'deep eq "x"',
        "true and false",
        '!(uid eq "demo" or age eq 41)',
    ],
)
def test_what_does_not_hold(text: str) -> None:
    assert not parsed(text)(RESOURCE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "uid",
        "uid eq",
        "uid eq demo",
        "uid eq null",
        "uid eq 1x",
        'uid eq "demo',
        "uid eq 'demo\"",
        'uid "eq" 1',
        '"uid" eq 1',
        "uid ? 1",
        "uid eq )",
        "uid pr pr",
        "(true",
        "true)",
        "true true",
        "true or",
        "and true",
        "!",
        "! and",
        "()",
        "\\",
        "uid eq " + "9" * 5000,
        "(" * (MAX_DEPTH + 1) + "true" + ")" * (MAX_DEPTH + 1),
        "(" * 20000,
        "!" * 20000 + "true",
    ],
)
def test_what_is_malformed(text: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        parsed(text)
    assert not isinstance(refused.value, UnsupportedOperator)


def test_nesting_is_read_to_its_limit() -> None:
    assert parsed("(" * MAX_DEPTH + "true" + ")" * MAX_DEPTH)(RESOURCE)


@pytest.mark.parametrize("operator", ["like", "ne", "x.y_1"])
def test_an_extended_operator_is_well_formed_and_not_known(operator: str) -> None:
    with pytest.raises(UnsupportedOperator):
        parsed(f'uid {operator} "x"')
