// The pages work without this: it runs a query without loading the page anew, and marks where an error lies.
"use strict";

const form = document.querySelector("form[data-editor]");
const result = document.getElementById("result");

/** Offers the last query's results for download, in the formats that fit them, and its address for the browser's history. */
function offer(query) {
  const downloads = form.querySelector(".downloads");
  for (const link of downloads.querySelectorAll("a")) {
    link.hidden = (link.dataset.format === "turtle") !== Boolean(result.querySelector("pre"));
    link.href = "/sparql?" + new URLSearchParams({ query, format: link.dataset.format });
  }
  downloads.hidden = false;
  const address = "/?" + new URLSearchParams({ query });
  if (address.length < 8000) history.replaceState(null, "", address);
}

/** Puts the cursor where the engine stumbled. */
function mark(field, error) {
  const line = Number(error.dataset.line);
  const column = Number(error.dataset.column);
  if (!line) return;
  const lines = field.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
  const rest = /^[^\s.;,(){}]+/.exec(field.value.slice(start));
  field.focus();
  field.setSelectionRange(start, start + (rest ? rest[0].length : 1));
}

async function run(event) {
  event.preventDefault();
  const field = form.elements.query;
  const button = form.querySelector("button");
  button.setAttribute("aria-busy", "true");
  try {
    const body = new URLSearchParams({ query: field.value, part: "result" });
    const response = await fetch("/", { method: "POST", body, headers: { Accept: "text/html" } });
    // Parsed as a document of its own: nothing in it runs, and the server has escaped what the graph says.
    const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
    result.replaceChildren(...parsed.body.childNodes);
    document.getElementById("told").textContent = result.querySelector("[data-told]")?.textContent ?? "";
    const error = result.querySelector(".error");
    if (error) mark(field, error);
    else offer(field.value);
  } catch (failure) {
    const line = document.createElement("div");
    line.className = "error";
    line.setAttribute("role", "alert");
    line.textContent = "The server did not answer (" + failure.message + ").";
    result.replaceChildren(line);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

if (form) {
  form.addEventListener("submit", run);
  form.elements.query.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  const error = result.querySelector(".error");
  if (error) mark(form.elements.query, error);
  if (result.querySelector("table, pre, .answer, .none")) offer(form.elements.query.value);
}

/** Lets the arrow keys go from one link of a picture to the next, where the tab key has one stop. */
function rove(event) {
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  const links = [...event.currentTarget.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  const ends = { Home: 0, End: links.length - 1 };
  const next = event.key in steps ? at + steps[event.key] : ends[event.key];
  if (at < 0 || links[next] === undefined) return;
  event.preventDefault();
  links[at].setAttribute("tabindex", "-1");
  links[next].setAttribute("tabindex", "0");
  links[next].focus();
}

for (const picture of document.querySelectorAll("[data-roving]")) picture.addEventListener("keydown", rove);

/** Shows of a network only a node and what it is tied to, while it is pointed at or has the focus. */
function choose(picture, node) {
  for (const shown of picture.querySelectorAll(".near")) shown.classList.remove("near");
  picture.classList.toggle("choosing", Boolean(node));
  if (!node) return;
  const near = new Set([node.dataset.node]);
  for (const tie of picture.querySelectorAll("[data-ends]")) {
    const ends = tie.dataset.ends.split(" ");
    if (!ends.includes(node.dataset.node)) continue;
    tie.classList.add("near");
    ends.forEach((end) => near.add(end));
  }
  for (const number of near) picture.querySelector(`[data-node="${number}"]`).classList.add("near");
}

for (const picture of document.querySelectorAll("[data-network]")) {
  const focused = () => (picture.contains(document.activeElement) ? document.activeElement.closest("[data-node]") : null);
  picture.addEventListener("pointerover", (event) => choose(picture, event.target.closest("[data-node]") ?? focused()));
  picture.addEventListener("pointerleave", () => choose(picture, focused()));
  picture.addEventListener("focusin", () => choose(picture, focused()));
  picture.addEventListener("focusout", () => choose(picture, null));
}
