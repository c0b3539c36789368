import pytest

from record import csp


def directives(policy):
    return {name: sources for name, _, sources in (part.partition(" ") for part in policy.split("; "))}


def add_analytics(raw):
    """Declare a service that waits for consent."""
    name = {"fi": "Tilastointi", "sv": "Statistik", "en": "Statistics"}
    raw["category"].append(
        {"id": "analytics", "name": name, "consent": True, "why": name, "purpose": "newsletter"}
    )
    raw["host"].append(
        {
            "host": "stats.example.com",
            "category": "analytics",
            "loads": ["script", "connect"],
            "recipient": "hosting",
        }
    )


def test_a_page_loads_from_declared_hosts_only(example):
    assert directives(csp.policy(example)) == {
        "default-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "style-src": "'self'",
        "script-src": "'self'",
        "img-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
    }


def test_nothing_is_unsafe(example, raw, reread):
    add_analytics(raw)

    assert "unsafe" not in csp.policy(example)
    assert "unsafe" not in csp.policy(reread(raw), {"analytics"})


def test_a_host_that_waits_for_consent_is_closed_until_its_category_is_chosen(raw, reread):
    add_analytics(raw)

    assert "stats.example.com" not in csp.policy(reread(raw))


def test_choosing_a_category_opens_its_own_hosts_for_what_they_declare(raw, reread):
    add_analytics(raw)

    opened = directives(csp.policy(reread(raw), {"analytics"}))

    assert opened["script-src"] == "'self' https://stats.example.com"
    assert opened["connect-src"] == "'self' https://stats.example.com"
    assert opened["img-src"] == "'self'"


def test_a_category_that_does_not_exist_cannot_be_chosen(example):
    with pytest.raises(KeyError):
        csp.policy(example, {"marketing"})


def test_a_site_without_forms_sends_none_anywhere(raw, reread):
    raw["host"][0]["loads"] = ["style"]

    assert directives(csp.policy(reread(raw)))["form-action"] == "'none'"


def test_the_policy_does_not_depend_on_the_order_of_hosts(raw, reread):
    add_analytics(raw)
    before = csp.policy(reread(raw), {"analytics"})
    raw["host"].reverse()

    assert csp.policy(reread(raw), {"analytics"}) == before


def test_a_banner_is_needed_only_when_something_waits_for_consent(example, raw, reread):
    add_analytics(raw)

    assert not example.needs_banner
    assert reread(raw).needs_banner
