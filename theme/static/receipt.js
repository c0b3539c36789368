// Copies the receipt code. The button shows itself where the browser can copy: the words are on the page anyway.
const copy = document.querySelector("[data-copy]");
if (copy && navigator.clipboard) {
  const said = copy.querySelector("[role=status]");
  copy.querySelector("button").addEventListener("click", async () => {
    const words = [...document.querySelectorAll(".code li")].map((word) => word.textContent);
    try {
      await navigator.clipboard.writeText(words.join(" "));
      said.textContent = said.dataset.done;
    } catch {
      said.textContent = said.dataset.failed;
    }
  });
  copy.hidden = false;
}
