/* Enhancements only: every page works without this file. */
/* Pages of questions: on a narrow screen, one question of the page at a time, in the same form. */
(() => {
  "use strict";

  const form = document.querySelector("form[data-questions]");
  if (!form) return;
  const questions = [...form.querySelectorAll(".question")];
  const rank = document.querySelector("[data-place]");
  const timeLeft = document.querySelector("[data-left]");
  const back = form.querySelector("[data-back]");
  const alone = "alone" in form.dataset; // the page was opened for one question, from the page of verification
  const narrow = window.matchMedia("(max-width: 47.99rem)");
  const whole = { place: rank.textContent, title: document.title };
  const site = document.title.slice(document.title.lastIndexOf("–") + 2);

  const answered = (one) => Boolean(one.querySelector(".choices :checked"));
  const toAnswer = (one) => (!answered(one) && !("optional" in one.dataset)) || "again" in one.dataset;
  const indexOfQuestion = (element) => questions.indexOf(element ? element.closest(".question") : null);
  const indexOfId = (id) => indexOfQuestion(id ? document.getElementById(id) : null);
  const fromState = () => indexOfId(history.state && history.state.question);
  const fromHash = () => indexOfId(location.hash.slice(1));

  if ("seconds" in form.dataset) {
    form.addEventListener("change", () => {
      const here = questions.filter((one) => !answered(one)).reduce((sum, one) => sum + Number(one.dataset.seconds), 0);
      const minutes = Math.ceil((Number(form.dataset.seconds) + here) / 60);
      timeLeft.textContent = minutes ? `encore ${minutes}\u00a0min` : "";
    });
  }

  const wrong = indexOfQuestion(form.querySelector(".has-error, [aria-invalid]"));
  const first = "filled" in form.dataset ? 0 : questions.findIndex(toAnswer); // somebody else's answers are read from the first
  const start = [wrong, fromState(), fromHash(), first].find((index) => index >= 0);
  let at = start === undefined ? 0 : start;

  const shown = new Set();

  const show = (index, moved) => {
    at = index;
    for (const one of questions) one.classList.toggle("now", one === questions[at]);
    const on = narrow.matches;
    document.body.classList.toggle("one-at-a-time", on);
    shown.add(questions[at]);
    // a question counts as read again only if it was shown
    for (const field of form.querySelectorAll("[name=relire]")) field.disabled = on && !shown.has(field.closest(".question"));
    rank.textContent = on ? questions[at].dataset.rank : whole.place;
    const fault = on && at === wrong ? "Erreur\u00a0: " : "";
    document.title = on ? `${fault}${questions[at].dataset.rank} – ${document.querySelector("h1").textContent} – ${site}` : whole.title;
    if (!on || !moved) return;
    window.scrollTo(0, 0);
    questions[at].querySelector("h2").focus({ preventScroll: true }); // a screen reader reads the rank and the question
  };

  const stepping = () => narrow.matches && !alone;
  const go = (index) => {
    history.pushState({ question: questions[index].id, from: questions[at].id }, "", `#${questions[index].id}`);
    show(index, true);
  };

  form.action = location.pathname + location.search; // without it, browsers add this question's #fragment to the next page
  for (const one of questions) one.querySelector("h2").tabIndex = -1;
  history.replaceState({ ...history.state, question: questions[at].id }, "");
  narrow.onchange = () => show(at, false);
  show(at, false);

  form.addEventListener("submit", (event) => {
    const last = at === questions.length - 1;
    const owed = "required" in questions[at].dataset && !answered(questions[at]); // sent, so that the server's error is shown beside the question
    if (!stepping() || last || owed || (event.submitter && event.submitter.name)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    go(at + 1);
  });

  if (back) {
    back.addEventListener("click", (event) => {
      if (!stepping()) return;
      if (at === 0) {
        if (back.dataset.back) back.hash = back.dataset.back;
        return;
      }
      event.preventDefault();
      const before = questions[at - 1];
      if (history.state && history.state.from === before.id) return void history.back();
      history.replaceState({ question: before.id }, "", `#${before.id}`);
      show(at - 1, true);
    });
  }

  window.addEventListener("popstate", () => {
    const index = [fromState(), fromHash()].find((one) => one >= 0);
    if (index !== undefined && index !== at) show(index, narrow.matches);
  });
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted && fromState() >= 0) show(fromState(), false);
  });

  // a link of the error summary may lead to a question that is not shown
  document.addEventListener("click", ({ target }) => {
    const link = target.closest('a[href^="#"]');
    const index = link ? indexOfId(link.hash.slice(1)) : -1;
    if (index >= 0) show(index, false);
  });

  // scroll to what a <details> shows, so that the bar of buttons does not cover it
  form.addEventListener("click", ({ target }) => {
    const summary = narrow.matches && target.closest("summary");
    if (!summary) return;
    const details = summary.parentElement;
    details.addEventListener("toggle", () => details.lastElementChild.scrollIntoView({ block: "nearest" }), { once: true });
  });
})();

