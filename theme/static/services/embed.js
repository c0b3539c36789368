// Puts what was allowed in the place of its placeholder; where it was not, offers to show it here. Without this script
// the placeholder is a link.
{
  const allowed = (document.documentElement.dataset.allowed ?? "").split(" ");
  for (const figure of document.querySelectorAll("[data-embed]")) {
    const { embed, src, title } = figure.dataset;
    if (!allowed.includes(embed)) {
      figure.querySelector("form").hidden = false;
      continue;
    }
    const frame = document.createElement("iframe");
    frame.sandbox = "allow-scripts allow-same-origin allow-popups allow-presentation";
    // Where the frame stands, without the page: YouTube plays nothing for an address that is not told.
    Object.assign(frame, { title, loading: "lazy", allow: "fullscreen", referrerPolicy: "strict-origin", src });
    figure.prepend(frame);
  }
}
