// Tells of a view of this page: of what kind, which page, from where and how wide. It keeps nothing in the browser.
// What stands in the body: formhandler/counts/beacon.py. Comments do not go out (plugins/assets.py).
{
  const { cookie, needs, missing, tags } = document.currentScript.dataset;
  // The page that thanks for a message has the message's reference in its address: nobody is told.
  const path = ({ pathname }) => pathname.replace(/[A-Z\d]{4}-[A-Z\d]{4}$/, "-").slice(0, 400);
  const tell = (kind) => {
    const chosen = document.cookie.match(`(?:^|; )${cookie}=([^;~]*)`)?.[1].split(".") ?? [];
    if (navigator.globalPrivacyControl || chosen.includes("no_counting")) return;
    if (needs && !chosen.includes(needs)) return;
    const from = document.referrer && new URL(document.referrer);
    const width = innerWidth < 600 ? "p" : innerWidth < 1024 ? "t" : "d";
    // A beacon is sent also where the page is left at once.
    navigator.sendBeacon?.("/kaynti", `${kind}${width}${+!!navigator.webdriver}${missing ?? ""}
${path(location)}${tags === "" ? `?${location.search.match(/utm_\w+=[^&]*/g)?.join("&") ?? ""}`.slice(0, 300) : ""}
${from && (from.host === location.host ? path(from) : from.host)}`);
  };
  const first = () => {
    const [{ type } = {}] = performance.getEntriesByType("navigation");
    tell({ reload: "r", back_forward: "b" }[type] ?? "v");
  };
  if (self === top) {
    if (document.prerendering) document.addEventListener("prerenderingchange", first);
    else first();
    addEventListener("pageshow", ({ persisted }) => persisted && tell("b"));
  }
}
