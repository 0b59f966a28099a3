// Lines over time: one a series, broken where a figure is hidden or missing; hidden ones stand as their symbol below.
const MOST_LINES = 16;
const MOST_MARKERS = 40;

function lineChart(panel, width) {
  const points = panel.series.flatMap((series) => series.points);
  const numbers = points.filter((point) => "number" in point.cell).map((point) => point.cell.number);
  const marks = ticks(Math.min(...numbers, 0), Math.max(...numbers, 0), 6);
  const left = textWidth(marks.map((mark) => mark.label)) + 12;
  const hidden = points.some((point) => "symbol" in point.cell);
  const [top, right, height] = [12, 18, width < 560 ? 260 : 340];
  const bottom = height - (hidden ? 46 : 28);
  const [first, last] = [Math.min(...points.map((point) => point.x)), Math.max(...points.map((point) => point.x))];
  const x = (value) => left + (last > first ? (value - first) / (last - first) : 0.5) * (width - left - right);
  const [low, high] = [marks[0].value, marks[marks.length - 1].value];
  const y = (value) => bottom - ((value - low) / (high - low)) * (bottom - top);

  const svg = element("svg", { width, height, viewBox: `0 0 ${width} ${height}` });
  for (const mark of marks) {
    const level = y(mark.value);
    svg.append(
      element("line", { x1: left, x2: width - right, y1: level, y2: level, class: mark.value === 0 ? "axis" : "grid" }),
      element("text", { x: left - 6, y: level + 4, class: "end" }, mark.label),
    );
  }
  for (const tick of timeTicks(points, width - left - right)) {
    svg.append(element("text", { x: x(tick.x), y: height - 8, class: "middle" }, tick.label));
  }
  panel.series.forEach((series, index) => svg.append(lineOf(series, index, x, y)));
  if (hidden) svg.append(...hiddenMarks(panel.series, x, bottom + 20));
  return svg;
}

function lineOf(series, index, x, y) {
  const group = element("g", { "data-series": series.label });
  let path = "";
  let previous = null;
  for (const point of series.points) {
    if ("number" in point.cell) {
      path += `${previous ? "L" : "M"}${x(point.x).toFixed(1)},${y(point.cell.number).toFixed(1)}`;
      previous = point;
    } else previous = null;
  }
  if (path) group.append(element("path", { d: path, class: `line ${seriesClass(index)}` }));
  for (const point of series.points) {
    if (!("number" in point.cell)) continue;
    const [across, up] = [x(point.x), y(point.cell.number)];
    // Where points crowd, the line alone is clearer; they still say their figure to the mouse.
    const target = element("circle", { cx: across, cy: up, r: 7, class: "target" }, svgTitle(point.title));
    group.append(...(series.points.length > MOST_MARKERS ? [] : [marker(index, across, up)]), target);
  }
  return group;
}

function hiddenMarks(series, x, y) {
  const titles = new Map();
  for (const point of series.flatMap((one) => one.points)) {
    if (!("symbol" in point.cell)) continue;
    const key = `${point.x} ${point.cell.symbol}`;
    if (!titles.has(key)) titles.set(key, { x: point.x, symbol: cellText(point.cell), lines: [] });
    titles.get(key).lines.push(point.title);
  }
  return [...titles.values()].map((mark) =>
    element("text", { x: x(mark.x), y, class: "middle hidden" }, svgTitle(mark.lines.join("\n")), mark.symbol),
  );
}

// Of months, the Januaries, if there are enough of them; so many as there is room for.
function timeTicks(points, width) {
  const all = [...new Map(points.map((point) => [point.x, point])).values()].sort((a, b) => a.x - b.x);
  const januaries = all.filter((point) => Number.isInteger(point.x) && point.frequency === "month");
  const byYear = januaries.length > 1;
  const candidates = (byYear ? januaries : all).map((point) => ({
    x: point.x,
    label: byYear ? String(point.x) : point.when,
  }));
  if (candidates.length < 2) return candidates;
  const room = textWidth(candidates.map((tick) => tick.label)) + 14;
  const step = Math.ceil((candidates.length * room) / width);
  const [first, last] = [all[0].x, all[all.length - 1].x];
  const edge = ((room / 2 - 20) / width) * (last - first);
  return candidates
    .filter((_, index) => (candidates.length - 1 - index) % step === 0)
    .filter((tick) => byYear || step === 1 || (tick.x - first >= edge && last - tick.x >= edge) || room < 50);
}
