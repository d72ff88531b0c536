/* Native dialogs, opened by what carries data-opens, and menus that close when one leaves them. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    document.getElementById(opener.dataset.opens)?.showModal();
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  }
});

/* A menu opens under its end, unless the page has no room there. */
document.addEventListener(
  "toggle",
  ({ target }) => {
    if (target.matches("details.menu")) {
      target.classList.remove("menu-left");
      const inside = target.open && target.querySelector(".menu-in")?.getBoundingClientRect();
      target.classList.toggle("menu-left", Boolean(inside) && inside.left < 0);
    }
  },
  true,
);

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" ? document.querySelector("details.menu[open]") : null;
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("focusin", (event) => {
  const menu = document.querySelector("details.menu[open]");
  if (menu && !menu.contains(event.target)) {
    menu.open = false;
  }
});
