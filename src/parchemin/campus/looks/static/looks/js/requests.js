/* Requests made in place: the token against forgery, the sign that something is under way, a lost connection said. */
const underWay = new Set();

function token() {
  return document.querySelector("meta[name=csrf-token]")?.content ?? "";
}

function show() {
  document.documentElement.classList.toggle("busy", underWay.size > 0);
}

/* Says something in the live region, in the page's own words: the text stands in a <template>. */
export function say(id) {
  const words = document.getElementById(id);
  const region = document.getElementById("messages");
  if (words && region) {
    region.replaceChildren(words.content.cloneNode(true));
  }
}

document.addEventListener("htmx:config:request", (event) => {
  event.detail.ctx.request.headers["X-CSRFToken"] = token();
});

document.addEventListener("htmx:before:request", (event) => {
  underWay.add(event.detail.ctx);
  show();
});

document.addEventListener("htmx:finally:request", (event) => {
  underWay.delete(event.detail.ctx);
  show();
});

document.addEventListener("htmx:error", (event) => {
  underWay.delete(event.detail.ctx);
  show();
  say("words-lost-connection");
});

/* A plain form: the sign runs until the next page is there, and a second press sends nothing more.
   A form that answers with a file keeps its page: it says so with data-download. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.matches("[data-download]") || form.closest("[hx-post], [hx-get], [hx-put], [hx-delete]")) {
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  underWay.add(form);
  show();
});

/* Back to a page that the browser had kept as it was. */
window.addEventListener("pageshow", () => {
  underWay.clear();
  show();
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
  }
});
