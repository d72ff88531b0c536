/* The number beside the slider, and the slider, say the same; the large figure follows at once. */
document.addEventListener("input", (event) => {
  const moved = event.target.closest("[data-slides]");
  if (!moved) {
    return;
  }
  const group = moved.closest("form");
  for (const other of group.querySelectorAll("[data-slides]")) {
    if (other !== moved) {
      other.value = moved.value;
    }
  }
  const shown = group.querySelector("output");
  if (shown) {
    shown.textContent = moved.value.replace(".", document.documentElement.lang.startsWith("fr") ? "," : ".");
  }
});
