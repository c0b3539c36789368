"""The states that a visitor's choice can be in, and how one gets there."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import expect

from record import Record
from tests.browsers.visits import Visit

ALL, NONE, CHOSEN, WITHDRAW = "all", "none", "chosen", "withdraw"
EMBEDS = "/palvelut/"
CONSENT_SCRIPT = "**/theme/consent*.js"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer to the question."""

    answer: str  # all, none, chosen or withdraw
    allow: tuple[str, ...] = ()  # categories, with "chosen"
    where: str = "banner"  # or "page"; "embed" is beside the content


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a visitor has, has chosen, and has thereby allowed."""

    has: dict[str, Any]  # of Visitor
    choices: tuple[Choice, ...] = ()
    allowed: tuple[str, ...] = ()  # categories that are then open

    @property
    def asks(self) -> bool:
        """Whether a page asks."""
        silent = self.choices or self.has.get("gpc") or not self.has.get("scripts", True)
        return not silent and "without" not in self.has

    @property
    def loads(self) -> tuple[str, ...]:
        """What is allowed and needs a script to load."""
        return self.allowed if self.has.get("scripts", True) else ()


def states(categories: Collection[str], embeds: Collection[str]) -> dict[str, State]:
    """Every state, by name; *categories* wait for consent, and of them *embeds* stand on the page EMBEDS."""
    every = tuple(categories)
    everything, nothing = Choice(answer=ALL), Choice(answer=NONE)
    on_page = Choice(answer=ALL, where="page")
    each = {  # where there is but one category, allowing it is allowing all
        f"{id} alone": State(has={}, choices=(Choice(answer=CHOSEN, allow=(id,)),), allowed=(id,))
        for id in every
        if len(every) > 1
    }
    return {
        "before": State(has={}),
        "refused": State(has={}, choices=(nothing,)),
        **each,
        "all": State(has={}, choices=(everything,), allowed=every),
        **{
            f"{id} where it stands": State(
                has={}, choices=(Choice(answer=CHOSEN, allow=(id,), where="embed"),), allowed=(id,)
            )
            for id in embeds
        },
        "withdrawn": State(has={}, choices=(everything, Choice(answer=WITHDRAW, where="page"))),
        "gpc": State(has={"gpc": True}),
        "gpc, allowed": State(has={"gpc": True}, choices=(on_page,), allowed=every),
        "no scripts": State(has={"scripts": False}),
        "no scripts, allowed": State(has={"scripts": False}, choices=(on_page,), allowed=every),
        "the question blocked": State(has={"without": CONSENT_SCRIPT}),
        "not driven": State(has={"webdriver": False}),
        "not driven, all": State(has={"webdriver": False}, choices=(everything,), allowed=every),
        "a robot": State(has={"agent": BOT}),
        "a robot, all": State(has={"agent": BOT}, choices=(everything,), allowed=every),
    }


BOT = "Mozilla/5.0 (compatible; Examplebot/1.0; +https://bot.example/)"


def choose(visit: Visit, choice: Choice, record: Record, lang: str = "fi") -> None:
    """Answer as a person does: where the home page asks, or on the choices page."""
    page = visit.page
    if choice.where == "page":
        visit.open(record.edition.choices_path[lang])
        with page.expect_navigation():
            page.locator(f"main button[value={choice.answer}]").press("Enter")  # a click needs scripts
    elif choice.where == "embed":
        visit.open(EMBEDS)
        (category,) = choice.allow
        with page.expect_navigation():
            page.locator(f"[data-embed={category}] button[value={choice.answer}]").press("Enter")
        expect(page.locator(f"[data-embed={category}] iframe")).to_be_attached()
        page.wait_for_load_state()
    else:
        visit.open("/")
        for id in choice.allow:
            page.locator(f"#ask input[value={id}]").check()
        page.locator(f"#ask button[value={choice.answer}]").click()
        expect(page.locator("#ask")).to_be_hidden()
        page.wait_for_load_state()
