// The page: what is chosen is kept in its address, so that a link or a bookmark leads back to it.
const place = (id) => document.getElementById(id);

function show() {
  const { table, chosen } = state;
  place("title").textContent = tableName(table);
  const { cells, periods } = showTable(table, chosen, place("figures"));
  const isEmpty = cells.length === 0;
  document.body.classList.toggle("nothing", isEmpty);
  const hidden = cells.filter((cell) => "symbol" in cell).length;
  const counts = [formatted(cells.length - hidden, 0), hidden ? formatted(hidden, 0) : 0];
  const early = periods
    .map((index) => dimensionOf(table, "time").codes[index])
    .filter((code) => unfinished(table, code));
  const remark = early.length ? " " + word("unfinished")(early.join(", ")) : "";
  place("status").textContent = isEmpty ? word("nothing") : word("status")(...counts) + remark;
  showSymbols(place("symbols"));
  showCounts(table, place("dimensions"));
  const fit = linesFit(table, chosen);
  place("kind").options[0].disabled = !fit;
  if (!fit && state.kind === "lines") state.kind = "";
  place("kind").value = showChart(table, chosen, place("chart"));
  writeAddress();
}

function showFacts(table) {
  const facts = [
    [word("note"), text(table.note)],
    [word("source"), text(table.source)],
    [word("extracted"), table.extracted],
    [word("contact"), table.contact],
  ].filter(([, fact]) => fact);
  place("facts").replaceChildren(
    ...facts.flatMap(([name, fact]) => [element("dt", {}, name), element("dd", {}, fact)]),
  );
}

function showTableList() {
  const wanted = place("search").value.trim().toLowerCase();
  const matches = DATA.tables.filter((table) => tableName(table).toLowerCase().includes(wanted));
  const groups = grouped(matches, (table) => text(table.chapter));
  const options = [...groups].map(([chapter, tables]) =>
    element(
      "optgroup",
      { label: chapter },
      ...tables.map((table) => element("option", { value: table.id }, tableName(table))),
    ),
  );
  const list = place("table");
  list.replaceChildren(...(options.length ? options : [element("option", { value: "" }, word("noTables"))]));
  if (matches.includes(state.table)) list.value = state.table.id;
  else if (matches.length) pickTable(matches[0].id);
}

function pickTable(id) {
  state.table = tableOf(id);
  state.chosen = firstChoice(state.table);
  state.kind = "";
  showAll();
}

function changed(code, indices) {
  state.chosen[code] = indices;
  show();
}

function showAll() {
  showPickers(state.table, place("dimensions"), changed);
  showFacts(state.table);
  show();
}

function showLanguage() {
  document.documentElement.lang = state.language;
  document.title = word("heading");
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === state.language));
  }
  place("kind").replaceChildren(...["lines", "bars"].map((kind) => element("option", { value: kind }, word(kind))));
  showTableList();
  showAll();
}

function writeAddress() {
  const address = new URLSearchParams({ lang: state.language, table: state.table.id });
  for (const dimension of state.table.dimensions) {
    const indices = state.chosen[dimension.code];
    const all = indices.length === dimension.codes.length;
    address.set(dimension.code, all ? "*" : indices.map((index) => dimension.codes[index]).join("|"));
  }
  if (state.kind) address.set("kind", state.kind);
  history.replaceState(null, "", `#${address}`);
}

// What an address leaves out, or names and is not there, is as when the table is picked.
function readAddress() {
  const address = new URLSearchParams(location.hash.slice(1));
  const known = DATA.tables.some((table) => table.id === address.get("table"));
  state.language = LANGUAGES.includes(address.get("lang")) ? address.get("lang") : "nb";
  state.table = tableOf(known ? address.get("table") : DATA.tables[0].id);
  state.chosen = firstChoice(state.table);
  state.kind = ["lines", "bars"].includes(address.get("kind")) ? address.get("kind") : "";
  for (const dimension of known ? state.table.dimensions : []) {
    const codes = address.get(dimension.code);
    if (codes === null) continue;
    const wanted = new Set(codes.split("|"));
    state.chosen[dimension.code] = every(dimension).filter(
      (index) => codes === "*" || wanted.has(dimension.codes[index]),
    );
  }
  showLanguage();
}

place("search").addEventListener("input", showTableList);
place("table").addEventListener("change", (event) => event.target.value && pickTable(event.target.value));
place("kind").addEventListener("change", (event) => {
  state.kind = event.target.value;
  show();
});
place("download").addEventListener("click", () => download(state.table, state.chosen));
place("picks").addEventListener("submit", (event) => event.preventDefault());
for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => {
    state.language = button.dataset.language;
    showLanguage();
  });
}
window.addEventListener("hashchange", readAddress);
let drawnAt = 0;
new ResizeObserver(() => {
  if (Math.abs(place("chart").clientWidth - drawnAt) < 2) return;
  drawnAt = place("chart").clientWidth;
  if (state.table) showChart(state.table, state.chosen, place("chart"));
}).observe(place("chart"));
readAddress();
