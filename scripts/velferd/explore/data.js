// The embedded figures (payload.py says how they are coded), what of them is chosen, and how a figure is written.
const DATA = JSON.parse(document.getElementById("data").textContent);
const state = { language: "nb", table: null, chosen: {}, kind: "" };

const word = (name) => WORDS[state.language][name];
const text = (index) => {
  const found = DATA.texts[index];
  return typeof found === "string" ? found : found[LANGUAGES.indexOf(state.language)];
};
const capital = (string) => string.charAt(0).toUpperCase() + string.slice(1);

function tableOf(id) {
  const table = DATA.tables.find((candidate) => candidate.id === id);
  table.read ??= table.cells.split(",");
  return table;
}

const dimensionOf = (table, code) => table.dimensions.find((dimension) => dimension.code === code);

function tableName(table) {
  return [text(table.name), text(table.title)].filter(Boolean).join(": ");
}

function dimensionLabel(dimension) {
  return dimension.code === "contents" ? word("measure") : capital(text(dimension.label));
}

function monthLabel(code) {
  const [year, month] = code.split("-");
  return month ? `${text(DATA.months[month - 1])} ${year}` : year;
}

function valueLabel(dimension, index) {
  if (dimension.code !== "time") return text(dimension.labels[index]);
  return dimension.codes[index].split("/").map(monthLabel).join("–");
}

const frequencyOf = (code) => (code.includes("/") ? "period" : code.includes("-") ? "month" : "year");

// Years as a number, for the axis.
function moment(code) {
  const [year, month] = code.split("/")[0].split("-").map(Number);
  return year + (month ? (month - 1) / 12 : 0);
}

// Years that were not over when the figures were extracted.
const unfinished = (table, code) => frequencyOf(code) === "year" && code >= table.extracted.slice(0, 4);

// The cell at these indices, one a dimension: {number, digits} or {symbol}; null where there is no such figure.
function cellAt(table, indices) {
  let position = 0;
  table.dimensions.forEach((dimension, axis) => {
    position = position * dimension.codes.length + indices[axis];
  });
  const code = table.read[position];
  if (code === "") return null;
  if (code[0] === "s") return { symbol: Number(code.slice(1)) };
  return { number: Number(code), digits: (code.split(".")[1] ?? "").length };
}

function formatted(number, digits) {
  const [whole, decimals] = Math.abs(number).toFixed(digits).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, word("group"));
  // Rounded to nothing from below is printed as -0.
  return (number < 0 || Object.is(number, -0) ? "-" : "") + grouped + (decimals ? word("decimal") + decimals : "");
}

function cellText(cell) {
  if (cell === null) return DATA.symbols[0][0];
  return "symbol" in cell ? DATA.symbols[cell.symbol][0] : formatted(cell.number, cell.digits);
}

// Calls back with (indices, cell) for every chosen position that there is a figure of.
function eachChosen(table, chosen, callback) {
  const indices = [];
  const walk = (axis) => {
    if (axis === table.dimensions.length) {
      const cell = cellAt(table, indices);
      if (cell !== null) callback(indices, cell);
      return;
    }
    for (const index of chosen[table.dimensions[axis].code]) {
      indices[axis] = index;
      walk(axis + 1);
    }
  };
  walk(0);
}

const every = (dimension) => dimension.codes.map((_, index) => index);

// For a dimension: the set of its indices that have a figure together with what is chosen in the others.
function withFigures(table, chosen, dimension) {
  const axis = table.dimensions.indexOf(dimension);
  const found = new Set();
  eachChosen(table, { ...chosen, [dimension.code]: every(dimension) }, (indices) => found.add(indices[axis]));
  return found;
}

// The first that has at least half as many figures as another; some measures are of a table's totals only.
function firstMeasure(table) {
  const contents = dimensionOf(table, "contents");
  const size = dimensionOf(table, "time").codes.length;
  const counts = contents.codes.map(() => 0);
  table.read.forEach((code, position) => {
    if (code !== "") counts[Math.floor(position / size) % counts.length] += 1;
  });
  return counts.findIndex((count) => count >= Math.max(...counts) / 2);
}

// What a reader meets first: one measure; of the city its development, of bydeler or categories the latest state.
function firstChoice(table) {
  const chosen = Object.fromEntries(table.dimensions.map((dimension) => [dimension.code, every(dimension)]));
  const keep = (code, pick) => {
    const dimension = dimensionOf(table, code);
    if (dimension)
      chosen[code] = pick(
        [...withFigures(table, chosen, dimension)].sort((a, b) => a - b),
        dimension,
      );
  };
  const parts = (all, dimension) => (all.length > 1 ? all.filter((index) => index !== dimension.total) : all);
  keep("contents", () => [firstMeasure(table)]);
  keep("area", parts);
  const areas = chosen.area.length;
  keep("category", (all, dimension) => (areas > 1 ? all.slice(0, 1) : parts(all, dimension)));
  const rows = areas * (chosen.category?.length ?? 1);
  keep("time", (all, dimension) => {
    const frequency = frequencyOf(dimension.codes[all[0]]);
    const alike = all.filter((index) => frequencyOf(dimension.codes[index]) === frequency);
    const over = alike.filter((index) => !unfinished(table, dimension.codes[index]));
    if (over.length) return rows > 6 ? over.slice(-1) : over;
    return rows > 6 ? alike.slice(-1) : alike;
  });
  return chosen;
}
