// What is chosen as charts: one panel a measure and kind of period, so that an axis has one unit.
const COMBINED = ["area", "category"];

function label(table, indices, codes) {
  const names = codes.map((code) => {
    const axis = table.dimensions.findIndex((dimension) => dimension.code === code);
    return axis < 0 ? "" : valueLabel(table.dimensions[axis], indices[axis]);
  });
  return names.filter(Boolean).join(", ");
}

// Lines need at least two points in time of one kind.
function linesFit(table, chosen) {
  const codes = dimensionOf(table, "time").codes;
  const counts = {};
  for (const index of chosen.time) {
    const frequency = frequencyOf(codes[index]);
    counts[frequency] = (counts[frequency] ?? 0) + 1;
  }
  return (counts.year ?? 0) > 1 || (counts.month ?? 0) > 1;
}

function panelsOf(table, chosen, kind) {
  const axes = Object.fromEntries(table.dimensions.map((dimension, axis) => [dimension.code, axis]));
  const time = dimensionOf(table, "time");
  const several = COMBINED.filter((code) => (chosen[code]?.length ?? 0) > 1);
  const panels = new Map();
  eachChosen(table, chosen, (indices, cell) => {
    const code = time.codes[indices[axes.time]];
    const frequency = frequencyOf(code);
    const key = `${indices[axes.contents]} ${frequency}`;
    if (!panels.has(key)) panels.set(key, { measure: indices[axes.contents], frequency, figures: [] });
    const names = label(table, indices, several);
    const when = valueLabel(time, indices[axes.time]);
    const title = `${[names, when].filter(Boolean).join(", ")}: ${cellText(cell)}`;
    const hint = "symbol" in cell ? ` (${text(DATA.symbols[cell.symbol][1])})` : "";
    panels
      .get(key)
      .figures.push({ indices: [...indices], cell, when, frequency, x: moment(code), title: title + hint });
  });
  const found = [...panels.values()].sort((a, b) => a.measure - b.measure);
  return found.map((panel) => {
    const asLines =
      kind === "lines" && panel.frequency !== "period" && new Set(panel.figures.map((figure) => figure.x)).size > 1;
    return { ...panel, ...(asLines ? linesOf(table, panel, several) : barsOf(table, panel, several, axes)) };
  });
}

function grouped(figures, nameOf) {
  const groups = new Map();
  for (const figure of figures) {
    const name = nameOf(figure);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(figure);
  }
  return groups;
}

function linesOf(table, panel, several) {
  const all = [...grouped(panel.figures, (figure) => label(table, figure.indices, several))];
  const series = all
    .slice(0, MOST_LINES)
    .map(([name, points]) => ({ label: name, points: points.sort((a, b) => a.x - b.x) }));
  return { kind: "lines", series, labels: series.map((one) => one.label), cut: [series.length, all.length] };
}

// Rows are what most values are chosen of; the rest makes the series.
function barsOf(table, panel, several, axes) {
  const varying = [...several, "time"].filter(
    (code) => new Set(panel.figures.map((figure) => figure.indices[axes[code]])).size > 1,
  );
  const size = (code) => new Set(panel.figures.map((figure) => figure.indices[axes[code]])).size;
  const rowCode =
    varying.reduce((best, code) => (best && size(best) >= size(code) ? best : code), varying[0]) ?? "area";
  const seriesCodes = varying.filter((code) => code !== rowCode);
  const allSeries = [...grouped(panel.figures, (figure) => label(table, figure.indices, seriesCodes)).keys()];
  const allRows = [...grouped(panel.figures, (figure) => figure.indices[axes[rowCode]])].sort((a, b) => a[0] - b[0]);
  const labels = allSeries.slice(0, MOST_BAR_SERIES);
  const rows = allRows.slice(0, MOST_ROWS).map(([, figures]) => {
    const bySeries = new Map(figures.map((figure) => [label(table, figure.indices, seriesCodes), figure]));
    const bars = labels.map((name) => ({
      label: name,
      cell: bySeries.get(name)?.cell ?? null,
      title: bySeries.get(name)?.title,
    }));
    return { label: label(table, figures[0].indices, [rowCode]), bars };
  });
  const cut = [labels.length * rows.length, allSeries.length * allRows.length];
  return { kind: "bars", rows, labels, cut };
}

function showChart(table, chosen, place) {
  const width = Math.max(260, Math.floor(place.clientWidth));
  const contents = dimensionOf(table, "contents");
  const single = COMBINED.filter((code) => chosen[code]?.length === 1);
  const kind = state.kind || (linesFit(table, chosen) ? "lines" : "bars");
  const figures = panelsOf(table, chosen, kind).map((panel) => {
    const measure = `${valueLabel(contents, panel.measure)} (${text(contents.units[panel.measure])})`;
    const fixed = label(table, panel.figures[0].indices, single);
    const times = [...new Set([...panel.figures].sort((a, b) => a.x - b.x).map((figure) => figure.when))];
    const span =
      panel.frequency === "period" || times.length < 3 ? times.join(", ") : `${times[0]}–${times[times.length - 1]}`;
    const caption = [measure, fixed, span].filter(Boolean).join(". ");
    const svg = panel.kind === "lines" ? lineChart(panel, width) : barChart(panel, width);
    svg.setAttribute("role", "img");
    svg.setAttribute(
      "aria-label",
      `${word(panel.kind === "lines" ? "lineChart" : "barChart")}: ${caption}. ${word("inTable")}`,
    );
    const parts = [
      element(
        "figcaption",
        {},
        element("strong", {}, measure),
        element("br"),
        [fixed, span].filter(Boolean).join(", "),
      ),
    ];
    if (panel.labels.length > 1) parts.push(legend(panel.labels, panel.kind));
    if (panel.cut[0] < panel.cut[1])
      parts.push(element("p", { class: "hint" }, word(panel.kind === "lines" ? "cutLines" : "cutBars")(...panel.cut)));
    return element("figure", {}, ...parts, svg);
  });
  place.replaceChildren(...figures);
  return kind;
}
