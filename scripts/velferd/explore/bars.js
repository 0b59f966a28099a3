// Lying bars: rows of bydeler, categories or points in time, one bar a series in each; hidden ones as their symbol.
const MOST_BAR_SERIES = 8;
const MOST_ROWS = 120;

function barChart(panel, width) {
  const cells = panel.rows.flatMap((row) => row.bars.map((bar) => bar.cell));
  const numbers = cells.filter((cell) => cell && "number" in cell).map((cell) => cell.number);
  const longest = textWidth(panel.rows.map((row) => row.label));
  const above = longest > width * 0.36;
  const left = above ? 0 : longest + 12;
  const printed = textWidth(cells.map((cell) => (cell ? cellText(cell) : ""))) + 12;
  const [low, high] = [Math.min(...numbers, 0), Math.max(...numbers, 0)];
  // Room for figures at the end of bars, on the side of zero where there are any.
  const [from, to] = [left + (low < 0 ? printed : 2), width - printed];
  const x = (value) => from + ((value - low) / (high - low || 1)) * (to - from);

  const thickness = panel.labels.length > 1 ? 12 : 17;
  const rowHeight = (above ? 17 : 0) + panel.labels.length * (thickness + 2) + 8;
  const height = panel.rows.length * rowHeight + 8;
  const svg = element("svg", { width, height, viewBox: `0 0 ${width} ${height}` });
  panel.rows.forEach((row, index) => {
    const top = index * rowHeight + 4;
    const bars = top + (above ? 17 : 0);
    const middle = bars + (panel.labels.length * (thickness + 2)) / 2 + 4;
    const place = above ? { x: 2, y: top + 12 } : { x: left - 8, y: middle, class: "end" };
    svg.append(element("text", place, shortened(row.label, width - 4), svgTitle(row.label)));
    row.bars.forEach((bar, series) => {
      if (bar.cell) svg.append(barOf(bar, series, x, bars + series * (thickness + 2), thickness));
    });
  });
  svg.append(element("line", { x1: x(0), x2: x(0), y1: 0, y2: height, class: "axis" }));
  return svg;
}

function barOf(bar, series, x, y, thickness) {
  const group = element("g", { "data-series": bar.label }, svgTitle(bar.title));
  const baseline = y + thickness / 2 + 4;
  if ("symbol" in bar.cell) {
    group.append(element("text", { x: x(0) + 6, y: baseline, class: "hidden" }, cellText(bar.cell)));
    return group;
  }
  const [start, end] = [x(0), x(bar.cell.number)];
  const rect = { x: Math.min(start, end), y, width: Math.max(Math.abs(end - start), 0.5), height: thickness };
  const negative = bar.cell.number < 0;
  group.append(
    element("rect", { ...rect, class: `fill-${series % COLOURS}` }),
    element(
      "text",
      { x: end + (negative ? -5 : 5), y: baseline, class: negative ? "end value" : "value" },
      cellText(bar.cell),
    ),
  );
  return group;
}
