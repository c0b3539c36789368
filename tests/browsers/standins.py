"""
Stand-ins for the services that a record may declare: on our machine, and as greedy as the real ones may be.

Each does what its real one does to a browser (hosts asked, things stored) as far as it is let, and also
tries what nobody declared, so that the tests see the browser's own refusal.
"""

from tests.browsers.witness import Answer, Request, Service

#: Nobody declares this one, and no witness has a service for it.
UNDECLARED = "stats.g.doubleclick.net"

#: Google's tag in what matters here: it obeys `config` and `consent`; by default it sets cookies for two
#: years on the whole domain, and leaves something of its advertising. Which collecting host it asks depends
#: on where the visitor is; this one asks both.
#: https://developers.google.com/analytics/devguides/collection/ga4/cookies-user-id
#: https://developers.google.com/tag-platform/security/guides/consent
TAG = """
(() => {
  const id = new URL(document.currentScript.src).searchParams.get("id")
  const consent = {analytics_storage: "granted", ad_storage: "granted"}
  const setCookie = (name, value, settings) => {
    const age = settings.cookie_expires ?? 63072000
    const domain = settings.cookie_domain ?? "auto"
    document.cookie = [
      `${name}=${value}`, `Path=${settings.cookie_path ?? "/"}`, age ? `Max-Age=${age}` : "",
      domain === "none" ? "" : `Domain=${location.hostname.split(".").slice(-2).join(".")}`,
      settings.cookie_flags ?? "",
    ].filter(Boolean).join("; ")
  }
  const config = settings => {
    const now = Math.floor(Date.now() / 1000)
    if (consent.analytics_storage === "granted") {
      const had = name => document.cookie.split("; ").some(pair => pair.startsWith(name + "="))
      const names = {_ga: `GA1.1.1234567890.${now}`, ["_ga_" + id.slice(2)]: `GS2.1.s${now}$o1$g0$t${now}`}
      for (const [name, value] of Object.entries(names))
        if (!had(name) || settings.cookie_update !== false) setCookie(name, value, settings)
    }
    for (const host of ["region1", "www"])
      navigator.sendBeacon(`https://${host}.google-analytics.com/g/collect?v=2&tid=${id}&en=page_view`)
    if (settings.allow_google_signals !== false || consent.ad_storage === "granted")
      localStorage.setItem("_gcl_ls", "advertising")
    new Image().src = "https://UNDECLARED/g/collect"
    navigator.sendBeacon("https://UNDECLARED/g/collect")
  }
  const obey = ([command, ...rest]) => {
    if (command === "consent") Object.assign(consent, rest[1])
    if (command === "config" && rest[0] === id) config(rest[1] ?? {})
  }
  const layer = window.dataLayer = window.dataLayer || []
  layer.forEach(obey)
  layer.push = (...items) => { items.forEach(obey); return Array.prototype.push.apply(layer, items) }
})()
""".replace("UNDECLARED", UNDECLARED)


def _tag(request: Request) -> Answer:
    return Answer(200, (("Content-Type", "text/javascript"),), TAG.encode())


def _collect(request: Request) -> Answer:
    return Answer(204, (("Access-Control-Allow-Origin", "*"),))


def framed(script: str = "") -> Service:
    """A page to be framed, with what its script does there."""
    page = f"<!doctype html><title>Stand-in</title><p>Stand-in</p><script>{script}</script>".encode()
    return lambda request: Answer(200, (("Content-Type", "text/html; charset=utf-8"),), page)


SERVICES: dict[str, Service] = {
    "www.googletagmanager.com": _tag,
    "region1.google-analytics.com": _collect,
    "www.google-analytics.com": _collect,
    "www.youtube-nocookie.com": framed(),
    "www.openstreetmap.org": framed(),
}
