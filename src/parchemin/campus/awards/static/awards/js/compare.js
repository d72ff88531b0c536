/* Compares a file with the digest of what was issued, here: nothing is sent. Where the browser cannot (a page that is
   not served over HTTPS), the form is sent as it stands and the school's server compares. */
const form = document.getElementById("compare");
const field = form.querySelector("input[type=file]");
const answer = document.getElementById("file-answer");
let asked = 0;

function say(id) {
  answer.replaceChildren(document.getElementById(id).content.cloneNode(true));
}

function hexadecimal(buffer) {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function compare(file) {
  const mine = ++asked;
  let verdict = "file-unread";
  try {
    const digest = hexadecimal(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    verdict = digest === form.dataset.sha256 ? "file-same" : "file-other";
  } catch {
    /* A folder, a file taken away meanwhile: it cannot be read. */
  }
  if (mine === asked) {
    say(verdict);
  }
}

function compareHere() {
  form.querySelector("[data-local]").hidden = false;
  form.querySelector("[data-sent]").hidden = true;
  field.addEventListener("change", () => field.files[0] && compare(field.files[0]));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    compare(field.files[0]);
  });
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer.files[0]) {
      compare(event.dataTransfer.files[0]);
    }
  });
  if (field.files[0]) {
    compare(field.files[0]); // chosen before this was loaded, or kept by the browser from the last visit
  }
}

if (globalThis.crypto?.subtle) {
  compareHere();
}
