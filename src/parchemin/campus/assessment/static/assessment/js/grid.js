/* The marks grid: moves and edits like a spreadsheet, and hands every change to the queue that saves it.
   A cell is ready (arrows move), typed over (arrows take and move) or edited (F2: arrows stay inside). */
import { Queue } from "./queue.js";
import { block, fault } from "./rules.js";

const table = document.getElementById("marks");
const words = JSON.parse(document.getElementById("grid-words")?.textContent ?? "{}");
const status = document.getElementById("grid-status");
const region = document.getElementById("grid-says");
const PAGE = 10;

function told(name, values = {}) {
  return (words[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

const inputs = table ? [...table.querySelectorAll("input[data-dossier]")] : [];
const cells = new Map(inputs.map((input) => [`${input.dataset.paper} ${input.dataset.dossier}`, input]));
const queues = new Map();
const now = new WeakMap(); // what stands in a cell as taken: typed, pasted or saved
const undone = [];
const done = [];
let mode = "ready";
let leaving = false;
let active = null;

/* --- what is said ------------------------------------------------------------------------------------------------ */

let heard = [];
let hearing = 0;

function say(kind, line) {
  heard.push([kind, line]);
  clearTimeout(hearing);
  hearing = setTimeout(() => {
    const saved = heard.filter(([one]) => one === "saved");
    const others = heard.filter(([one]) => one !== "saved").map(([, text]) => text);
    if (saved.length > 1) {
      others.push(told("savedMany", { count: saved.length }));
    } else if (saved.length) {
      others.push(saved[0][1]);
    }
    region.textContent = others.slice(-6).join(" ");
    heard = [];
  }, 400);
}

function receipt(input) {
  return document.getElementById(`said-${input.dataset.paper}-${input.dataset.dossier}`);
}

function show(input, kind, text, ...more) {
  const place = receipt(input);
  const line = document.createElement("span");
  line.className = kind === "refused" ? "wrong" : kind;
  line.textContent = text;
  place.replaceChildren(line, ...more);
  input.closest("td").dataset.state = kind;
  input.toggleAttribute("aria-invalid", false);
  if (kind === "refused" || kind === "conflict") {
    input.setAttribute("aria-invalid", "true");
  }
  count();
}

function count() {
  const states = [...queues.values()].map((queue) => queue.state);
  const waiting = [...queues.values()].reduce((sum, queue) => sum + queue.count, 0);
  const wrong = table.querySelectorAll('[data-state="refused"], [data-state="conflict"]').length;
  const state = ["signedOut", "offline", "sending"].find((one) => states.includes(one)) ?? (wrong ? "attention" : "all");
  status.dataset.state = state;
  status.textContent = told(state, { count: state === "attention" ? wrong : waiting });
}

/* --- taking a change ------------------------------------------------------------------------------------------------ */

function take(changes, remember = true) {
  const real = changes.filter(({ input, after }) => after !== now.get(input));
  if (remember && real.length) {
    done.push(real.map(({ input, after }) => ({ input, before: now.get(input), after })));
    undone.length = 0;
  }
  const sound = [];
  for (const { input, after } of real) {
    now.set(input, after);
    input.value = after;
    const wrong = fault(after, table.dataset);
    if (wrong) {
      refuse(input, told(wrong, table.dataset), told("write", table.dataset));
    } else {
      sound.push({ input, after });
    }
  }
  const corrections = sound.filter(({ input }) => queues.get(input.dataset.paper).submitted);
  sound.filter((one) => !corrections.includes(one)).forEach(({ input, after }) => send(input, after));
  if (corrections.length) {
    correct(corrections);
  }
}

function refuse(input, what, remedy) {
  show(input, "refused", told("refused", { what, remedy }));
  say("refused", told("refusedOne", { name: input.dataset.name, text: input.value, what }));
}

function send(input, text, why = "") {
  const queue = queues.get(input.dataset.paper);
  if (queue.text(input.dataset.dossier) === null && text === input.dataset.saved) {
    queue.drop(input.dataset.dossier);
    show(input, "quiet", "");
    return;
  }
  queue.put(input.dataset.dossier, Number(input.dataset.key), text, why);
  show(input, "saving", told(queue.state === "offline" ? "waiting" : "saving"));
}

function correct(changes) {
  const dialog = document.getElementById("correction");
  const lines = changes.slice(0, 5).map(({ input, after }) => `${input.dataset.name} : ${input.dataset.saved || "—"} → ${after || "—"}`);
  document.getElementById("correction-what").textContent = `${told("reasonFor", { count: changes.length })} ${lines.join(" ; ")}`;
  const reason = document.getElementById("correction-why");
  reason.value = "";
  dialog.returnValue = "";
  dialog.addEventListener(
    "close",
    () => {
      for (const { input, after } of changes) {
        if (dialog.returnValue === "yes" && reason.value.trim()) {
          send(input, after, reason.value.trim());
        } else {
          now.set(input, input.dataset.saved);
          input.value = input.dataset.saved;
          show(input, "quiet", "");
        }
      }
      changes[0].input.focus();
    },
    { once: true },
  );
  setTimeout(() => dialog.showModal());
}

function replay(from, to, back) {
  const step = from.pop();
  if (!step) {
    return;
  }
  to.push(step);
  take(step.map(({ input, before, after }) => ({ input, after: back ? before : after })), false);
  step[0].input.focus();
  step[0].input.select();
  say("undo", told(back ? "undone" : "redone"));
}

/* --- what the campus answered ------------------------------------------------------------------------------------ */

function answered(paper, dossier, answer) {
  const input = cells.get(`${paper} ${dossier}`);
  if (!input) {
    return;
  }
  const { name } = input.dataset;
  if (answer.state === "saved") {
    settle(input, answer);
    const text = answer.text || told("nothing");
    const line = told(answer.text ? "saved" : "cleared", answer);
    if (!answer.more && now.get(input) !== answer.text) {
      return; // something else stands there by now, which was refused or waits for its reason: its own words stay
    }
    show(input, answer.more ? "saving" : "saved", answer.more ? told("saving") : answer.absent ? `${told("absent")}, ${line}` : line);
    say("saved", told("savedOne", { name, text }));
    spread(paper);
  } else if (answer.state === "refused") {
    show(input, "refused", told("refused", answer));
    say("refused", told("refusedOne", { name, text: answer.yours, what: answer.what }));
  } else {
    conflict(input, answer);
  }
}

function settle(input, answer) {
  input.dataset.key = answer.key;
  input.dataset.saved = answer.text;
  input.name = `mark.${input.dataset.dossier}.${answer.key}`;
  if (!answer.more && now.get(input) === answer.yours && (input !== document.activeElement || mode === "ready")) {
    now.set(input, answer.text);
    input.value = answer.text;
    if (input === document.activeElement) {
      input.select();
    }
  } else if (!answer.more && now.get(input) === answer.yours) {
    now.set(input, answer.text);
  }
}

function conflict(input, answer) {
  const queue = queues.get(input.dataset.paper);
  const theirs = answer.text || told("nothing");
  const values = { who: answer.who, at: answer.at, theirs, yours: answer.yours || told("nothing") };
  const buttons = document.createElement("span");
  buttons.className = "choose";
  buttons.append(
    button(told("keepTheirs", values), () => {
      queue.drop(input.dataset.dossier);
      settle(input, { ...answer, more: false, yours: now.get(input) });
      now.set(input, answer.text);
      input.value = answer.text;
      show(input, "saved", told("savedBy", answer));
      input.focus();
    }),
    button(told("putMine", values), () => {
      input.dataset.key = answer.key;
      input.dataset.saved = answer.text;
      queue.put(input.dataset.dossier, answer.key, answer.yours, queue.entries.get(input.dataset.dossier)?.sent?.why ?? "");
      show(input, "saving", told("saving"));
      input.focus();
    }),
  );
  show(input, "conflict", told("conflict", values), buttons);
  say("conflict", told("conflictOne", { name: input.dataset.name, who: answer.who }));
}

function button(label, act) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "btn btn-quiet", textContent: label, tabIndex: -1 });
  made.addEventListener("click", act);
  return made;
}

