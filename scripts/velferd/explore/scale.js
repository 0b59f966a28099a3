// Elements, axes and colours that both kinds of chart share.
const SVG = "http://www.w3.org/2000/svg";
const COLOURS = 8;

const ruler = document.createElement("canvas").getContext("2d");
ruler.font = `12px ${getComputedStyle(document.body).fontFamily}`;
// Of the widest of these strings as the charts write them, in pixels.
const textWidth = (strings) => Math.max(...strings.map((string) => ruler.measureText(string).width));

function element(name, attributes = {}, ...children) {
  const node = name in SVG_NAMES ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(key, "");
    else if (value !== false && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}
const SVG_NAMES = Object.fromEntries(
  ["svg", "g", "path", "line", "rect", "circle", "text", "desc"].map((name) => [name, true]),
);

function svgTitle(content) {
  const node = document.createElementNS(SVG, "title");
  node.textContent = content;
  return node;
}

// Round numbers from at or below `low` to at or above `high`; zero is always among them.
function ticks(low, high, count) {
  const span = Math.max(high, 0) - Math.min(low, 0) || 1;
  const power = 10 ** Math.floor(Math.log10(span / count));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => span / candidate <= count);
  const first = Math.floor(Math.min(low, 0) / step);
  const last = Math.max(Math.ceil(Math.max(high, 0) / step), first + 1);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    value: (first + index) * step,
    label: formatted((first + index) * step, digits),
  }));
}

function shortened(string, width) {
  if (textWidth([string]) <= width) return string;
  let length = string.length - 1;
  while (length > 0 && textWidth([string.slice(0, length) + "…"]) > width) length -= 1;
  return string.slice(0, length) + "…";
}

// Colour alone tells no series from another: lines differ in dashes, and points in shape, too.
const seriesClass = (index) => `series-${index % COLOURS} ${index < COLOURS ? "plain" : "dashed"}`;

function marker(index, x, y) {
  const size = 3.6;
  const shapes = [
    `M${x - size},${y}a${size},${size} 0 1 0 ${2 * size},0a${size},${size} 0 1 0 ${-2 * size},0`,
    `M${x - size},${y - size}h${2 * size}v${2 * size}h${-2 * size}z`,
    `M${x},${y - size * 1.3}l${size * 1.2},${size * 2.2}h${-size * 2.4}z`,
    `M${x},${y - size * 1.4}l${size * 1.4},${size * 1.4}l${-size * 1.4},${size * 1.4}l${-size * 1.4},${-size * 1.4}z`,
  ];
  return element("path", { d: shapes[index % shapes.length], class: `marker ${seriesClass(index)}` });
}

function legend(labels, kind) {
  const items = labels.map((label, index) => {
    const swatch = element("svg", { width: 26, height: 14, "aria-hidden": "true" });
    if (kind === "bars")
      swatch.append(element("rect", { x: 4, y: 1, width: 18, height: 12, class: `fill-${index % COLOURS}` }));
    else swatch.append(element("path", { d: "M0,7h26", class: `line ${seriesClass(index)}` }), marker(index, 13, 7));
    return element("li", {}, swatch, label);
  });
  return element("ul", { class: "legend" }, ...items);
}
