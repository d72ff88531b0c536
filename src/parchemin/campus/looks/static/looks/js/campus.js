/* The one script of every page. Pages work without it; with it they answer in place. No inline code, no eval. */
import "./theme.js";
import "./requests.js";
import "./panel.js";
import "./dialogs.js";

/* Charts are drawn where there are any: their library is asked for only then. */
function drawCharts() {
  if (document.querySelector("[data-chart]:not([data-drawn])")) {
    import("./charts.js").then((charts) => charts.drawAll());
  }
}

document.addEventListener("htmx:after:swap", drawCharts);
drawCharts();