/* The page is looked at again: what others wrote meanwhile shows where nothing of one's own is under way. */
async function refresh() {
  for (const [paper, queue] of queues) {
    const answer = await fetch(queue.address, { redirect: "manual" }).catch(() => null);
    const found = answer?.ok ? await answer.json() : { receipts: [] };
    for (const one of found.receipts) {
      const input = cells.get(`${paper} ${one.dossier}`);
      const untouched = input && !queue.entries.has(one.dossier) && now.get(input) === input.dataset.saved;
      const idle = untouched && (input !== document.activeElement || mode === "ready") && input.value === now.get(input);
      if (idle && String(one.key) !== input.dataset.key) {
        settle(input, { ...one, more: false, yours: now.get(input) });
        show(input, "saved", told("changed", one));
      }
    }
  }
}

async function renew(paper, address) {
  const answer = await fetch(address, { redirect: "manual" }).catch(() => null);
  if (!answer?.ok || queues.get(paper).count > 0) {
    return;
  }
  const parts = document.createElement("template");
  parts.innerHTML = await answer.text(); // a page of ours, its text escaped by the server
  for (const part of parts.content.querySelectorAll("[data-place]")) {
    const place = document.getElementById(part.dataset.place);
    if (place) {
      place.replaceChildren(...part.childNodes);
      globalThis.htmx?.process?.(place);
    }
  }
  document.dispatchEvent(new CustomEvent("htmx:after:swap", { detail: {} }));
}

