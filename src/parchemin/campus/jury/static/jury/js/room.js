/* The room of a jury: the row of the file one looks at stays marked, and arrows go from one file to the next. */
const links = () => [...document.querySelectorAll("#cohort [data-file]")];
let looked = null;

function mark() {
  for (const link of links()) {
    link.closest("tr").classList.toggle("chosen", link.getAttribute("href") === looked);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("#cohort [data-file]");
  if (link) {
    looked = link.getAttribute("href");
    mark();
  }
});

document.addEventListener("htmx:after:swap", mark);

document.addEventListener("keydown", (event) => {
  const here = links().indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (here >= 0 && step) {
    event.preventDefault();
    links()[here + step]?.focus();
  }
});
