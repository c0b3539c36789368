// Clears the screen when the desk locks. The server counts the time; this asks it, and says when somebody types.
// A form with data-draft="address" is posted there first, so that nothing typed is lost.
{
  const me = document.querySelector("script[data-open]").dataset;
  const lock = document.querySelector("form.lock");
  let typed = false, again;
  const post = (url, form) => fetch(url, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => {});
  const leave = async () => {
    document.documentElement.hidden = true;
    for (const form of document.querySelectorAll("form[data-draft]")) await post(form.dataset.draft, form);
    await post(lock.action, lock);
    location.replace(me.door);
  };
  const look = async () => {
    clearTimeout(again);
    const left = await fetch(me.open + (typed ? "?elossa" : "")).then((answer) => answer.text(), () => 0);
    typed = false;
    if (left > 20) again = setTimeout(look, Math.min(left - 15, 60) * 1000);
    else leave();
  };
  addEventListener("input", () => { typed = true; });
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  addEventListener("visibilitychange", () => document.hidden || look());
  look();
}