const late = new Map();

function spread(paper) {
  const address = document.querySelector(`[data-sends="${paper}"]`).dataset.spread;
  if (!document.getElementById("spread-in")) {
    return;
  }
  clearTimeout(late.get(paper));
  late.set(
    paper,
    setTimeout(() => renew(paper, address), 1500),
  );
}

/* --- moving ---------------------------------------------------------------------------------------------------------- */

function stops(row) {
  return [...row.querySelectorAll("input[data-dossier], .said a, .said button")];
}

function rest(target) {
  if (active && active !== target) {
    active.tabIndex = -1;
  }
  active = target;
  active.tabIndex = 0;
}

function go(target) {
  if (target) {
    rest(target);
    target.focus();
    target.select?.();
  }
  return Boolean(target);
}

function vertical(from, by) {
  const rows = [...table.tBodies[0].rows];
  const at = rows.indexOf(from.closest("tr"));
  const column = from.closest("td").cellIndex;
  const end = by > 0 ? rows.length - 1 : 0;
  for (let to = at + by; by > 0 ? to <= end : to >= end; to += Math.sign(by)) {
    const found = rows[to].cells[column].querySelector("input[data-dossier], a, button");
    if (found) {
      return go(found);
    }
  }
  return go(Math.abs(by) > 1 ? rows[end].cells[column].querySelector("input[data-dossier]") : null);
}

function horizontal(from, by) {
  const row = stops(from.closest("tr"));
  return go(row[row.indexOf(from) + by]);
}

function along(from, by) {
  return go(inputs[inputs.indexOf(from) + by]);
}

function edge(from, first, whole) {
  const alone = queues.size === 1;
  const row = stops(from.closest("tr")).filter((one) => one.matches("input"));
  const every = alone || whole ? inputs : row;
  return go(first ? every[0] : every.at(-1));
}

/* --- keys ------------------------------------------------------------------------------------------------------------ */

function commit(input) {
  mode = "ready";
  take([{ input, after: input.value.trim() }]);
}

function giveUp(input) {
  leaving = mode === "ready";
  mode = "ready";
  input.value = now.get(input);
  input.select();
}

const MOVES = {
  ArrowUp: (input) => vertical(input, -1),
  ArrowDown: (input) => vertical(input, 1),
  ArrowLeft: (input) => horizontal(input, -1),
  ArrowRight: (input) => horizontal(input, 1),
  PageUp: (input) => vertical(input, -PAGE),
  PageDown: (input) => vertical(input, PAGE),
};

function pressed(event) {
  const { target, key } = event;
  const typing = target.matches("input[data-dossier]");
  const command = event.ctrlKey || event.metaKey;
  if (key !== "Tab" && key !== "Shift") {
    leaving = leaving && key === "Escape";
  }
  if (key === "Tab") {
    return typing && !leaving && tab(event, target);
  }
  if (!typing) {
    return key in MOVES && !event.altKey && take_(event, () => MOVES[key](target));
  }
  if (key === "Enter") {
    return take_(event, () => (commit(target), vertical(target, event.shiftKey ? -1 : 1)));
  }
  if (key === "Escape") {
    return take_(event, () => giveUp(target));
  }
  if (key === "F2") {
    return take_(event, () => edit(target));
  }
  if (command && mode === "ready" && /^[zy]$/i.test(key)) {
    const again = key.toLowerCase() === "y" || event.shiftKey;
    return take_(event, () => (again ? replay(undone, done, false) : replay(done, undone, true)));
  }
  if ((key === "Home" || key === "End") && mode !== "editing") {
    return take_(event, () => (commit(target), edge(target, key === "Home", command)));
  }
  if (key in MOVES && mode !== "editing" && !event.altKey && !event.shiftKey && !command) {
    return take_(event, () => (commit(target), MOVES[key](target)));
  }
  if ((key === "Delete" || key === "Backspace") && mode === "ready") {
    return take_(event, () => ((target.value = ""), commit(target), target.select()));
  }
  return undefined;
}

