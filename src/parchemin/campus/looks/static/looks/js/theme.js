/* Light, dark, or as the system says: applied at once and kept in the cookie that the server reads. */
const A_YEAR = 365 * 24 * 3600;

export function apply(theme) {
  const root = document.documentElement;
  if (theme) {
    root.dataset.bsTheme = theme;
  } else {
    delete root.dataset.bsTheme;
  }
  for (const button of document.querySelectorAll("[name=theme]")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
  document.dispatchEvent(new CustomEvent("looks:theme"));
}

function keep(theme) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const age = theme ? A_YEAR : 0;
  document.cookie = `theme=${theme}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
}

document.addEventListener("submit", (event) => {
  const chosen = event.submitter;
  if (chosen?.name === "theme") {
    event.preventDefault();
    keep(chosen.value);
    apply(chosen.value);
  }
});
