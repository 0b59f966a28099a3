// The lists of a table's measures, bydeler, categories and points in time, with a box for each value.
const MOST_WITHOUT_FILTER = 20;

function showPickers(table, place, changed) {
  // Newest first: that is what most come for.
  const order = (dimension) => (dimension.code === "time" ? every(dimension).reverse() : every(dimension));
  const open = new Map([...place.querySelectorAll("details")].map((details) => [details.dataset.code, details.open]));
  const wide = window.matchMedia("(min-width: 60rem)").matches;
  const lists = ["contents", "area", "category", "time"].map((code) => dimensionOf(table, code)).filter(Boolean);
  place.replaceChildren(
    ...lists.map((dimension) => {
      const boxes = order(dimension).map((index) => boxOf(dimension, index));
      const choose = (pick) => {
        const visible = boxes.filter((box) => !box.hidden).map((box) => box.firstChild);
        visible.forEach((input) => (input.checked = pick));
        changed(dimension.code, chosenIn(boxes));
      };
      const fieldset = element("fieldset", {}, element("legend", { class: "heard" }, dimensionLabel(dimension)));
      if (boxes.length > MOST_WITHOUT_FILTER) fieldset.append(filterOf(boxes));
      if (boxes.length > 1) {
        const buttons = [
          ["all", true],
          ["none", false],
        ].map(([name, pick]) => {
          const button = element("button", { type: "button", "data-pick": name }, word(name));
          button.addEventListener("click", () => choose(pick));
          return button;
        });
        fieldset.append(element("div", { class: "picks" }, ...buttons));
      }
      const list = element("div", { class: "boxes" }, ...boxes);
      list.addEventListener("change", () => changed(dimension.code, chosenIn(boxes)));
      fieldset.append(list);
      const summary = element("summary", {}, dimensionLabel(dimension) + " ", element("span", { class: "count" }));
      const isOpen = open.get(dimension.code) ?? (wide && boxes.length > 1);
      return element("details", { "data-code": dimension.code, open: isOpen }, summary, fieldset);
    }),
  );
  showCounts(table, place);
}

function boxOf(dimension, index) {
  const checked = state.chosen[dimension.code].includes(index);
  const input = element("input", { type: "checkbox", value: index, checked });
  return element(
    "label",
    {},
    input,
    element("span", {}, valueLabel(dimension, index)),
    element("span", { class: "heard" }),
  );
}

const chosenIn = (boxes) =>
  boxes
    .filter((box) => box.firstChild.checked)
    .map((box) => Number(box.firstChild.value))
    .sort((a, b) => a - b);

function filterOf(boxes) {
  const input = element("input", { type: "search", placeholder: word("filter"), "aria-label": word("filter") });
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    for (const box of boxes) box.hidden = !box.textContent.toLowerCase().includes(wanted);
  });
  return input;
}

// How many are chosen, and which have no figures with what is chosen in the other lists.
function showCounts(table, place) {
  for (const details of place.children) {
    const dimension = dimensionOf(table, details.dataset.code);
    const found = withFigures(table, state.chosen, dimension);
    const count = word("chosen")(state.chosen[dimension.code].length, dimension.codes.length);
    details.querySelector(".count").textContent = count;
    for (const box of details.querySelectorAll(".boxes label")) {
      const empty = !found.has(Number(box.firstChild.value));
      box.classList.toggle("empty", empty);
      box.lastChild.textContent = empty ? ` (${word("noFigures")})` : "";
    }
  }
}
