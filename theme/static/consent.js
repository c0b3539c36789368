// Asks who has not chosen, and loads what was allowed: nothing before that. Global Privacy Control is a refusal, so
// there is nothing to ask; without this script nothing is asked and nothing loaded either.
{
  const box = document.querySelector("#ask");
  const form = box.querySelector("form");
  const failed = box.querySelector("[role=alert]");
  const { cookie, meaning, asked } = box.dataset;
  const kept = document.cookie.split("; ").find((each) => each.startsWith(cookie + "=")) ?? "";
  const [tokens, sense] = kept.slice(cookie.length + 1).split("~");
  const allowed = sense === meaning ? tokens.split(".") : [];
  const once = globalThis.crypto?.randomUUID?.(); // browsers have it over https alone
  const post = (url, body) => fetch(url, { method: "POST", body, redirect: "manual", keepalive: true });
  let before;

  const load = ({ dataset }) => {
    const script = document.createElement("script");
    script.src = dataset.src;
    Object.assign(script.dataset, dataset);
    document.head.append(script);
  };
  const typed = () =>
    [...document.querySelectorAll("main :is(input, textarea)")].some(
      (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked,
    );
  const leave = () => {
    box.hidden = true;
    const main = document.querySelector("main");
    main.tabIndex = -1;
    (before ?? main).focus({ preventScroll: !before });
  };

  document.documentElement.dataset.allowed = allowed.join(" ");
  for (const each of box.querySelectorAll("[data-needs]")) if (allowed.includes(each.dataset.needs)) load(each);
  if (sense !== meaning && !navigator.globalPrivacyControl) {
    box.hidden = false;
    post(asked).catch(() => {}); // a count of how often we ask; it can wait
  }
  // Where one came from, to go back there.
  box.addEventListener("focusin", ({ relatedTarget }) => box.contains(relatedTarget) || (before = relatedTarget));
  form.addEventListener("submit", async (event) => {
    event.preventDefault(); // a new page would lose what was typed on this one
    if (box.ariaBusy) return;
    box.ariaBusy = "true";
    const sent = new FormData(form, event.submitter);
    if (once) sent.set("once", once);
    const answer = await post(form.action, new URLSearchParams(sent)).catch(() => {});
    box.ariaBusy = null;
    failed.hidden = answer?.type === "opaqueredirect"; // the choice is stored, and leads back here
    if (!failed.hidden) return;
    const some = sent.get("answer") === "all" || (sent.get("answer") === "chosen" && sent.has("allow"));
    some && !typed() ? location.reload() : leave(); // with the page comes the policy that lets it load
  });
}
