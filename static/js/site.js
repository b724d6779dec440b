/* Enhancements only: every page works without this file. */
(() => {
  "use strict";

  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // on paper, nothing stays folded
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open])")];
    for (const one of opened) one.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
  });

  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    const status = document.querySelector(`[data-copy-status="${button.dataset.copy}"]`);
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        status.textContent = "Lien copié.";
      } catch {
        status.textContent = "Le lien est sélectionné : copiez-le avec Ctrl + C.";
      }
    });
  }

  const form = document.querySelector("form[data-autosave-url]");
  if (!form) return;

  const status = form.querySelector("[data-save-status]");
  const DELAY = 1200;
  const FAILED = "Pas encore enregistré : la connexion ne répond pas. Votre choix reste affiché, "
    + "« Continuer » l’enregistrera.";
  let timer = 0;
  let saving = false;
  let dirty = false;
  let leaving = false;

  // the reader's own clock: « 14 h 02 »
  const hour = () => {
    const now = new Date();
    return `${now.getHours()}\u00a0h\u00a0${String(now.getMinutes()).padStart(2, "0")}`;
  };

  const say = (words, failed) => {
    status.textContent = words;
    status.classList.toggle("failed", failed);
  };

  const take = (answer) => {
    for (const [name, value] of Object.entries(answer.seen || {})) {
      const field = form.elements.namedItem(name);
      if (field) field.value = value;
    }
    const token = form.elements.namedItem("csrf_token");
    if (answer.csrf && token) token.value = answer.csrf;
    const words = document.getElementById("avancement");
    if (answer.progress && words) {
      words.textContent = answer.progress;
      words.parentElement.querySelector("progress").value = answer.done;
    }
    for (const [axis, made] of Object.entries(answer.parts || {})) {
      const part = document.querySelector(`[data-part="${CSS.escape(axis)}"]`);
      if (!part) continue;
      part.className = `part part-${made.state}`;
      part.querySelector(".part-state").textContent = made.words;
    }
  };

  const save = async () => {
    clearTimeout(timer);
    if (saving) {
      dirty = true;
      return;
    }
    saving = true;
    dirty = false;
    try {
      const response = await fetch(form.dataset.autosaveUrl, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        signal: AbortSignal.timeout(8000),
      });
      const answer = await response.json();
      take(answer);
      const more = (answer.messages || []).join(" ");
      if (answer.saved) say(`Enregistré à ${hour()}. ${more}`.trim(), false);
      else say(more || FAILED, true);
    } catch {
      say(FAILED, true);
    } finally {
      saving = false;
      if (leaving) form.submit();
      else if (dirty) save();
    }
  };

  form.addEventListener("change", (event) => {
    if (event.target.matches("input[type=radio], textarea")) save();
  });
  form.addEventListener("input", (event) => {
    if (!event.target.matches("textarea")) return;
    clearTimeout(timer);
    timer = setTimeout(save, DELAY);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!saving) return;
    event.preventDefault(); // one writing at a time: the page leaves when the save has answered
    leaving = true;
  });
})();
