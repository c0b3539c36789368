"""Walking through pages in a real browser, where a click does not wait for the page it leads to."""

from playwright.sync_api import Locator, Page

# Marks the page when its script has begun to wait for a minute or so.
MARK = """{
  const wait = window.setTimeout;
  window.setTimeout = (...given) => {
    if (given[1] > 1000) document.documentElement.dataset.rests = "";
    return wait(...given);
  };
}"""


def follow(to: Locator) -> None:
    """Click, and wait until the page that it leads to is there, with its scripts run."""
    with to.page.expect_navigation():
        to.click()


def enter(page: Page) -> None:
    """The same with the Enter key."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def with_clock(page: Page) -> Page:
    """*page*, whose clock the test puts forward by `pass_a_minute`."""
    page.clock.install()
    page.add_init_script(MARK)
    return page


def rested(page: Page) -> None:
    """Wait until the page's script has done what it does at first, and waits for a minute to pass."""
    page.wait_for_selector("html[data-rests]", state="attached")


def pass_a_minute(page: Page, minutes: str = "01") -> None:
    """Let it pass for a script that waits for it: of one that does not yet wait, nobody would know."""
    rested(page)
    page.evaluate("delete document.documentElement.dataset.rests")
    page.clock.fast_forward(f"{minutes}:01")
