/* The forms of the space. Each field is saved when it is left, by the same view as the button, and says what became of it. */
(() => {
  "use strict";

  const form = document.querySelector("form[data-guard]");
  if (!form) return;

  const unsaved = new Set(); // names of the fields changed since they were last saved
  const asked = new Set(); // those about which the page asks something
  let leaving = false;

  const named = (field) => field.name.replace(/^(ajout|autre):/, "");
  const holder = (name, root = document) => root.querySelector(`[data-field="${CSS.escape(name)}"]`);

  // what an answer of the server gave back to its author
  for (const one of form.querySelectorAll('[data-state="refuse"], [data-state="conflit"]')) asked.add(one.dataset.field);
  if ("unsaved" in form.dataset) asked.add("");

  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("pageshow", ({ persisted }) => { if (persisted) leaving = false; });
  window.addEventListener("beforeunload", (event) => {
    if (leaving || !(unsaved.size || asked.size)) return;
    event.preventDefault();
    event.returnValue = true; // older browsers
  });

  const changed = ({ target }) => {
    if (!target.name) return;
    leaving = false;
    asked.delete(named(target));
    unsaved.add(named(target));
    const own = holder(named(target));
    for (const one of own ? own.querySelectorAll(".field-state") : []) one.remove();
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  if (!("fieldByField" in form.dataset) || !window.fetch || !window.AbortController) return;

  // ── field by field ──

  const TIMEOUT = 30_000;
  const AFTER_A_CHOICE = 1_200; // several boxes are ticked in a row
  const RETRY = 15_000;
  const SLOW = 400; // a shorter save is not worth saying « Enregistrement… »
  const SAVING = "Enregistrement…";
  const NETWORK = "Pas enregistré\u00a0: vérifiez votre connexion. Ce que vous avez écrit est toujours là.";
  const ENDED = "Pas enregistré\u00a0: votre session est terminée. Reconnectez-vous dans un autre onglet, puis appuyez sur «\u00a0Enregistrer\u00a0»\u00a0: ce que vous avez écrit est toujours là.";
  const failed = (code) => `Pas enregistré\u00a0: le site a répondu par une erreur (${code}). Ce que vous avez écrit est toujours là.`;

  const status = form.querySelector("[data-save-status]");
  const how = form.querySelector("[data-how]");
  if (how) how.textContent = how.dataset.how;
  const late = new Map(); // what the server shows of fields that somebody was in
  let sending = null;
  let ended = false; // the session, when last told
  let again = false;
  let timer = 0;

  const say = (words, wrong = false) => {
    status.textContent = words;
    status.classList.toggle("failed", wrong);
  };
  const rows = (name) => {
    const field = holder(name);
    return field && field.closest("[data-rows]");
  };
  // the fields of a list are saved together, once one has left the list
  const open = (name) => {
    const list = rows(name);
    return Boolean(list && list.contains(document.activeElement));
  };
  const entries = (name) => {
    const data = new FormData(form);
    return ["", "vu:", "ajout:", "autre:"].flatMap((mark) => data.getAll(mark + name).map((value) => [mark + name, value]));
  };
  const plan = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };

  async function post(names) {
    const body = new URLSearchParams([["csrf_token", form.elements.namedItem("csrf_token").value], ["par-champ", "oui"]]);
    const sent = new Map();
    const lists = new Set(names.map(rows).filter(Boolean));
    const all = new Set([...names, ...[...lists].flatMap((list) => [...list.querySelectorAll("[data-field]")].map((one) => one.dataset.field))]);
    for (const name of all) {
      const one = entries(name);
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

  const take = (mine, theirs) => mine.replaceWith(document.importNode(theirs, true));
  const tell = (mine, theirs) => {
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

  const show = (page, sent) => {
    for (const [name, was] of sent) {
      const mine = holder(name);
      const theirs = holder(name, page);
      if (!mine || !theirs) continue;
      const newer = JSON.stringify(entries(name)) !== was;
      const { state } = theirs.dataset;
      if (!newer && state !== "refuse") unsaved.delete(name);
      if (!newer && state === "conflit") asked.add(name);
      if (mine.closest("[data-rows]")) continue;
      const here = document.activeElement;
      const answering = mine.contains(here) && here.closest(".field-error"); // the question that goes
      const inside = mine.contains(here) && !answering;
      late.delete(name);
      if (newer || inside) tell(mine, theirs); // somebody types there
      else take(mine, theirs);
      if (inside && !newer) late.set(name, theirs);
      if (answering && !newer) holder(name).querySelector(":is(input, select, textarea):not([type=hidden])").focus();
    }
    for (const mine of form.querySelectorAll("[data-field]")) { // a field that what was sent asks to fill in
      const { field } = mine.dataset;
      const theirs = holder(field, page);
      if (sent.has(field) || unsaved.has(field) || asked.has(field) || !theirs || mine.closest("[data-rows]")) continue;
      if ([mine, theirs].some((one) => one.classList.contains("has-error"))) tell(mine, theirs);
    }
    for (const mine of form.querySelectorAll("[data-rows]")) {
      const theirs = page.getElementById(mine.id);
      if (theirs && !mine.contains(document.activeElement)) take(mine, theirs);
    }
    document.querySelector("h1").textContent = page.querySelector("h1").textContent;
    for (const id of ["apercu", "signale"]) { // they are there, or not, as the draft is now; not told beside a fault
      const [mine, theirs] = [document.getElementById(id), page.getElementById(id)];
      if (mine && theirs) {
        const folds = theirs.querySelectorAll("details"); // as they are open here
        mine.querySelectorAll("details").forEach((one, at) => folds[at] && folds[at].toggleAttribute("open", one.open));
        take(mine, theirs);
      } else if (mine && !page.querySelector(".error-summary")) mine.remove();
      else if (theirs && id === "signale") document.querySelector(".element-grid").before(document.importNode(theirs, true));
    }
  };

  async function save() {
    clearTimeout(timer);
    if (leaving) return;
    if (sending) {
      again = true;
      return;
    }
    const names = [...unsaved].filter((name) => !open(name));
    if (!names.length) return;
    const slow = setTimeout(() => say(SAVING), SLOW);
    sending = run(names).finally(() => {
      sending = null;
      clearTimeout(slow);
    });
    await sending;
    if (again) {
      again = false;
      plan(0);
    }
  }

  async function run(names, first = true) {
    const { code, page, sent } = await post(names);
    ended = code === 401;
    if (!page || !page.querySelector("form[data-guard]")) {
      const why = page && page.querySelector("[data-told]"); // the element is gone, or the text cannot be read
      say(why ? why.textContent : code === 401 ? ENDED : code ? failed(code) : NETWORK, true);
      if (!code || code >= 500) plan(RETRY);
      return;
    }
    const token = page.querySelector('form[data-guard] [name="csrf_token"]').value;
    for (const one of document.querySelectorAll('input[name="csrf_token"]')) one.value = token;
    if (first && page.querySelector("[data-stale]")) return void await run(names, false); // the new token is good
    show(page, sent);
    const told = page.querySelector("[data-save-status]");
    say(told.textContent, told.classList.contains("failed"));
  }

  // signed in again in another tab: the button saves from here, whose token the next answer renews
  form.addEventListener("submit", async (event) => {
    if (!ended || !unsaved.size) return;
    event.preventDefault();
    leaving = false;
    await sending;
    if (unsaved.size) await run([...unsaved]);
  });
  form.addEventListener("change", ({ target }) => {
    if (target.matches("[type=radio], [type=checkbox], select")) plan(AFTER_A_CHOICE);
  });
  form.addEventListener("focusout", ({ target, relatedTarget }) => {
    const unit = target.closest("[data-rows]") || target.closest("[data-field]");
    if (!unit || (relatedTarget && unit.contains(relatedTarget))) return;
    const { field } = unit.dataset;
    if (late.has(field) && !unsaved.has(field)) take(unit, late.get(field));
    late.delete(field);
    plan(0);
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  window.addEventListener("online", () => { if (unsaved.size) plan(0); });

  // a link waits for what is being saved: its page shows it
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !plain || link.target || link.hash && link.pathname === location.pathname || !unsaved.size) return;
    event.preventDefault();
    await (sending || save());
    location.href = link.href;
  });
})();
