// What is chosen as a table and as CSV.
const MOST_PERIODS_ACROSS = 12;

// Headings across and down, and the figure of each pair of them; without those that have no figure at all.
function gridOf(table, chosen) {
  const timeAxis = table.dimensions.findIndex((dimension) => dimension.code === "time");
  const [periods, others, cells] = [new Set(), new Map(), new Map()];
  eachChosen(table, chosen, (indices, cell) => {
    const rest = indices.filter((_, axis) => axis !== timeAxis);
    const key = rest.join(" ");
    periods.add(indices[timeAxis]);
    others.set(key, rest);
    cells.set(`${key}|${indices[timeAxis]}`, cell);
  });
  return { periods: [...periods].sort((a, b) => a - b), others: [...others], cells };
}

function showTable(table, chosen, place) {
  const { periods, others, cells } = gridOf(table, chosen);
  const time = dimensionOf(table, "time");
  const rest = table.dimensions.filter((dimension) => dimension.code !== "time");
  // A dimension with one value only says it in the caption.
  const shown = rest.map((_, axis) => new Set(others.map(([, indices]) => indices[axis])).size > 1);
  const at = (key, period) => cellElement(cells.get(`${key}|${period}`) ?? null);
  const head = element("thead");
  const body = element("tbody");
  const isWide = periods.length <= MOST_PERIODS_ACROSS || others.length > periods.length;
  if (isWide) {
    const names = rest.filter((_, axis) => shown[axis]).map((dimension) => heading("col", dimensionLabel(dimension)));
    head.append(
      element("tr", {}, ...names, ...periods.map((period) => heading("col", valueLabel(time, period), "number"))),
    );
    for (const [key, indices] of others) {
      const labels = rest.map((dimension, axis) => shown[axis] && heading("row", valueLabel(dimension, indices[axis])));
      body.append(element("tr", {}, ...labels.filter(Boolean), ...periods.map((period) => at(key, period))));
    }
  } else {
    const across = rest.map((_, axis) => axis).filter((axis) => shown[axis] || shown.every((one) => !one));
    for (const axis of across) {
      const corner = axis === across[across.length - 1] ? time : rest[axis];
      const labels = others.map(([, indices]) => heading("col", valueLabel(rest[axis], indices[axis]), "number"));
      head.append(element("tr", {}, heading("col", dimensionLabel(corner)), ...labels));
    }
    for (const period of periods) {
      body.append(
        element("tr", {}, heading("row", valueLabel(time, period)), ...others.map(([key]) => at(key, period))),
      );
    }
  }
  const fixed = others
    .slice(0, 1)
    .flatMap(([, indices]) =>
      rest.map((dimension, axis) => (shown[axis] ? "" : valueLabel(dimension, indices[axis]))).filter(Boolean),
    );
  const contents = rest.findIndex((dimension) => dimension.code === "contents");
  const units = [...new Set(others.map(([, indices]) => text(rest[contents].units[indices[contents]])))];
  const title = [text(table.title), ...fixed].join(". ") + ` (${units.join(", ")})`;
  const caption = element("caption", {}, element("span", {}, title));
  const grid = element("table", { class: isWide ? "periods-across" : "periods-down" }, caption, head, body);
  place.replaceChildren(grid);
  return { cells: [...cells.values()], periods };
}

function heading(scope, content, kind) {
  return element("th", { scope, class: kind }, content);
}

// A screen reader hears what a symbol means, not the symbol.
function cellElement(cell) {
  if (cell !== null && "number" in cell) return element("td", {}, cellText(cell));
  const meaning = text(DATA.symbols[cell === null ? 0 : cell.symbol][1]);
  const symbol = element("span", { "aria-hidden": "true" }, cellText(cell));
  return element("td", { class: "hidden", title: meaning }, symbol, element("span", { class: "heard" }, meaning));
}

function showSymbols(place) {
  const seen = new Set(
    [...document.querySelectorAll("#figures td.hidden span[aria-hidden]")].map((node) => node.textContent),
  );
  const found = DATA.symbols.filter(([symbol]) => seen.has(symbol));
  place.replaceChildren(
    ...found.flatMap(([symbol, meaning]) => [element("dt", {}, symbol), element("dd", {}, text(meaning))]),
  );
}

// One line a figure. Numbers as a spreadsheet of that language reads them, without thousands separators.
function csvOf(table, chosen) {
  const separator = word("separator");
  const quoted = (field) =>
    /["\n\r]/.test(field) || field.includes(separator) ? `"${field.replaceAll('"', '""')}"` : field;
  const contents = table.dimensions.findIndex((dimension) => dimension.code === "contents");
  const units = table.dimensions[contents].units;
  const notice = [text(DATA.notice)].filter(Boolean);
  const titles = [...table.dimensions.map(dimensionLabel), ...["unit", "value", "symbol", "meaning"].map(word)];
  titles.push(...notice.map(() => word("note")));
  const lines = [[capital(word("table")), ...titles]];
  eachChosen(table, chosen, (indices, cell) => {
    const labels = table.dimensions.map((dimension, axis) => valueLabel(dimension, indices[axis]));
    const hidden = "symbol" in cell;
    const value = hidden ? "" : cell.number.toFixed(cell.digits).replace(".", word("decimal"));
    const symbol = hidden ? [cellText(cell), text(DATA.symbols[cell.symbol][1])] : ["", ""];
    lines.push([table.id, ...labels, text(units[indices[contents]]), value, ...symbol, ...notice]);
  });
  return "\ufeff" + lines.map((line) => line.map(quoted).join(separator) + "\r\n").join("");
}

function download(table, chosen) {
  const address = URL.createObjectURL(new Blob([csvOf(table, chosen)], { type: "text/csv;charset=utf-8" }));
  element("a", { href: address, download: `${table.id}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
