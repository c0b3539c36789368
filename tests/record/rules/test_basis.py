import pytest

WORDS = {"fi": "Sanat", "sv": "Orden", "en": "Words"}
ANSWER, INVOICE, NEWSLETTER = 0, 1, 2


@pytest.mark.parametrize(
    ("purpose", "key", "article"),
    [
        (ANSWER, "interest", "GDPR Art. 13(1)(d)"),
        (ANSWER, "balancing", "GDPR Art. 6(1)(f)"),
        (INVOICE, "law", "GDPR Art. 6(1)(c)"),
        (NEWSLETTER, "consent", "GDPR Art. 7(2)"),
    ],
)
def test_a_basis_brings_along_what_it_needs(raw, faults, purpose, key, article):
    del raw["purpose"][purpose][key]

    place = f"purpose[{purpose}].{key}"
    assert set(faults(raw)) == {place}
    assert f"needs it (missed: {article})" in faults(raw)[place]


@pytest.mark.parametrize(
    ("purpose", "key", "value"),
    [
        (INVOICE, "interest", WORDS),
        (INVOICE, "balancing", "docs/lia/answer.md"),
        (INVOICE, "consent", WORDS),
        (ANSWER, "law", "fi-kpl-2-10"),
        (ANSWER, "consent", WORDS),
        (NEWSLETTER, "interest", WORDS),
    ],
)
def test_a_basis_leaves_out_what_belongs_to_another(raw, faults, purpose, key, value):
    raw["purpose"][purpose][key] = value

    assert set(faults(raw)) == {f"purpose[{purpose}].{key}"}
    assert "Take it away, or change the basis." in faults(raw)[f"purpose[{purpose}].{key}"]


def test_a_second_basis_needs_its_own_grounds_too(raw, faults):
    raw["purpose"][INVOICE]["also"] = "6(1)(f)"

    assert set(faults(raw)) == {f"purpose[{INVOICE}].{key}" for key in ("interest", "balancing", "law")}


def test_a_second_basis_is_another_one(raw, faults):
    raw["purpose"][ANSWER]["also"] = "6(1)(f)"

    assert "repeats 6(1)(f)" in faults(raw)["purpose[0].also"]


@pytest.mark.parametrize(("kind", "fine"), [("voluntary", True), ("contract", False), ("statutory", False)])
def test_consent_is_free(raw, faults, kind, fine):
    raw["purpose"][NEWSLETTER]["provision"]["kind"] = kind

    assert (faults(raw) == {}) == fine


def test_a_machine_that_decides_explains_itself(raw, faults):
    raw["purpose"][ANSWER]["automated_decision"] = True

    assert "automated_decision is true (missed: GDPR Art. 13(2)(f))" in faults(raw)["purpose[0].logic"]


def test_where_no_machine_decides_there_is_nothing_to_explain(raw, faults):
    raw["purpose"][ANSWER]["logic"] = WORDS

    assert set(faults(raw)) == {"purpose[0].logic"}


def test_a_special_category_needs_its_own_ground(raw, faults):
    raw["group"][0]["special"] = True

    assert "missing, and special is true (missed: GDPR Art. 9(1))" in faults(raw)["group[0].ground"]


@pytest.mark.parametrize(
    ("ground", "fine"), [("gdpr-9-2-a", True), ("gdpr-6-1-a", False), ("fi-tsl-29", False)]
)
def test_the_ground_of_a_special_category_is_an_exception_of_article_9(raw, faults, ground, fine):
    raw["group"][0] |= {"special": True, "ground": ground}

    assert (faults(raw) == {}) == fine


def test_an_ordinary_group_has_no_special_ground(raw, faults):
    raw["group"][0]["ground"] = "gdpr-9-2-a"

    assert set(faults(raw)) == {"group[0].ground"}


def test_a_personal_identity_code_is_forbidden_unless_the_record_says_otherwise(raw, faults):
    del raw["forbidden"]

    assert 'does not name "hetu"' in faults(raw)["forbidden"]


def ask_for_the_identity_code(raw, **ground):
    del raw["forbidden"]
    field = raw["group"][2]["field"][0]
    raw["group"][2]["field"].append(field | {"id": "hetu", "column": "invoice.hetu"} | ground)


def test_a_personal_identity_code_is_allowed_on_the_ground_that_the_law_gives(raw, faults):
    ask_for_the_identity_code(raw, ground="fi-tsl-29")

    assert faults(raw) == {}


@pytest.mark.parametrize("ground", [{}, {"ground": "gdpr-6-1-a"}])
def test_a_personal_identity_code_without_that_ground_is_refused(raw, faults, ground):
    ask_for_the_identity_code(raw, **ground)

    assert "Data Protection Act (1050/2018), section 29" in faults(raw)["group[2].field[2].ground"]
