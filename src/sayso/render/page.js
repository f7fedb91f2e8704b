"use strict";
(() => {
  const { items, labels } = JSON.parse(document.getElementById("items").textContent);
  const panel = document.getElementById("panel");
  const title = document.getElementById("panel-title");
  const notes = panel.querySelector(".panel-notes");
  const body = panel.querySelector(".panel-body");
  const pieces = new Map();
  let opener = null;

  // The pieces of a report's text that carry a mark, in order, with the place (a code-point offset) that the server gave each.
  function piecesOf(report) {
    if (!pieces.has(report)) {
      const prefix = `r${report}-`;
      const found = [...document.querySelectorAll(`#r${report} .x [id]`)];
      pieces.set(report, found.map((piece) => [Number(piece.id.slice(prefix.length)), piece]));
    }
    return pieces.get(report);
  }

  function piecesAt([report, start, end]) {
    return piecesOf(report).filter(([at]) => at >= start && at < end).map(([, piece]) => piece);
  }

  function unmark() {
    for (const piece of document.querySelectorAll(".report .on")) piece.classList.remove("on");
  }

  function show(place) {
    const found = piecesAt(place);
    if (!found.length) return;
    unmark();
    for (const piece of found) piece.classList.add("on");
    for (let up = found[0].closest("details"); up; up = up.parentElement.closest("details")) up.open = true;
    found[0].scrollIntoView({ block: innerWidth < 821 ? "start" : "center" });
  }

  const LONGEST = 400;

  // Of long surroundings the part next to the words, cut at a space.
  function ending(text) {
    return text.length <= LONGEST ? text : `… ${text.slice(text.indexOf(" ", text.length - LONGEST) + 1)}`;
  }

  function beginning(text) {
    return text.length <= LONGEST ? text : `${text.slice(0, text.lastIndexOf(" ", LONGEST))} …`;
  }

  // The sentences that hold a place, copied out of the report, with the place's own words marked.
  function sentencesAt(place) {
    const found = new Set(piecesAt(place));
    const sentences = new Set([...found].map((piece) => piece.closest(".x")));
    const nodes = [...sentences].flatMap((sentence) => [...sentence.childNodes, " "]);
    const [first, last] = [nodes.findIndex((n) => found.has(n)), nodes.findLastIndex((n) => found.has(n))];
    const text = (some) => some.map((n) => n.textContent ?? n).join("");
    const words = document.createElement("p");
    words.append(ending(text(nodes.slice(0, first))));
    for (const node of nodes.slice(first, last + 1)) {
      const copy = document.createElement("span");
      copy.textContent = node.textContent ?? node;
      if (found.has(node)) copy.className = "on";
      words.append(copy);
    }
    words.append(beginning(text(nodes.slice(last + 1))));
    return words;
  }

  function entry(place) {
    const div = document.createElement("div");
    const head = document.createElement("h3");
    head.textContent = labels[place[0] - 1];
    const link = document.createElement("a");
    link.href = `#r${place[0]}-${place[1]}`;
    link.textContent = body.dataset.link;
    link.setAttribute("aria-label", `${body.dataset.link}: ${labels[place[0] - 1]}`);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      show(place);
    });
    div.append(head, sentencesAt(place));
    if (place[3]) {
      const behind = document.createElement("p");
      behind.className = "behind";
      behind.textContent = place[3];
      div.append(behind);
    }
    div.append(link);
    return div;
  }

  function open(key, from) {
    const item = items[key];
    if (!item) return;
    if (opener) opener.removeAttribute("aria-expanded");
    opener = from;
    opener.setAttribute("aria-expanded", "true");
    title.textContent = item[0];
    notes.replaceChildren(...item[1].map((note) => {
      const line = document.createElement("p");
      line.className = "panel-note";
      line.textContent = note;
      return line;
    }));
    body.replaceChildren(...item[2].map(entry));
    panel.hidden = false;
    panel.scrollTop = 0;
    panel.focus({ preventScroll: true });
    panel.dispatchEvent(new CustomEvent("opened", { detail: key }));
  }

  function close() {
    if (panel.hidden) return;
    panel.hidden = true;
    unmark();
    if (!opener) return;
    opener.removeAttribute("aria-expanded");
    if (!opener.matches("a")) opener.tabIndex = -1;
    opener.focus({ preventScroll: true });
    opener = null;
  }

  for (const link of document.querySelectorAll("a[data-open]")) {
    link.setAttribute("role", "button");
    link.setAttribute("aria-haspopup", "dialog");
  }
  document.addEventListener("click", (event) => {
    const from = event.target.closest("[data-open]");
    if (!from || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!from.matches("a") && String(getSelection())) return;
    event.preventDefault();
    open(from.dataset.open, from);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === " " && event.target.matches("a[data-open]")) {
      event.preventDefault();
      open(event.target.dataset.open, event.target);
    }
  });
  panel.querySelector(".close").addEventListener("click", close);

  // An address may end in the key of an item, which opens then, or in the id of a place.
  function unfold() {
    const asked = location.hash && decodeURIComponent(location.hash.slice(1));
    const link = asked && items[asked] && document.querySelector(`a[data-open="${CSS.escape(asked)}"]`);
    const target = link || (asked && document.getElementById(asked));
    if (!target) return;
    for (let up = target.closest("details"); up; up = up.parentElement.closest("details")) up.open = true;
    target.querySelector(":scope > details")?.setAttribute("open", "");
    target.scrollIntoView({ block: link ? "center" : "start" });
    if (link) open(asked, link);
  }
  addEventListener("hashchange", unfold);
  unfold();

  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("main details:not([open]):not(.noise)")];
    for (const one of folded) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of folded) one.open = false;
  });

  for (const name of document.querySelectorAll(".dependence [data-node]")) {
    const drawing = name.closest("svg");
    const touching = drawing.querySelectorAll(`[data-ends~="${name.dataset.node}"]`);
    name.addEventListener("pointerenter", () => {
      drawing.classList.add("picked");
      for (const line of touching) line.classList.add("picked");
    });
    name.addEventListener("pointerleave", () => {
      drawing.classList.remove("picked");
      for (const line of touching) line.classList.remove("picked");
    });
  }

  const links = new Map([...document.querySelectorAll(".parts a")].map((link) => [link.hash.slice(1), link]));
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      for (const link of links.values()) link.removeAttribute("aria-current");
      links.get(target.id)?.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-20% 0px -75% 0px" });
  for (const section of document.querySelectorAll("main > section")) seen.observe(section);
})();
