"use strict";
// n and p go to the next and the previous difference; the links beside each do the same without this file.
(() => {
  const rows = [...document.querySelectorAll(".row[id]")];
  let at = -1;

  function go(step) {
    const held = rows.indexOf(document.activeElement.closest(".row[id]"));
    if (held >= 0) at = held;
    else if (location.hash) at = rows.findIndex((row) => `#${row.id}` === location.hash);
    at = Math.min(rows.length - 1, Math.max(0, at + step));
    history.replaceState(null, "", `#${rows[at].id}`);
    rows[at].focus({ preventScroll: true });
    rows[at].scrollIntoView({ block: "start" });
  }

  addEventListener("keydown", (event) => {
    if (!rows.length || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    if (event.key === "n" || event.key === "p") {
      event.preventDefault();
      go(event.key === "n" ? 1 : -1);
    }
  });
})();
