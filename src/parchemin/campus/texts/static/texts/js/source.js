/* In a file of a draft: a finding leads to its line, and the line one is on is said. */
const area = document.querySelector("[data-source]");
const said = document.getElementById("text-line");

function goTo(line) {
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  const height = area.scrollHeight / Math.max(lines.length, 1);
  area.scrollTop = Math.max(0, (line - 4) * height);
  area.scrollIntoView({ block: "center" });
}

function say() {
  const line = area.value.slice(0, area.selectionStart).split("\n").length;
  said.textContent = `${said.dataset.says} ${line}`;
}

area.addEventListener("keyup", say);
area.addEventListener("click", say);
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  if (link && new URL(link.href).pathname === location.pathname) {
    event.preventDefault();
    goTo(Number(link.dataset.line));
    say();
  }
});

const asked = Number(new URLSearchParams(location.search).get("line"));
if (asked > 0) {
  goTo(asked);
  say();
}

let written = area.value;
area.form.addEventListener("submit", () => { written = area.value; });
window.addEventListener("beforeunload", (event) => {
  if (area.value !== written) {
    event.preventDefault();
  }
});
