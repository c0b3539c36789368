// Clears the screen when the desk locks. The server counts the time; this asks it, and says when somebody types.
// What was typed into a form whose button has data-draft is saved with it, or carried by the sign-in page.
{
  const me = document.querySelector("script[data-open]").dataset;
  const lock = document.querySelector("form.lock");
  const touched = new Set();
  let typed = false, again, until = Date.now() + 6e4;
  const post = (url, body) => fetch(url, { method: "POST", body: new URLSearchParams(body) }).catch(() => {});
  const begun = () => [...document.querySelectorAll("button[data-draft]")].find((button) => touched.has(button.form));
  const leave = async (open) => {
    document.documentElement.hidden = true;
    const save = begun();
    if (save && !open) return save.click();
    if (save) await post(save.form.action, new FormData(save.form, save));
    await post(lock.action, new FormData(lock));
    location.replace(me.door);
  };
  const look = async () => {
    clearTimeout(again);
    const awake = typed;
    typed = false; // what is typed from here on is told with the next question
    // No answer locks nothing: a page that is being left gets none. What the last one allowed runs on.
    const rest = () => ((typed ||= awake), (until - Date.now()) / 1000);
    const left = Number(await fetch(me.open + (awake ? "?elossa" : "")).then((answer) => answer.text()).catch(rest));
    until = Date.now() + left * 1000;
    if (left > 20) again = setTimeout(look, Math.min(left - 15, 60) * 1000);
    else leave(left);
  };
  lock.addEventListener("submit", (event) => {
    if (begun()) event.preventDefault(), leave(true);
  });
  addEventListener("input", (event) => touched.add(event.target.form) && (typed = true));
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  addEventListener("visibilitychange", () => document.hidden || look());
  look();
}
