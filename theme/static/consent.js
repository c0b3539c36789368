// Asks who has not chosen, and lets load what was allowed: nothing before that. It all waits in a <template>, where no
// browser looks. Global Privacy Control is a refusal; without this script nothing is asked and nothing loaded either.
{
  const ask = document.querySelector("#ask");
  const { cookie, known, meaning, asked } = ask.dataset;
  const post = (url, body) => fetch(url, { method: "POST", body, redirect: "manual", keepalive: true });
  const nonce = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0"));
  let once = nonce(); // a post that is sent twice is one answer
  let before; // where one was before coming here

  // What was allowed; null without a choice. To the letter, as formhandler/choices/cookie.py writes it.
  const read = () => {
    const tokens = document.cookie.match(`(?:^|; )${cookie}=([^;~]+)~${meaning}~[0-9a-f]{32}(?:;|$)`)?.[1];
    const some = known.split(" ").filter((id) => tokens?.split(".").includes(id));
    return tokens === (some.join(".") || "-") ? some : null;
  };
  const allowed = read();
  const typed = () =>
    [...document.querySelectorAll("main :is(input, textarea)")].some(
      (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked,
    );

  const load = (waiting) =>
    new Promise((done) => {
      const script = waiting.content.querySelector("script");
      script.onload = script.onerror = done;
      waiting.replaceWith(waiting.content);
    });

  if (!allowed && !navigator.globalPrivacyControl) {
    ask.hidden = false;
    post(asked).catch(() => {}); // one more in the week's sum of how often we ask, and not worth a word if it fails
  }
  ask.addEventListener("focusin", ({ relatedTarget: from }) => ask.contains(from) || (before = from));

  document.addEventListener("DOMContentLoaded", () => {
    for (const waiting of document.querySelectorAll("template[data-needs]")) {
      const offer = waiting.closest("[data-embed]")?.querySelector("form");
      if (allowed?.includes(waiting.dataset.needs)) waiting.replaceWith(waiting.content);
      else if (offer) offer.hidden = false;
    }
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const place = form.closest("#ask, [data-embed]");
    if (!place) return;
    event.preventDefault(); // a new page would lose what was typed on this one
    if (place.ariaBusy) return;
    place.ariaBusy = "true";
    const sent = new URLSearchParams(new FormData(form));
    const { value } = event.submitter;
    sent.set("answer", value);
    sent.set("once", once.join(""));
    const answer = await post(form.action, sent).catch(() => {});
    place.ariaBusy = null;
    const stored = answer?.type === "opaqueredirect"; // it leads back here, where we are
    form.querySelector("[role=alert]").hidden = stored;
    if (!stored) return;
    once = nonce();
    // What needs no other policy than the page has need not wait for it: this visit is still the first.
    const ready = [...document.querySelectorAll("template[data-now]")].filter((one) => read()?.includes(one.dataset.needs));
    await Promise.all(ready.map(load));
    const some = value === "all" || (value === "chosen" && sent.has("allow"));
    if (some && !typed()) return location.reload(); // with the page comes the policy that lets it load
    ask.hidden = true;
    const main = document.querySelector("main");
    main.tabIndex = -1;
    if (place === ask) (main.contains(before) ? before : main).focus({ preventScroll: true });
    else form.querySelector("[role=status]").hidden = false;
  });

  const gone = () => {
    const now = read();
    return allowed?.some((id) => !now?.includes(id));
  };
  // The Back button may bring a page as it was left: what was withdrawn since does not run on, nor in another tab.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted && (gone() || (String(read()) !== String(allowed) && !typed()))) location.reload();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && gone()) location.reload();
  });
}