(() => {
  "use strict";

  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // print everything unfolded
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open])")];
    for (const one of opened) one.open = true;
    // the print style sheet hides empty dates by their `value` attribute, which typing does not change
    for (const one of document.querySelectorAll("input[type=date]")) one.setAttribute("value", one.value);
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

  // the share dialog of the system, where there is one
  for (const button of document.querySelectorAll("[data-share-url]")) {
    if (!navigator.share) break;
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.share({ text: button.dataset.shareText, url: button.dataset.shareUrl }).catch(() => {}); // cancelled
    });
  }

  // ── pages of questions ──
  // What is typed is stored in this tab (sessionStorage) until the server acknowledges it, and restored after a failure.

  const PREFIX = "saisie ";
  const withStorage = (work) => {
    try {
      return work(sessionStorage);
    } catch {
      return null; // refused by the browser, or full
    }
  };
  const dropTyped = (except) => withStorage((items) => {
    for (const name of Object.keys(items)) {
      if (name.startsWith(PREFIX) && !(except && name.startsWith(PREFIX + except))) items.removeItem(name);
    }
  });
  const diagnostic = /^.*\/diagnostic\/[^/]+/.exec(location.pathname);
  if (document.querySelector("[data-forget]")) dropTyped();
  else if (diagnostic) dropTyped(`${diagnostic[0]}/`); // of other diagnostics

  const form = document.querySelector("form[data-autosave-url]");
  if (!form || !window.fetch || !window.AbortController) return;

  const status = form.querySelector("[data-save-status]");
  const DELAY = 1200; // milliseconds without typing before a save
  const TIMEOUT = 8000; // milliseconds
  const RETRY = [5, 15, 30, 60]; // seconds between tries
  const LARGEST = 60000; // bytes that browsers send while the page is left (`keepalive`)
  const STAYS = "Gardez cette page ouverte\u00a0: un nouvel essai suit.";
  const OFFLINE = `Pas encore enregistré\u00a0: la connexion ne répond pas. ${STAYS}`;
  const next = form.querySelector("button[type=submit]").textContent.trim();
  const AGAIN = `Gardez cette page ouverte et appuyez sur «\u00a0${next}\u00a0» dans un instant.`;
  const SHORTEN = `Raccourcissez vos notes, puis appuyez sur «\u00a0${next}\u00a0»\u00a0: elles sont encore affichées.`;
  // only failures that may not happen again are tried again, not refusals
  const isTransient = (code) => code === 0 || code === 408 || code === 429 || code >= 500;
  const failed = (code) => {
    const advice = isTransient(code) ? STAYS : code === 413 ? SHORTEN : AGAIN;
    return `Pas encore enregistré\u00a0: le site a répondu par une erreur (${code}). ${advice}`;
  };
  const OTHERS = "Une autre personne vient d’écrire sur cette page\u00a0: c’est affiché.";
  const NEWS = 8000; // milliseconds between two polls for what others wrote
  const BACK = "Ce que vous aviez saisi ici, et qui n’était pas enregistré, est revenu.";

  const storageKey = PREFIX + location.pathname;
  const touched = new Set(); // names of the fields changed since the last acknowledged save
  // identifies this page and the order of its saves: the server refuses one that arrives after a newer one
  const page = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  let saveNumber = 0;
  let timer = 0;
  let sending = null; // promise of the outcome of the save under way
  let controller = null;
  let failures = 0;
  let flushed = false; // a save was sent as the page was left, and nothing changed since
  let leaving = false;

  const isAnswer = (name) => /^(choix|note|contexte|rencontre)-|^decision-.+-(title|who|due)$/.test(name);
  const seenName = (name) => name
    .replace(/^contexte-/, "montre-").replace(/^(choix|note)-/, "vu-")
    .replace(/^(rencontre|decision)-/, "vu-$1-");
  const values = () => {
    const data = new FormData(form);
    return (name) => data.get(name) || "";
  };

  const storeTyped = () => withStorage((items) => {
    if (!touched.size) return items.removeItem(storageKey);
    const value = values();
    const names = [...touched].flatMap((name) => [name, seenName(name)]);
    const fields = names.map((name) => [name, value(name)]);
    return items.setItem(storageKey, JSON.stringify({ arrived: flushed && !failures && navigator.onLine !== false, fields }));
  });

  // « 14 h 02 », by the visitor's clock
  const hour = () => {
    const now = new Date();
    return `${now.getHours()}\u00a0h\u00a0${String(now.getMinutes()).padStart(2, "0")}`;
  };

  const setStatus = (words, failed) => {
    status.textContent = words;
    status.classList.toggle("failed", failed);
  };

  const applyResponse = (answer) => {
    for (const [name, value] of Object.entries(answer.seen || {})) {
      const field = form.elements.namedItem(name);
      if (field) field.value = value;
    }
    const token = form.elements.namedItem("csrf_token");
    if (answer.csrf && token) token.value = answer.csrf;
    const bar = document.querySelector(".trail progress");
    if (answer.progress && bar) {
      bar.value = answer.done;
      bar.setAttribute("aria-label", answer.progress);
    }
  };

  const unfold = (field) => {
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  };

  /* Shows what others wrote, except in fields being edited; returns a message, empty when nothing changed. */
  const showNews = (fields) => {
    let words = "";
    for (const [name, [text, mark]] of Object.entries(fields || {})) {
      const field = form.elements.namedItem(name);
      const edited = field && (touched.has(name) || (field === document.activeElement && document.hasFocus()));
      if (!field || edited || field.value === text) continue;
      field.value = text;
      form.elements.namedItem(seenName(name)).value = mark;
      unfold(field);
      words = OTHERS;
    }
    return words;
  };

  const nextSaveId = () => `${page}-${++saveNumber}`;
  const content = () => {
    const body = new URLSearchParams(new FormData(form));
    body.set("envoi", nextSaveId());
    return body;
  };

  /* Sends the form once; returns { code, answer, wait }: the status (0 without an answer of this site), its JSON, Retry-After. */
  const post = async (pageIsLeaving) => {
    const body = content();
    controller = new AbortController();
    const { signal } = controller;
    const limit = setTimeout((late) => late.abort(), TIMEOUT, controller);
    try {
      const response = await fetch(form.dataset.autosaveUrl, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        keepalive: pageIsLeaving && body.toString().length < LARGEST,
        signal,
      });
      const answer = await response.json().catch(() => null);
      const elsewhere = response.ok && !answer; // the sign-in page of a Wi-Fi network (captive portal)
      return { code: elsewhere ? 0 : response.status, answer, wait: Number(response.headers.get("Retry-After")) || 0 };
    } catch {
      return { code: 0, answer: null, wait: 0 };
    } finally {
      clearTimeout(limit);
    }
  };

  const settle = ({ code, answer, wait }, sent) => {
    if (answer) applyResponse(answer);
    const value = values();
    const newer = [...touched].some((name) => value(name) !== sent.get(name));
    const more = ((answer && answer.messages) || []).join(" ");
    if (answer && answer.saved) {
      failures = 0;
      for (const [name, text] of sent) if (value(name) === text) touched.delete(name);
      storeTyped();
      setStatus(["Enregistré à", hour() + ".", more, showNews(answer.fields)].filter(Boolean).join(" "), false);
    } else {
      setStatus(more || (code ? failed(code) : OFFLINE), true);
    }
    if (newer) timer = setTimeout(save, DELAY);
    else if (isTransient(code)) {
      timer = setTimeout(save, 1000 * Math.max(wait, RETRY[Math.min(failures, RETRY.length - 1)]));
      failures += 1;
    }
  };

  /* Saves, one request at a time; returns the promise of its outcome. When the page is left: at once, aborting another. */
  const save = (pageIsLeaving = false) => {
    clearTimeout(timer);
    if (sending && !pageIsLeaving) return sending;
    if (controller) controller.abort();
    const value = values();
    const sent = new Map([...touched].map((name) => [name, value(name)]));
    const mine = post(pageIsLeaving)
      .then((outcome) => {
        if (!(outcome.answer && outcome.answer.stale) || mine !== sending) return outcome;
        applyResponse(outcome.answer); // the token had expired: try again with the new one
        return post(pageIsLeaving);
      })
      .then((outcome) => {
        if (mine !== sending) return outcome; // a newer save replaced this one
        sending = controller = null;
        settle(outcome, sent);
        return outcome;
      });
    sending = mine;
    return mine;
  };

  const numberForm = () => {
    let field = form.elements.namedItem("envoi");
    if (!field) {
      field = Object.assign(document.createElement("input"), { type: "hidden", name: "envoi" });
      form.append(field);
    }
    field.value = nextSaveId();
  };

  const saveThenLeave = async (button) => {
    leaving = true;
    setStatus("Enregistrement…", false);
    let outcome;
    do outcome = await save(); while (outcome.answer && outcome.answer.saved && touched.size);
    leaving = false;
    // also after a 422: the page that follows shows each error beside its field
    if (!outcome.answer || (outcome.code !== 200 && outcome.code !== 422)) return;
    numberForm();
    if (button && button.name) {
      const { name, value } = button;
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    form.submit();
  };

  form.addEventListener("input", ({ target }) => {
    if (!isAnswer(target.name)) return;
    touched.add(target.name);
    flushed = false;
    storeTyped();
    clearTimeout(timer);
    timer = setTimeout(save, DELAY);
  });
  form.addEventListener("change", ({ target }) => {
    if (isAnswer(target.name)) save();
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!sending && !touched.size && navigator.onLine !== false) {
      numberForm();
      return;
    }
    event.preventDefault(); // the browser's own error page must not replace what is not saved
    if (!leaving) saveThenLeave(event.submitter);
  });

  const flushOnLeave = () => {
    if (!touched.size || flushed) return;
    flushed = true;
    storeTyped();
    if ("keepalive" in Request.prototype) save(true);
    else navigator.sendBeacon(form.dataset.autosaveUrl, content());
  };
  window.addEventListener("pagehide", flushOnLeave);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") flushOnLeave();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!failures || !touched.size) return;
    event.preventDefault();
    event.returnValue = true; // older browsers
  });
  window.addEventListener("online", () => {
    if (touched.size) save();
  });

  /* Restores what this tab could not save. If it was sent as the page was left, only where the server still has the old value. */
  const restoreTyped = () => {
    const { arrived, fields } = JSON.parse(withStorage((items) => items.getItem(storageKey)) || '{"fields": []}');
    const value = values();
    const before = new Map(fields);
    const base = (name, shown) => shown.split("|")[name.startsWith("note-") ? 1 : 0];
    let changed = false;
    for (const [name, text] of fields.filter(([field]) => isAnswer(field))) {
      const field = form.elements.namedItem(name);
      const earlier = before.get(seenName(name));
      if (!field || (arrived && base(name, value(seenName(name))) !== base(name, earlier))) continue;
      touched.add(name);
      form.elements.namedItem(seenName(name)).value = earlier;
      field.value = text;
      if (value(name) === text) continue;
      changed = true;
      unfold(field);
    }
    if (changed) setStatus(BACK, false);
    if (touched.size && !summary) save();
    else storeTyped();
  };
  restoreTyped();

  /* Polls for what others wrote, while the page is visible. */
  const pollNews = async () => {
    const before = saveNumber;
    if (document.visibilityState === "visible" && !sending) {
      try {
        const response = await fetch(form.dataset.newsUrl, { headers: { Accept: "application/json" } });
        const answer = await response.json();
        if (response.status === 410) return void setStatus(answer.messages.join(" "), true);
        const words = saveNumber === before && response.ok ? showNews(answer.fields) : "";
        if (words) setStatus(words, false);
      } catch {
        // ignored: the next poll will do
      }
    }
    setTimeout(pollNews, NEWS);
  };
  if ("newsUrl" in form.dataset) setTimeout(pollNews, NEWS);
})();
