"""What a visitor's browser does on the site: the hosts it asks and what it is left with."""

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Cookie, Frame, Page

from tests.browsers.witness import Seen

#: Everything a frame has left in the browser besides cookies, as [kind, name] with the record's kinds, and
#: what it measured; nothing of the browser's own page about what it blocked. What a browser denies to a
#: frame of another host cannot hold anything.
STATE = """async () => {
  if (!document.documentURI.startsWith("https:")) return null
  document.querySelector("iframe")?.scrollIntoView()  // out of sight it need not load
  const denied = error => { if (window === top) throw error; return [] }
  const read = async store => store()
  const names = async (kind, store) => (await read(store).catch(denied)).map(name => [kind, name])
  return {
    host: new URL(document.documentURI).host,
    stored: (await Promise.all([
      names("local-storage", () => Object.keys(localStorage)),
      names("session-storage", () => Object.keys(sessionStorage)),
      names("indexed-db", async () => (await indexedDB.databases()).map(base => base.name)),
      names("cache", () => caches.keys()),
      names("service-worker", async () =>
        (await navigator.serviceWorker.getRegistrations()).map(worker => worker.scope)),
    ])).flat(),
    measured: window.measured ?? [],
  }
}"""
#: The same where no script runs: no promise is kept there, and most of it needs one.
STATE_AT_ONCE = """() => ({
  host: location.host,
  stored: [...Object.keys(localStorage), ...Object.keys(sessionStorage)].map(name => ["local-storage", name]),
  measured: [],
})"""
#: What tells one computer from another, noted whenever a page calls it.
MEASURED = """() => {
  const calls = window.measured = [];
  const watch = (owner, name) => {
    const real = owner?.[name];
    if (real) owner[name] = function (...args) { calls.push(name); return new.target
      ? new real(...args) : real.apply(this, args) };
  };
  for (const name of ["getContext", "toDataURL", "toBlob", "transferControlToOffscreen"])
    watch(window.HTMLCanvasElement.prototype, name);
  watch(window.CanvasRenderingContext2D.prototype, "measureText");
  watch(window.FontFaceSet?.prototype, "check");
  for (const name of ["AudioContext", "OfflineAudioContext", "OffscreenCanvas", "RTCPeerConnection"])
    watch(window, name);
  watch(window.MediaDevices?.prototype, "enumerateDevices");
  watch(window.SpeechSynthesis?.prototype, "getVoices");
}"""


@dataclass
class Visit:
    """One visitor with an empty browser, and all that was seen of them."""

    page: Page
    context: BrowserContext
    seen: Seen
    own: str  # the site's host
    scripts: bool
    stored: set[tuple[str, str, str]] = field(default_factory=set)  # kind, name, host
    measured: set[str] = field(default_factory=set)

    def open(self, path: str) -> None:
        """Load a page of the site and look at what it keeps; its frames may still be on their way."""
        self.page.goto(f"https://{self.own}{path}")
        self._note(self.page.main_frame)

    def look(self) -> None:
        """Note what every frame of the page that is open has stored and measured, once it has loaded."""
        for frame in self.page.frames:
            frame.wait_for_load_state()
            self._note(frame)

    def _note(self, frame: Frame) -> None:
        if state := frame.evaluate(STATE if self.scripts else STATE_AT_ONCE):
            self.stored |= {(kind, name, state["host"]) for kind, name in state["stored"]}
            self.measured |= set(state["measured"])

    def asked(self, host: str) -> set[str]:
        """The paths that were asked of a host that answers, without their queries."""
        return {request.path.partition("?")[0] for request in self.seen.requests if request.host == host}

    def forget(self) -> None:
        """What was seen until now does not count; what the browser still holds will be seen again."""
        self.seen.settle(set())
        self.seen.forget()
        self.stored.clear()
        self.measured.clear()

    def cookies(self) -> dict[str, Cookie]:
        """By name; a name that two hosts use fails the test."""
        found = self.context.cookies()
        named = {cookie["name"]: cookie for cookie in found}
        assert len(named) == len(found), found
        return named
