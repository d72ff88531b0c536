/* Draws the histograms of a page from the data written beside them, in the colours of the theme. */
import "../../vendor/chart.umd.min.js";

const drawn = new Map();

/* A token is said with light-dark(): the browser is asked what it is now. */
function colour(token) {
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function axis(title) {
  const soft = colour("--soft");
  return {
    title: { display: Boolean(title), text: title, color: soft },
    ticks: { color: soft, precision: 0 },
    grid: { color: colour("--line") },
    border: { color: colour("--line-strong") },
  };
}

function draw(canvas) {
  const told = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  globalThis.Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  globalThis.Chart.defaults.font.size = 14;
  drawn.get(canvas)?.destroy();
  canvas.dataset.drawn = "yes";
  const fills = told.tones.map((tone) => colour(`--${tone}-fill`));
  const chart = new globalThis.Chart(canvas, {
    type: "bar",
    data: {
      labels: told.labels,
      datasets: [{ data: told.counts, backgroundColor: fills, borderRadius: 3, categoryPercentage: 1, barPercentage: 0.92 }],
    },
    options: {
      animation: still ? false : { duration: 350 },
      maintainAspectRatio: false,
      plugins: { legend: { display: false } },
      scales: { x: { ...axis(told.across), grid: { display: false } }, y: { ...axis(told.up), beginAtZero: true } },
    },
  });
  drawn.set(canvas, chart);
}

export function drawAll() {
  for (const canvas of drawn.keys()) {
    if (!canvas.isConnected) {
      drawn.get(canvas).destroy();
      drawn.delete(canvas);
    }
  }
  document.querySelectorAll("[data-chart]:not([data-drawn])").forEach(draw);
}

function drawAgain() {
  [...drawn.keys()].filter((canvas) => canvas.isConnected).forEach(draw);
}

document.addEventListener("looks:theme", drawAgain);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAgain);
