"""What a bench's figure says, on each side of its target."""

import pytest

from bench.result import alone, at_least, at_most, held, table, told

LIMIT = told("beacon: nginx 204", 60_000, "/s")


@pytest.mark.parametrize(("value", "holds"), [(6.0, True), (6.1, False)])
def test_what_is_to_stay_small_may_reach_its_target_and_not_pass_it(value, holds):
    result = at_most("dashboard: 12 months", value, "ms", 6)

    assert (result.holds, result.target) == (holds, "≤ 6 ms")


@pytest.mark.parametrize(("value", "holds"), [(11_999, False), (12_000, True)])
def test_a_rate_is_held_against_the_limit_of_its_own_run(value, holds):
    result = at_least("beacon: kept", value, "/s", of=LIMIT, times=0.2)

    assert (result.holds, result.target) == (holds, "≥ 0.2 × nginx 204")
    assert result.ratio == pytest.approx(value / 60_000)


@pytest.mark.parametrize(("value", "holds"), [(1_199, False), (1_200, True), (3_000, True)])
def test_a_rate_that_is_enough_by_itself_holds_whatever_the_limit_did(value, holds):
    result = at_least("form: sent", value, "/s", 1_200, of=told("form: nginx 204", 200_000, "/s"), times=0.02)

    assert (result.holds, result.target) == (holds, "≥ 1,200 /s or ≥ 0.02 × nginx 204")


def test_what_has_no_target_misses_none():
    assert held([LIMIT, at_most("form: refused", 0, "", 0)])
    assert not held([LIMIT, at_most("form: refused", 1, "", 0)])


def test_the_table_says_what_was_missed():
    shown = table([LIMIT, at_least("beacon: kept", 6_000, "/s", of=LIMIT, times=0.2)])

    assert [line.split("  ")[-1].strip() for line in shown.splitlines()] == ["target", "/s", "MISSED"]
    assert "0.100" in shown


@pytest.mark.parametrize(("arguments", "value"), [([], 10), (["3"], 3)])
def test_a_bench_alone_measures_as_much_as_it_is_told_and_fails_on_a_missed_target(arguments, value, capsys):
    with pytest.raises(SystemExit) as ended:
        alone(lambda amount: [at_most("form: amount", amount, "", 5)], 10, arguments)

    assert ended.value.code == (value > 5)
    assert f" {value} " in capsys.readouterr().out
