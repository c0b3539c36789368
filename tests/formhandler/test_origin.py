"""Where a post comes from, as the browser tells it."""

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from formhandler.origin import Origin, verdict


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, Origin.SAME),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, Origin.SAME),
        ({"Sec-Fetch-Site": "cross-site"}, Origin.FOREIGN),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://www.example.fi"}, Origin.FOREIGN),
        ({"Sec-Fetch-Site": "same-site"}, Origin.UNKNOWN),
        ({"Sec-Fetch-Site": "none"}, Origin.UNKNOWN),
        ({"Origin": "https://www.example.fi"}, Origin.SAME),
        ({"Origin": "https://www.example.fi.evil.example"}, Origin.FOREIGN),
        ({"Origin": "http://www.example.fi"}, Origin.FOREIGN),
        ({"Origin": "null"}, Origin.UNKNOWN),
        ({}, Origin.UNKNOWN),
    ],
)
def test_the_verdict_follows_the_headers(headers, expected):
    request = Request(EnvironBuilder(base_url="https://www.example.fi", headers=headers).get_environ())

    assert verdict(request) is expected


def test_a_domain_with_letters_of_ours_is_ours():
    headers = {"Origin": "https://xn--iti-qla.fi"}
    request = Request(EnvironBuilder(base_url="https://xn--iti-qla.fi", headers=headers).get_environ())

    assert verdict(request) is Origin.SAME
