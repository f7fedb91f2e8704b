"use strict";
(() => {
  const story = document.getElementById("story");
  const panel = document.getElementById("panel");
  if (!story || !panel) return;
  const acts = document.createElement("p");
  acts.className = "panel-acts";
  const links = [
    [story.dataset.judge, (key) => `/stories/${story.dataset.story}/judge?item=${key}`],
    [story.dataset.cite, (key) => `/cite?story=${story.dataset.story}&item=${key}`],
  ].filter(([name]) => name).map(([name, path]) => {
    const link = document.createElement("a");
    link.textContent = name;
    acts.append(link, " ");
    return [link, path];
  });
  panel.querySelector(".panel-notes").after(acts);
  panel.addEventListener("opened", (event) => {
    for (const [link, path] of links) link.href = path(encodeURIComponent(event.detail));
  });
})();
