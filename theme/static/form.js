// Before a person starts to type: does the form work? If not, say so at once, with the phone number.
const form = document.querySelector("[data-health]");
const ask = async () => {
  let open = false;
  try {
    const answer = await fetch(form.dataset.health, { headers: { Accept: "application/json" } });
    open = answer.ok;
  } catch {
    // No answer at all is an answer too: the handler is down.
  }
  if (!open) form.querySelector("[data-closed]").hidden = false;
};
form?.addEventListener("focusin", ask, { once: true });