function take_(event, act) {
  event.preventDefault();
  act();
}

function tab(event, target) {
  commit(target);
  const by = event.shiftKey ? -1 : 1;
  if (inputs[inputs.indexOf(target) + by]) {
    event.preventDefault();
    along(target, by);
  }
}

function edit(input) {
  mode = "editing";
  input.setSelectionRange(input.value.length, input.value.length);
}

function pasted(event) {
  const input = event.target;
  const lines = block(event.clipboardData?.getData("text/plain") ?? "");
  if (!input.matches?.("input[data-dossier]") || (mode === "editing" && lines.length === 1 && lines[0].length === 1)) {
    return;
  }
  event.preventDefault();
  mode = "ready";
  const rows = [...table.tBodies[0].rows];
  const first = rows.indexOf(input.closest("tr"));
  const columns = [...queues.keys()];
  const from = columns.indexOf(input.dataset.paper);
  const changes = [];
  let beyond = 0;
  lines.forEach((line, down) =>
    line.forEach((after, across) => {
      const row = rows[first + down];
      const cell = row && [...row.querySelectorAll("input[data-dossier]")].find((one) => one.dataset.paper === columns[from + across]);
      if (cell) {
        changes.push({ input: cell, after });
      } else if (after) {
        beyond += 1;
      }
    }),
  );
  take(changes);
  input.select();
  if (beyond) {
    say("beyond", told("beyond", { count: beyond }));
    status.textContent = told("beyond", { count: beyond });
  }
}

/* --- the past of a cell ------------------------------------------------------------------------------------------- */

async function past(event) {
  const link = event.target.closest("a.past");
  if (link) {
    event.preventDefault();
    const answer = await fetch(`${link.href}?part=1`, { redirect: "manual" }).catch(() => null);
    if (answer?.ok) {
      document.getElementById("past-in").innerHTML = await answer.text();
      document.getElementById("past").showModal();
    } else {
      location.href = link.href;
    }
  }
}

/* --- begin ----------------------------------------------------------------------------------------------------------- */

function begin() {
  document.documentElement.classList.add("with-grid");
  for (const place of document.querySelectorAll("[data-sends]")) {
    const paper = place.dataset.sends;
    const queue = new Queue({
      paper,
      me: table.dataset.me,
      address: place.dataset.to,
      tell: (dossier, answer) => answered(paper, dossier, answer),
      moved: () => queues.size && count(),
    });
    queue.submitted = Boolean(place.dataset.submitted);
    queues.set(paper, queue);
  }
  for (const input of inputs) {
    now.set(input, input.dataset.saved);
    input.value = input.getAttribute("aria-invalid") ? input.value : input.dataset.saved;
    input.tabIndex = -1;
  }
  for (const link of table.querySelectorAll("a.past")) {
    link.tabIndex = -1;
  }
  for (const [paper, queue] of queues) {
    for (const [dossier] of queue.restore()) {
      const input = cells.get(`${paper} ${dossier}`);
      if (input) {
        now.set(input, queue.text(dossier));
        input.value = queue.text(dossier);
        show(input, "saving", told("waiting"));
      }
    }
  }
  if (inputs.length) {
    rest(inputs.find((input) => !input.value) ?? inputs[0]);
  }
  listen();
  count();
}

function listen() {
  table.addEventListener("keydown", pressed);
  table.addEventListener("paste", pasted);
  table.addEventListener("click", past);
  table.addEventListener("input", () => {
    mode = mode === "ready" ? "typing" : mode;
  });
  table.addEventListener("dblclick", (event) => event.target.matches("input[data-dossier]") && (mode = "editing"));
  table.addEventListener("focusin", ({ target }) => {
    if (target.matches("input[data-dossier]")) {
      mode = "ready";
      rest(target);
      target.select();
    }
  });
  table.addEventListener("focusout", ({ target }) => target.matches("input[data-dossier]") && commit(target));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-goes]");
    const input = link && inputs.find((one) => one.dataset.dossier === link.dataset.goes);
    if (input) {
      event.preventDefault();
      go(input);
    }
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
  addEventListener("beforeunload", (event) => {
    if (document.activeElement?.matches?.("input[data-dossier]")) {
      commit(document.activeElement);
    }
    if ([...queues.values()].some((queue) => queue.count)) {
      event.preventDefault();
    }
  });
}

if (table) {
  begin();
}
