/* The forms of the facilitators' space. A field is saved when it loses the focus, by the same view as the button; the
   response replaces it on the page, with its state: saved, refused, or changed meanwhile by somebody else. */
(() => {
  "use strict";

  const form = document.querySelector("form[data-guard]");
  if (!form) return;

  const unsaved = new Set(); // names of the fields changed since they were last saved
  const unresolved = new Set(); // names of the fields refused or in conflict, until they change
  let leaving = false;

  const fieldName = (field) => field.name.replace(/^(ajout|autre):/, "");
  const fieldElement = (name, root = document) => root.querySelector(`[data-field="${CSS.escape(name)}"]`);

  // the page may be a response that refused some fields
  for (const one of form.querySelectorAll('[data-state="refuse"], [data-state="conflit"]')) unresolved.add(one.dataset.field);
  if ("unsaved" in form.dataset) unresolved.add("");

  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("pageshow", ({ persisted }) => { if (persisted) leaving = false; });
  window.addEventListener("beforeunload", (event) => {
    if (leaving || !(unsaved.size || unresolved.size)) return;
    event.preventDefault();
    event.returnValue = true; // older browsers
  });

  const onChange = ({ target }) => {
    if (!target.name) return;
    leaving = false;
    unresolved.delete(fieldName(target));
    unsaved.add(fieldName(target));
    const own = fieldElement(fieldName(target));
    for (const one of own ? own.querySelectorAll(".field-state") : []) one.remove();
  };
  form.addEventListener("input", onChange);
  form.addEventListener("change", onChange);
  if (!("fieldByField" in form.dataset) || !window.fetch || !window.AbortController) return;

  // ── field by field ──

  const TIMEOUT = 30_000;
  const AFTER_A_CHOICE = 1_200; // several boxes are ticked in a row
  const RETRY = 15_000;
  const SLOW = 400; // « Enregistrement… » is shown for longer saves only
  const SAVING = "Enregistrement…";
  const NETWORK = "Pas enregistré\u00a0: vérifiez votre connexion. Ce que vous avez écrit est toujours là.";
  const ENDED = "Pas enregistré\u00a0: votre session est terminée. Reconnectez-vous dans un autre onglet, puis appuyez sur «\u00a0Enregistrer\u00a0»\u00a0: ce que vous avez écrit est toujours là.";
  const failed = (code) => `Pas enregistré\u00a0: le site a répondu par une erreur (${code}). Ce que vous avez écrit est toujours là.`;

  const status = form.querySelector("[data-save-status]");
  const how = form.querySelector("[data-how]");
  if (how) how.textContent = how.dataset.how;
  const deferred = new Map(); // fields that had the focus when the response came -> their new content, shown when they lose it
  let sending = null;
  let sessionEnded = false; // according to the last response
  let saveAgain = false;
  let timer = 0;

  const setStatus = (words, wrong = false) => {
    status.textContent = words;
    status.classList.toggle("failed", wrong);
  };
  const listOf = (name) => {
    const field = fieldElement(name);
    return field && field.closest("[data-rows]");
  };
  // the fields of a list are saved together, once the focus leaves the list
  const isInActiveList = (name) => {
    const list = listOf(name);
    return Boolean(list && list.contains(document.activeElement));
  };
  const entriesOf = (name) => {
    const data = new FormData(form);
    return ["", "vu:", "ajout:", "autre:"].flatMap((mark) => data.getAll(mark + name).map((value) => [mark + name, value]));
  };
  const scheduleSave = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };

  async function post(names) {
    const body = new URLSearchParams([["csrf_token", form.elements.namedItem("csrf_token").value], ["par-champ", "oui"]]);
    const sent = new Map();
    const lists = new Set(names.map(listOf).filter(Boolean));
    const all = new Set([...names, ...[...lists].flatMap((list) => [...list.querySelectorAll("[data-field]")].map((one) => one.dataset.field))]);
    for (const name of all) {
      const one = entriesOf(name);
      sent.set(name, JSON.stringify(one));
      for (const [key, value] of one) body.append(key, value);
    }
    for (const list of lists) list.inert = true;
    const controller = new AbortController();
    const limit = setTimeout(() => controller.abort(), TIMEOUT);
    try {
      const response = await fetch(form.action, {
        method: "POST", body, headers: { Accept: "text/html" }, credentials: "same-origin",
        keepalive: body.toString().length < 60_000, signal: controller.signal,
      });
      return { code: response.status, page: new DOMParser().parseFromString(await response.text(), "text/html"), sent };
    } catch {
      return { code: 0, page: null, sent };
    } finally {
      clearTimeout(limit);
      for (const list of lists) list.inert = false;
    }
  }

  const replaceElement = (mine, theirs) => mine.replaceWith(document.importNode(theirs, true));
  const updateMessages = (mine, theirs) => {
    const seen = (root) => root.querySelector('input[name^="vu:"]');
    for (const one of mine.querySelectorAll(".field-error, .field-state")) one.remove();
    for (const one of theirs.querySelectorAll(".field-error")) seen(mine).before(document.importNode(one, true));
    for (const one of theirs.querySelectorAll(".field-state")) mine.append(document.importNode(one, true));
    mine.classList.toggle("has-error", theirs.classList.contains("has-error"));
    const [control, told] = [mine, theirs].map((one) => one.querySelector(":is(input, select, textarea):not([type=hidden])"));
    for (const name of control && told ? ["aria-invalid", "aria-describedby"] : []) {
      if (told.hasAttribute(name)) control.setAttribute(name, told.getAttribute(name));
      else control.removeAttribute(name);
    }
    seen(mine).value = seen(theirs).value;
  };

  const showResponse = (page, sent) => {
    for (const [name, was] of sent) {
      const mine = fieldElement(name);
      const theirs = fieldElement(name, page);
      if (!mine || !theirs) continue;
      const newer = JSON.stringify(entriesOf(name)) !== was;
      const { state } = theirs.dataset;
      if (!newer && state !== "refuse") unsaved.delete(name);
      if (!newer && state === "conflit") unresolved.add(name);
      if (mine.closest("[data-rows]")) continue;
      const here = document.activeElement;
      const answering = mine.contains(here) && here.closest(".field-error"); // a question that the response removes
      const inside = mine.contains(here) && !answering;
      deferred.delete(name);
      if (newer || inside) updateMessages(mine, theirs); // somebody types there
      else replaceElement(mine, theirs);
      if (inside && !newer) deferred.set(name, theirs);
      if (answering && !newer) fieldElement(name).querySelector(":is(input, select, textarea):not([type=hidden])").focus();
    }
    for (const mine of form.querySelectorAll("[data-field]")) { // other fields that the response now refuses
      const { field } = mine.dataset;
      const theirs = fieldElement(field, page);
      if (sent.has(field) || unsaved.has(field) || unresolved.has(field) || !theirs || mine.closest("[data-rows]")) continue;
      if ([mine, theirs].some((one) => one.classList.contains("has-error"))) updateMessages(mine, theirs);
    }
    for (const mine of form.querySelectorAll("[data-rows]")) {
      const theirs = page.getElementById(mine.id);
      if (theirs && !mine.contains(document.activeElement)) replaceElement(mine, theirs);
    }
    document.querySelector("h1").textContent = page.querySelector("h1").textContent;
    for (const id of ["apercu", "signale"]) { // sections that depend on the whole draft; no warnings beside errors
      const [mine, theirs] = [document.getElementById(id), page.getElementById(id)];
      if (mine && theirs) {
        const folds = theirs.querySelectorAll("details"); // open or closed as on this page
        mine.querySelectorAll("details").forEach((one, at) => folds[at] && folds[at].toggleAttribute("open", one.open));
        replaceElement(mine, theirs);
      } else if (mine && !page.querySelector(".error-summary")) mine.remove();
      else if (theirs && id === "signale") document.querySelector(".element-grid").before(document.importNode(theirs, true));
    }
  };

  async function save() {
    clearTimeout(timer);
    if (leaving) return;
    if (sending) {
      saveAgain = true;
      return;
    }
    const names = [...unsaved].filter((name) => !isInActiveList(name));
    if (!names.length) return;
    const slow = setTimeout(() => setStatus(SAVING), SLOW);
    sending = run(names).finally(() => {
      sending = null;
      clearTimeout(slow);
    });
    await sending;
    if (saveAgain) {
      saveAgain = false;
      scheduleSave(0);
    }
  }

  async function run(names, first = true) {
    const { code, page, sent } = await post(names);
    sessionEnded = code === 401;
    if (!page || !page.querySelector("form[data-guard]")) {
      const why = page && page.querySelector("[data-told]"); // why nothing was saved: the element was removed, or the text is unreadable
      setStatus(why ? why.textContent : code === 401 ? ENDED : code ? failed(code) : NETWORK, true);
      if (!code || code >= 500) scheduleSave(RETRY);
      return;
    }
    const token = page.querySelector('form[data-guard] [name="csrf_token"]').value;
    for (const one of document.querySelectorAll('input[name="csrf_token"]')) one.value = token;
    if (first && page.querySelector("[data-stale]")) return void await run(names, false); // try again, with the new token
    showResponse(page, sent);
    const told = page.querySelector("[data-save-status]");
    setStatus(told.textContent, told.classList.contains("failed"));
  }

  // the session had ended, and somebody signed in again in another tab: save by script, which renews the token
  form.addEventListener("submit", async (event) => {
    if (!sessionEnded || !unsaved.size) return;
    event.preventDefault();
    leaving = false;
    await sending;
    if (unsaved.size) await run([...unsaved]);
  });
  form.addEventListener("change", ({ target }) => {
    if (target.matches("[type=radio], [type=checkbox], select")) scheduleSave(AFTER_A_CHOICE);
  });
  form.addEventListener("focusout", ({ target, relatedTarget }) => {
    const unit = target.closest("[data-rows]") || target.closest("[data-field]");
    if (!unit || (relatedTarget && unit.contains(relatedTarget))) return;
    const { field } = unit.dataset;
    if (deferred.has(field) && !unsaved.has(field)) replaceElement(unit, deferred.get(field));
    deferred.delete(field);
    scheduleSave(0);
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  window.addEventListener("online", () => { if (unsaved.size) scheduleSave(0); });

  // a link waits for the save under way, so that its page shows what was saved
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !plain || link.target || link.hash && link.pathname === location.pathname || !unsaved.size) return;
    event.preventDefault();
    await (sending || save());
    location.href = link.href;
  });
})();
