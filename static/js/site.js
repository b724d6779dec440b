/* Enhancements only: every page works without this file. */
/* One question at a time on a narrow screen: the same page, the same form. Elsewhere, its questions follow one another. */
(() => {
  "use strict";

  const form = document.querySelector("form[data-questions]");
  if (!form) return;
  const all = [...form.querySelectorAll(".question")];
  const place = document.querySelector("[data-place]");
  const left = document.querySelector("[data-left]");
  const back = form.querySelector("[data-back]");
  const alone = "alone" in form.dataset; // opened for one question, from the list of blanks
  const narrow = window.matchMedia("(max-width: 47.99rem)");
  const whole = { place: place.textContent, title: document.title };
  const site = document.title.slice(document.title.lastIndexOf("–") + 2);

  const answered = (one) => Boolean(one.querySelector(".choices :checked"));
  const open = (one) => (!answered(one) && !("optional" in one.dataset)) || "again" in one.dataset;
  const holder = (element) => all.indexOf(element ? element.closest(".question") : null);
  const named = (id) => holder(id ? document.getElementById(id) : null);
  const fromState = () => named(history.state && history.state.question);
  const fromHash = () => named(location.hash.slice(1));

  if ("seconds" in form.dataset) {
    form.addEventListener("change", () => {
      const here = all.filter((one) => !answered(one)).reduce((sum, one) => sum + Number(one.dataset.seconds), 0);
      const minutes = Math.ceil((Number(form.dataset.seconds) + here) / 60);
      left.textContent = minutes ? `encore ${minutes}\u00a0min` : "";
    });
  }

  const wrong = holder(form.querySelector(".has-error, [aria-invalid]"));
  const first = "filled" in form.dataset ? 0 : all.findIndex(open); // what someone else filled in is read too
  const start = [wrong, fromState(), fromHash(), first].find((index) => index >= 0);
  let at = start === undefined ? 0 : start;

  const shown = new Set();

  const show = (index, moved) => {
    at = index;
    for (const one of all) one.classList.toggle("now", one === all[at]);
    const on = narrow.matches;
    document.body.classList.toggle("one-at-a-time", on);
    shown.add(all[at]);
    // only a question that was shown has been read again
    for (const field of form.querySelectorAll("[name=relire]")) field.disabled = on && !shown.has(field.closest(".question"));
    place.textContent = on ? all[at].dataset.rank : whole.place;
    const fault = on && at === wrong ? "Erreur\u00a0: " : "";
    document.title = on ? `${fault}${all[at].dataset.rank} – ${document.querySelector("h1").textContent} – ${site}` : whole.title;
    if (!on || !moved) return;
    window.scrollTo(0, 0);
    all[at].querySelector("h2").focus({ preventScroll: true }); // tells the rank and the question
  };

  const stepping = () => narrow.matches && !alone;
  const go = (index) => {
    history.pushState({ question: all[index].id, from: all[at].id }, "", `#${all[index].id}`);
    show(index, true);
  };

  form.action = location.pathname + location.search; // else the browser hands this question's name on to the next page
  for (const one of all) one.querySelector("h2").tabIndex = -1;
  history.replaceState({ ...history.state, question: all[at].id }, "");
  narrow.onchange = () => show(at, false);
  show(at, false);

  form.addEventListener("submit", (event) => {
    const last = at === all.length - 1;
    const owed = "required" in all[at].dataset && !answered(all[at]); // the server says so, beside the question
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
      const before = all[at - 1];
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

  // a link of the summary of errors leads to a field that may not be shown
  document.addEventListener("click", ({ target }) => {
    const link = target.closest('a[href^="#"]');
    const index = link ? named(link.hash.slice(1)) : -1;
    if (index >= 0) show(index, false);
  });

  // what one opens is seen whole, and not below the bar of buttons
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

  // on paper, nothing stays folded
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open])")];
    for (const one of opened) one.open = true;
    // an empty date prints nothing: the style tells it by its attribute
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

  // the share sheet of a telephone, where there is one
  for (const button of document.querySelectorAll("[data-share-url]")) {
    if (!navigator.share) break;
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.share({ text: button.dataset.shareText, url: button.dataset.shareUrl }).catch(() => {}); // given up
    });
  }

  // ── pages of questions ──
  // What is typed there is kept in this tab until the server has it: after a failure, the page comes back with it.

  const PREFIX = "saisie ";
  const storage = (work) => {
    try {
      return work(sessionStorage);
    } catch {
      return null; // refused by the browser, or full: the page alone keeps what is typed
    }
  };
  const forget = (except) => storage((items) => {
    for (const name of Object.keys(items)) {
      if (name.startsWith(PREFIX) && !(except && name.startsWith(PREFIX + except))) items.removeItem(name);
    }
  });
  const diagnostic = /^.*\/diagnostic\/[^/]+/.exec(location.pathname);
  if (document.querySelector("[data-forget]")) forget();
  else if (diagnostic) forget(`${diagnostic[0]}/`); // those of another diagnostic

  const form = document.querySelector("form[data-autosave-url]");
  if (!form || !window.fetch || !window.AbortController) return;

  const status = form.querySelector("[data-save-status]");
  const DELAY = 1200;
  const TIMEOUT = 8000;
  const RETRY = [5, 15, 30, 60]; // seconds
  const LARGEST = 60000; // bytes that may be sent while the page goes
  const STAYS = "Gardez cette page ouverte\u00a0: un nouvel essai suit.";
  const OFFLINE = `Pas encore enregistré\u00a0: la connexion ne répond pas. ${STAYS}`;
  const next = form.querySelector("button[type=submit]").textContent.trim();
  const AGAIN = `Gardez cette page ouverte et appuyez sur «\u00a0${next}\u00a0» dans un instant.`;
  const SHORTEN = `Raccourcissez vos notes, puis appuyez sur «\u00a0${next}\u00a0»\u00a0: elles sont encore affichées.`;
  // a refusal comes back each time: only what passes by itself is tried again
  const passes = (code) => code === 0 || code === 408 || code === 429 || code >= 500;
  const failed = (code) => {
    const advice = passes(code) ? STAYS : code === 413 ? SHORTEN : AGAIN;
    return `Pas encore enregistré\u00a0: le site a répondu par une erreur (${code}). ${advice}`;
  };
  const OTHERS = "Une autre personne vient d’écrire sur cette page\u00a0: c’est affiché.";
  const NEWS = 8000; // milliseconds between two looks at what the others wrote
  const BACK = "Ce que vous aviez saisi ici, et qui n’était pas enregistré, est revenu.";

  const item = PREFIX + location.pathname;
  const touched = new Set(); // names of the fields changed since the last acknowledged save
  // the server refuses a save that a later one of the same page has overtaken
  const page = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  let number = 0;
  let timer = 0;
  let sending = null; // the outcome to come of the save under way
  let controller = null;
  let failures = 0;
  let parted = false; // sent as the page went, and nothing changed since
  let leaving = false;

  const isAnswer = (name) => /^(choix|note|contexte|rencontre)-|^decision-.+-(title|who|due)$/.test(name);
  const seen = (name) => name
    .replace(/^contexte-/, "montre-").replace(/^(choix|note)-/, "vu-")
    .replace(/^(rencontre|decision)-/, "vu-$1-");
  const values = () => {
    const data = new FormData(form);
    return (name) => data.get(name) || "";
  };

  const keep = () => storage((items) => {
    if (!touched.size) return items.removeItem(item);
    const value = values();
    const names = [...touched].flatMap((name) => [name, seen(name)]);
    const fields = names.map((name) => [name, value(name)]);
    return items.setItem(item, JSON.stringify({ arrived: parted && !failures && navigator.onLine !== false, fields }));
  });

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
    const bar = document.querySelector(".trail progress");
    if (answer.progress && bar) {
      bar.value = answer.done;
      bar.setAttribute("aria-label", answer.progress);
    }
  };

  const unfold = (field) => {
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  };

  /* Shows what others wrote, but never in a field that is being edited; gives the words that tell it. */
  const showNews = (fields) => {
    let words = "";
    for (const [name, [text, mark]] of Object.entries(fields || {})) {
      const field = form.elements.namedItem(name);
      const edited = field && (touched.has(name) || (field === document.activeElement && document.hasFocus()));
      if (!field || edited || field.value === text) continue;
      field.value = text;
      form.elements.namedItem(seen(name)).value = mark;
      unfold(field);
      words = OTHERS;
    }
    return words;
  };

  const nextNumber = () => `${page}-${++number}`;
  const content = () => {
    const body = new URLSearchParams(new FormData(form));
    body.set("envoi", nextNumber());
    return body;
  };

  /* Sends the page once; gives { code, answer, wait }, with code 0 when no answer of the site came. */
  const post = async (going) => {
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
        keepalive: going && body.toString().length < LARGEST,
        signal,
      });
      const answer = await response.json().catch(() => null);
      const elsewhere = response.ok && !answer; // the page of a network that asks to sign in
      return { code: elsewhere ? 0 : response.status, answer, wait: Number(response.headers.get("Retry-After")) || 0 };
    } catch {
      return { code: 0, answer: null, wait: 0 };
    } finally {
      clearTimeout(limit);
    }
  };

  const settle = ({ code, answer, wait }, sent) => {
    if (answer) take(answer);
    const value = values();
    const newer = [...touched].some((name) => value(name) !== sent.get(name));
    const more = ((answer && answer.messages) || []).join(" ");
    if (answer && answer.saved) {
      failures = 0;
      for (const [name, text] of sent) if (value(name) === text) touched.delete(name);
      keep();
      say(["Enregistré à", hour() + ".", more, showNews(answer.fields)].filter(Boolean).join(" "), false);
    } else {
      say(more || (code ? failed(code) : OFFLINE), true);
    }
    if (newer) timer = setTimeout(save, DELAY);
    else if (passes(code)) {
      timer = setTimeout(save, 1000 * Math.max(wait, RETRY[Math.min(failures, RETRY.length - 1)]));
      failures += 1;
    }
  };

  /* Saves, one request at a time; gives its outcome. When the page is going: at once, whatever is under way. */
  const save = (going = false) => {
    clearTimeout(timer);
    if (sending && !going) return sending;
    if (controller) controller.abort();
    const value = values();
    const sent = new Map([...touched].map((name) => [name, value(name)]));
    const mine = post(going)
      .then((outcome) => {
        if (!(outcome.answer && outcome.answer.stale) || mine !== sending) return outcome;
        take(outcome.answer); // a page left open for long: its new token is good
        return post(going);
      })
      .then((outcome) => {
        if (mine !== sending) return outcome; // overtaken
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
    field.value = nextNumber();
  };

  const saveThenLeave = async (button) => {
    leaving = true;
    say("Enregistrement…", false);
    let outcome;
    do outcome = await save(); while (outcome.answer && outcome.answer.saved && touched.size);
    leaving = false;
    // 422: the page comes back with each error beside its field
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
    parted = false;
    keep();
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

  const part = () => {
    if (!touched.size || parted) return;
    parted = true;
    keep();
    if ("keepalive" in Request.prototype) save(true);
    else navigator.sendBeacon(form.dataset.autosaveUrl, content());
  };
  window.addEventListener("pagehide", part);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") part();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!failures || !touched.size) return;
    event.preventDefault();
    event.returnValue = true; // older browsers
  });
  window.addEventListener("online", () => {
    if (touched.size) save();
  });

  /* Brings back what this tab could not save; what seems to have arrived, only where nothing has changed since. */
  const bringBack = () => {
    const { arrived, fields } = JSON.parse(storage((items) => items.getItem(item)) || '{"fields": []}');
    const value = values();
    const before = new Map(fields);
    const base = (name, shown) => shown.split("|")[name.startsWith("note-") ? 1 : 0];
    let changed = false;
    for (const [name, text] of fields.filter(([field]) => isAnswer(field))) {
      const field = form.elements.namedItem(name);
      const earlier = before.get(seen(name));
      if (!field || (arrived && base(name, value(seen(name))) !== base(name, earlier))) continue;
      touched.add(name);
      form.elements.namedItem(seen(name)).value = earlier;
      field.value = text;
      if (value(name) === text) continue;
      changed = true;
      unfold(field);
    }
    if (changed) say(BACK, false);
    if (touched.size && !summary) save();
    else keep();
  };
  bringBack();

  /* Looks at what the others wrote, as long as the page is seen and open. */
  const look = async () => {
    const before = number;
    if (document.visibilityState === "visible" && !sending) {
      try {
        const response = await fetch(form.dataset.newsUrl, { headers: { Accept: "application/json" } });
        const answer = await response.json();
        if (response.status === 410) return void say(answer.messages.join(" "), true);
        const words = number === before && response.ok ? showNews(answer.fields) : "";
        if (words) say(words, false);
      } catch {
        // the next look will do: what is typed says by itself whether it is saved
      }
    }
    setTimeout(look, NEWS);
  };
  if ("newsUrl" in form.dataset) setTimeout(look, NEWS);
})();
