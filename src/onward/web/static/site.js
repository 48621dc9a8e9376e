// Everything works without this. With it: sliders reorder live, and a link into a folded part opens it.
"use strict";

function openTo(hash) {
  const target = hash && document.getElementById(decodeURIComponent(hash.slice(1)));
  for (let part = target; part; part = part.parentElement) {
    if (part.tagName === "DETAILS") part.open = true;
  }
  if (target) target.scrollIntoView();
}
addEventListener("hashchange", () => openTo(location.hash));
openTo(location.hash);

for (const form of document.querySelectorAll("form[data-live]")) {
  let waiting, asked = 0;
  form.addEventListener("input", (event) => {
    const shown = event.target.type === "range" && event.target.nextElementSibling;
    if (shown) shown.value = event.target.value;
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const mine = ++asked;
      try {
        const answer = await fetch(form.dataset.live, { method: "POST", body: new URLSearchParams(new FormData(form)) });
        const text = answer.ok ? await answer.text() : "";
        const found = text && new DOMParser().parseFromString(text, "text/html").getElementById("ranking");
        const old = document.getElementById("ranking");
        if (found && old && mine === asked) old.replaceWith(found);
      } catch { /* the form's own button still works */ }
    }, 150);
  });
}
for (const form of document.querySelectorAll("form:not([data-live])")) {
  form.addEventListener("input", (event) => {
    const shown = event.target.type === "range" && event.target.nextElementSibling;
    if (shown) shown.value = event.target.value;
  });
}
