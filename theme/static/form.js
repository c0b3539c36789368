// On the first touch, before a person types much: does the form work? If not, say so at once, with the phone number.
// If it does, a worker of ours earns a ticket meanwhile; with it the message goes at once, without it by the check page.
const form = document.querySelector("[data-ticket]");
const AGAIN = 600_000; // ms: half a ticket's life (formhandler/contact/ticket.py)
let asked = -Infinity;

// What the button says is what it does.
const hold = (ticket) => {
  form.elements.ticket.value = ticket;
  for (const part of form.querySelectorAll("[data-when]")) part.hidden = (part.dataset.when === "ticket") !== !!ticket;
};

const earn = async (answer) => {
  const worker = new Worker(form.dataset.solver);
  worker.onmessage = ({ data }) => {
    hold(data);
    worker.terminate();
  };
  worker.postMessage(await answer.json());
};

const ask = async () => {
  if (Date.now() - asked < AGAIN) return;
  asked = Date.now();
  let answer;
  try {
    answer = await fetch(form.dataset.ticket, { headers: { Accept: "application/json" }, credentials: "omit" });
  } catch {
    // No answer at all is an answer too: the handler is down.
  }
  form.querySelector("[data-closed]").hidden = answer?.ok || answer?.status === 429; // 429: no ticket for now
  if (answer?.ok && globalThis.crypto?.subtle) await earn(answer); // browsers have it over https alone
};

if (form) {
  hold(""); // some browsers put back what a field held before the page was loaded anew
  for (const touch of ["focusin", "input"]) form.addEventListener(touch, ask);
  // A page that comes back with the Back button comes with a ticket that was used.
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    hold("");
    asked = -Infinity;
  });
}
