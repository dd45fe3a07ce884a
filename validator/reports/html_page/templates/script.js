"use strict";
// Filters and sorts the table of findings, and opens what a link leads to. All data is in the page; none is here.
(() => {
  const byId = (id) => document.getElementById(id);
  const table = byId("findings-table");
  if (table) {
    // Rows that are shown at once: browsers take seconds to lay out tens of thousands.
    const FEW = 500;
    const body = table.tBodies[0];
    let most = FEW;
    let rows = Array.from(body.rows, (row) => ({ row, text: row.textContent.toLowerCase() }));
    const text = byId("filter-text");
    const code = byId("filter-code");
    const boxes = Array.from(document.querySelectorAll("#filters input[name=severity]"));
    const filter = () => {
      const words = text.value.toLowerCase().split(/\s+/);
      const severities = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
      let fitting = 0;
      for (const each of rows) {
        const fits = severities.has(each.row.dataset.severity)
          && (!code.value || each.row.dataset.code === code.value)
          && words.every((word) => each.text.includes(word));
        fitting += fits;
        each.row.hidden = !fits || fitting > most;
      }
      byId("shown").textContent = `${Math.min(fitting, most)} of ${rows.length} shown`
        + (fitting > most ? `, ${fitting} fit` : "");
      byId("more").hidden = fitting <= most;
    };
    byId("more").addEventListener("click", () => {
      most = Infinity;
      filter();
    });
    let waiting = 0;
    text.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(filter, 100);
    });
    for (const each of [code, ...boxes]) each.addEventListener("change", filter);

    const compare = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;
    const heads = Array.from(table.tHead.rows[0].cells);
    const key = (row, column) => row.cells[column].dataset.sort || row.cells[column].textContent;
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        // Weighty ones come first, names begin with A.
        const first = column === 0 ? "descending" : "ascending";
        const other = column === 0 ? "ascending" : "descending";
        const order = head.getAttribute("aria-sort") === first ? other : first;
        for (const each of heads) each.setAttribute("aria-sort", each === head ? order : "none");
        const sign = order === "ascending" ? 1 : -1;
        const keyed = rows.map((each) => [key(each.row, column), each]);
        keyed.sort((one, two) => sign * compare(one[0], two[0]));
        rows = keyed.map((each) => each[1]);
        for (const each of rows) body.append(each.row);
        filter();
      });
    });
    heads[0].setAttribute("aria-sort", "descending");
    byId("filters").hidden = false;
    filter();
    // What the filter leaves out is not printed, what was only too much for the screen is.
    addEventListener("beforeprint", () => {
      most = Infinity;
      filter();
    });
  }

  const details = Array.from(document.querySelectorAll("details"));
  const folds = byId("folds");
  if (folds) {
    folds.hidden = false;
    folds.addEventListener("click", (event) => {
      if (event.target instanceof HTMLButtonElement) {
        for (const each of details) each.open = event.target.value === "open";
      }
    });
  }

  const reveal = () => {
    const place = location.hash && byId(location.hash.slice(1));
    const folded = place && place.closest("details:not([open])");
    if (folded) {
      folded.open = true;
      place.scrollIntoView();
    }
  };
  addEventListener("hashchange", reveal);
  reveal();

  // Paper cannot be opened: everything is printed, and the page is as it was afterwards.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = details.filter((each) => !each.open);
    for (const each of closed) each.open = true;
  });
  addEventListener("afterprint", () => {
    for (const each of closed) each.open = false;
  });
})();
