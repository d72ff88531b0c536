/* In the whole text: search shows only the articles that hold the words, and marks them; a button prints. */
const input = document.getElementById("text-search");
const found = document.getElementById("text-found");
const articles = [...document.querySelectorAll("[data-article]")];
const parts = [...document.querySelectorAll("[data-part]")];
const known = new Map();

/* Letters without accents, so that one may search as one types. Each stays one letter: places do not move. */
function plain(text) {
  return [...text.toLowerCase()].map((letter) => letter.normalize("NFD")[0]).join("").replaceAll("’", "'");
}

function textOf(article) {
  if (!known.has(article)) {
    known.set(article, plain(article.textContent));
  }
  return known.get(article);
}

function mark(words) {
  if (!globalThis.CSS?.highlights) {
    return;
  }
  CSS.highlights.delete("found");
  const ranges = [];
  for (const article of words ? articles.filter((one) => !one.hidden) : []) {
    const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
    while (walker.nextNode() && ranges.length < 2000) {
      const text = plain(walker.currentNode.data);
      for (let at = text.indexOf(words); at >= 0 && text.length === walker.currentNode.data.length; at = text.indexOf(words, at + words.length)) {
        const range = new Range();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + words.length);
        ranges.push(range);
      }
    }
  }
  if (ranges.length) {
    CSS.highlights.set("found", new Highlight(...ranges));
  }
}

function depth(part) {
  return Number(part.querySelector("h2, h3, h4, h5, h6")?.tagName[1] ?? 6);
}

/* Whether an article that is shown stands under a heading: before the next one of its rank. */
function holdsAny(part) {
  for (let next = part.nextElementSibling; next; next = next.nextElementSibling) {
    if (next.matches("[data-part]") && depth(next) <= depth(part)) {
      return false;
    }
    if (next.matches("[data-article]") && !next.hidden) {
      return true;
    }
  }
  return false;
}

function search() {
  const words = plain(input.value.trim());
  const wanted = words.length > 1 ? words : "";
  let count = 0;
  for (const article of articles) {
    article.hidden = Boolean(wanted) && !textOf(article).includes(wanted);
    count += article.hidden ? 0 : 1;
  }
  for (const part of parts) {
    part.hidden = Boolean(wanted) && !holdsAny(part);
  }
  const { none, one, some } = found.dataset;
  found.textContent = !wanted ? "" : count === 0 ? none : `${count} ${count === 1 ? one : some}`;
  mark(wanted);
}

if (input) {
  input.closest("[data-text-search]").hidden = false;
  let waiting = 0;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 150);
  });
  /* A link of the contents leads to an article, even to one that the search had put away. */
  document.addEventListener("click", (event) => {
    if (input.value && event.target.closest('a[href^="#"]')) {
      input.value = "";
      search();
    }
  });
}

for (const button of document.querySelectorAll("[data-prints]")) {
  button.hidden = false;
  button.addEventListener("click", () => globalThis.print());
}
