/* The article beside the page: opened by its link, closed by Escape or its button, the reader put back where they were. */
const side = document.getElementById("article-side");
const panel = document.getElementById("article-panel");
let opener = null;

function mark(link, open) {
  link?.setAttribute("aria-expanded", String(open));
}

function open(link) {
  mark(opener, false);
  opener = link;
  mark(opener, true);
  side.hidden = false;
  panel.setAttribute("aria-busy", "true");
  panel.replaceChildren(document.getElementById("words-loading").content.cloneNode(true));
  document.body.classList.add("reading");
}

function close() {
  side.hidden = true;
  document.body.classList.remove("reading");
  mark(opener, false);
  opener?.focus();
  opener = null;
}

function aimedAtPanel(event) {
  const source = event.detail.ctx?.sourceElement;
  return source?.getAttribute("hx-target") === "#article-panel" ? source : null;
}

if (side && panel) {
  document.addEventListener("htmx:before:request", (event) => {
    const link = aimedAtPanel(event);
    if (link && !panel.contains(link)) {
      open(link);
    }
  });
  document.addEventListener("htmx:after:swap", (event) => {
    if (aimedAtPanel(event)) {
      panel.removeAttribute("aria-busy");
      panel.scrollTop = 0;
      panel.focus({ preventScroll: true });
    }
  });
  document.addEventListener("htmx:error", (event) => {
    if (aimedAtPanel(event)) {
      close();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !side.hidden && !document.querySelector("dialog[open]")) {
      close();
    }
  });
  document.getElementById("article-close").addEventListener("click", close);
}
