/* What was typed and is not yet acknowledged. It stands in the page and in localStorage until the campus has answered,
   so that a lost connection, a reload or a closed tab loses nothing. One sending at a time for a paper: a cell typed
   again while its former text is under way waits for the answer, and goes with the key that the answer gives. */
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const PATIENCE = 15000;
const AT_ONCE = 200;

function csrf() {
  return document.querySelector("meta[name=csrf-token]")?.content ?? "";
}

/* After signing in again in another tab, the page's token is an old one: ask for the page, and take the new. */
async function refreshToken() {
  const page = await fetch(location.href, { redirect: "manual" });
  if (page.type === "opaqueredirect") {
    return false;
  }
  const found = /<meta name="csrf-token" content="([^"]+)"/.exec(await page.text());
  if (found) {
    document.querySelector("meta[name=csrf-token]").content = found[1];
  }
  return Boolean(found);
}

export class Queue {
  /* tell(dossier, receipt) says what became of a cell; moved(state) that the queue's own state changed. */
  constructor({ paper, me, address, tell, moved }) {
    Object.assign(this, { paper, address, tell, moved });
    this.prefix = `parchemin.marks.${me}.${paper}.`;
    this.entries = new Map();
    this.busy = false;
    this.wait = 0;
    this.state = "all";
    addEventListener("online", () => this.soon());
  }

  /* What an earlier page could not send: given back so that the grid shows it, then sent. */
  restore() {
    for (const key of this.#kept()) {
      try {
        const entry = JSON.parse(localStorage.getItem(key));
        if (typeof entry.seen === "number" && (entry.sent || entry.next)) {
          this.entries.set(key.slice(this.prefix.length), entry);
        }
      } catch {
        localStorage.removeItem(key);
      }
    }
    this.soon();
    return this.entries;
  }

  #kept() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(this.prefix));
    } catch {
      return []; // a browser that keeps nothing: the page alone holds the queue
    }
  }

  #keep(dossier, entry) {
    try {
      localStorage.setItem(this.prefix + dossier, JSON.stringify({ seen: entry.seen, sent: entry.sent, next: entry.next }));
    } catch {
      /* full, or forbidden: the page still holds it */
    }
  }

  #forget(dossier) {
    this.entries.delete(dossier);
    try {
      localStorage.removeItem(this.prefix + dossier);
    } catch {
      /* nothing was kept */
    }
  }

  put(dossier, seen, text, why = "") {
    const entry = this.entries.get(dossier) ?? { seen, sent: null, next: null };
    if (entry.held) {
      entry.held = false;
      entry.sent = null;
      entry.seen = seen;
    }
    entry.next = { text, why };
    this.entries.set(dossier, entry);
    this.#keep(dossier, entry);
    this.soon();
  }

  drop(dossier) {
    this.#forget(dossier);
    this.#say();
  }

  get count() {
    return [...this.entries.values()].filter((entry) => !entry.held).length;
  }

  get held() {
    return this.entries.size - this.count;
  }

  text(dossier) {
    const entry = this.entries.get(dossier);
    return entry ? (entry.next ?? entry.sent).text : null;
  }

  soon(delay = 0) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
    this.#say();
  }

  #say(state = this.state) {
    this.state = this.count ? (state === "all" ? "sending" : state) : "all";
    this.moved(this.state);
  }

  #batch() {
    const ready = [...this.entries].filter(([, entry]) => !entry.held);
    const why = ready.length ? (ready[0][1].sent ?? ready[0][1].next).why : "";
    return ready.filter(([, entry]) => (entry.sent ?? entry.next).why === why).slice(0, AT_ONCE);
  }

  async flush() {
    const batch = this.#batch();
    if (this.busy || !batch.length) {
      return;
    }
    this.busy = true;
    for (const [dossier, entry] of batch) {
      if (!entry.sent) {
        entry.sent = entry.next;
        entry.next = null;
        this.#keep(dossier, entry);
      }
    }
    const outcome = await this.#send(batch);
    this.busy = false;
    if (outcome === "done") {
      this.wait = 0;
      this.state = "sending";
      this.soon();
    } else {
      this.wait = Math.min(LONGEST_WAIT, this.wait ? this.wait * 2 : FIRST_WAIT);
      this.state = outcome;
      this.soon(this.wait);
    }
  }

  async #send(batch) {
    const entries = batch.map(([dossier, entry]) => ({ dossier, text: entry.sent.text, seen: entry.seen }));
    let answer;
    try {
      answer = await fetch(this.address, {
        method: "POST",
        redirect: "manual",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrf() },
        body: JSON.stringify({ entries, why: batch[0][1].sent.why }),
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.type === "opaqueredirect") {
        return "signedOut";
      }
      if (answer.status === 403) {
        return (await refreshToken()) ? "sending" : "signedOut";
      }
      if (answer.status >= 500 || answer.status === 429 || answer.status === 408) {
        return "offline";
      }
      const told = await this.#told(answer);
      for (const receipt of told.receipts ?? batch.map(([dossier]) => ({ dossier, state: "refused", ...told.refusal }))) {
        this.#settle(receipt);
      }
    } catch {
      return "offline";
    }
    return "done";
  }

  async #told(answer) {
    if (answer.headers.get("Content-Type")?.startsWith("application/json")) {
      return answer.json();
    }
    return { refusal: { what: `(${answer.status})`, remedy: "" } }; // the page is no longer theirs, say
  }

  #settle(receipt) {
    const entry = this.entries.get(receipt.dossier);
    if (!entry?.sent) {
      return;
    }
    const { text } = entry.sent;
    if (receipt.state === "saved") {
      entry.seen = receipt.key;
    }
    if (receipt.state === "conflict" && !entry.next) {
      entry.held = true; // kept, so that a reload shows the conflict again; sent no more until somebody chooses
    } else {
      entry.sent = null;
      if (entry.next) {
        this.#keep(receipt.dossier, entry);
      } else {
        this.#forget(receipt.dossier);
      }
    }
    this.tell(receipt.dossier, { ...receipt, yours: text, more: Boolean(entry.next) });
  }
}
