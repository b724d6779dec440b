/* Updates the pages of a workshop by polling. Enhancement only: without it, « Voir la suite » and « Recharger » do the same. */
(() => {
  "use strict";

  // all in milliseconds
  const EVERY = 2000; // between two polls
  const QUIET = 10000; // the same, when nothing has changed for QUIET_AFTER
  const QUIET_AFTER = 300000;
  const RETRY = [4000, 8000, 16000]; // after one failure, two, more
  const NOT_SENT = "Pas encore envoyée. Nous réessayons.";
  const LEFT = "Votre choix n’a pas été envoyé.";
  const LEFT_WORDS = "Vos mots n’ont pas été envoyés.";
  const FOR_SECOND_ROUND = "Si un second tour s’ouvre, il vous y attend.";
  const TOO_LATE = "La salle est passée à la suite.";

  const live = () => document.querySelector("[data-live]");
  if (!live() || !window.fetch) return;

  let timer = 0;
  let failures = 0;
  let changedAt = Date.now();
  let sending = false;

  const jitter = (delay) => delay * (0.85 + Math.random() * 0.3);
  const schedulePoll = () => {
    clearTimeout(timer);
    const pause = failures ? RETRY[Math.min(failures, RETRY.length) - 1] : Date.now() - changedAt > QUIET_AFTER ? QUIET : EVERY;
    if (document.visibilityState === "visible") timer = setTimeout(poll, jitter(pause));
  };

  const isGone = (code) => code === 404 || code === 410;
  const isTransient = (code) => code === 408 || code === 429 || code >= 500; // worth trying again

  const announce = (words) => {
    const place = document.querySelector("[data-announce]");
    if (place) place.textContent = words;
  };

  /* Tells whether two pages ask the same question, in the same round. */
  const asksTheSame = (one, other) => {
    const [asked, again] = [one, other].map((page) => page.querySelector("form[data-answer]"));
    const place = (page) => page.querySelector(".eyebrow").textContent;
    return asked && again && asked.elements.step.value === again.elements.step.value && place(one) === place(other);
  };

  // ── answers not sent yet: stored in the tab (sessionStorage), by step ──

  const fieldsOf = (form) => [...form.elements].filter((one) => one.name === "choice" || one.name === "mot");
  const hasUnsent = (form) => fieldsOf(form).some((one) => one.checked !== one.defaultChecked || one.value !== one.defaultValue);
  const storageKey = (form) => `reponse-${form.elements.step.value}`;
  const withStorage = (use) => {
    try {
      return use(sessionStorage);
    } catch {
      return null; // refused by the browser
    }
  };
  const storeAnswer = (form) => {
    const values = fieldsOf(form).map((one) => (one.type === "radio" ? (one.checked ? one.value : "") : one.value));
    withStorage((kept) => kept.setItem(storageKey(form), JSON.stringify(values)));
  };
  const restoreAnswer = (form) => {
    const values = JSON.parse(withStorage((kept) => kept.getItem(storageKey(form))) || "[]");
    fieldsOf(form).forEach((one, at) => {
      if (!values[at]) return;
      if (one.type === "radio") one.checked = one.value === values[at];
      else one.value = values[at];
    });
  };

  /* Adds a warning to the next page when the answer on this one was not sent, and the next one no longer asks for it. */
  const warnUnsent = (next) => {
    const form = live().querySelector("form[data-answer]");
    const again = next.querySelector("form[data-answer]");
    const step = form?.elements.step.value;
    if (!form || !hasUnsent(form) || again?.elements.step.value === step) return;
    const told = document.createElement("p");
    told.className = "message message-warning";
    told.textContent = `${form.elements.choice ? LEFT : LEFT_WORDS} ${next.dataset.again === step ? FOR_SECOND_ROUND : TOO_LATE}`;
    next.prepend(told);
  };

  /* Replaces the content of the page by that of a response, and moves the focus to its heading if it was inside. */
  const show = (text, address, sent) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    const next = page.querySelector("[data-live]");
    if (!next) return void location.reload();
    if (!sent && asksTheSame(live(), next)) {
      Object.assign(live().dataset, { ...next.dataset }); // only the state: the answer being typed stays
      return;
    }
    if (!sent) warnUnsent(next);
    const inside = live().contains(document.activeElement);
    const before = document.title;
    document.title = page.title;
    const messages = page.querySelector(".messages");
    const shown = document.querySelector(".messages");
    if (shown) shown.remove();
    const parts = page.querySelectorAll("[data-part]"); // what changes outside the live region
    document.querySelectorAll("[data-part]").forEach((one, at) => one.replaceWith(parts[at]));
    live().replaceWith(next);
    if (messages) next.before(messages);
    if (address) history.replaceState(null, "", address);
    enhance();
    if (inside) {
      const heading = next.querySelector(".error-summary") || next.querySelector("h1");
      heading.tabIndex = -1;
      heading.focus();
    }
    setTimeout(announce, 100, document.title === before ? "La page a changé." : next.querySelector("h1").textContent);
  };

  const refresh = async () => {
    const address = location.pathname + (document.body.dataset.screen === undefined ? "" : location.search);
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    if (isGone(response.status)) return void location.reload();
    if (!response.ok) throw new Error(String(response.status)); // the poll fails, and is tried again
    show(await response.text(), address);
  };

  const poll = async () => {
    const now = live();
    if (sending) return void schedulePoll();
    try {
      const response = await fetch(`${now.dataset.state}?v=${encodeURIComponent(now.dataset.version)}`, {
        headers: { Accept: "application/json" },
      });
      if (isGone(response.status)) return void location.reload();
      if (!response.ok) throw new Error(String(response.status));
      failures = 0;
      if (response.status === 200) {
        const state = await response.json();
        changedAt = Date.now();
        if (state.page === now.dataset.page) {
          const count = document.querySelector("[data-count]");
          const before = document.querySelector("[data-before]");
          if (count) count.textContent = state.count;
          if (before) before.textContent = state.before;
          now.dataset.version = state.v;
        } else {
          await new Promise((done) => setTimeout(done, Math.random() * (state.wait || 0)));
          if (!sending) await refresh();
        }
      }
    } catch {
      failures += 1;
    }
    schedulePoll();
  };

  /* Sends an answer, again and again until the server gets it. */
  const send = async (form, body, tries) => {
    sending = true;
    const status = form.querySelector("[data-answer-status]");
    try {
      const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
      if (isTransient(response.status)) throw new Error(String(response.status));
      sending = false;
      if (response.ok) withStorage((kept) => kept.removeItem(storageKey(form)));
      show(await response.text(), response.ok ? form.action.replace(/\/repondre$/, "") : null, true);
      schedulePoll();
    } catch {
      status.classList.add("failed");
      status.textContent = NOT_SENT;
      setTimeout(send, jitter(RETRY[Math.min(tries, RETRY.length - 1)]), form, body, tries + 1);
    }
  };

  /* Nobody scrolls a projected screen: shrink the text until everything fits, then show fewer ideas of a cloud. */
  const fit = () => {
    if (document.body.dataset.screen === undefined || innerWidth < 640) return; // a phone scrolls
    const overflows = () => document.documentElement.scrollHeight > innerHeight;
    const ideas = [...document.querySelectorAll(".cloud li")];
    const others = document.querySelector("[data-others]");
    const hideLast = (hidden) => {
      ideas.forEach((one, at) => (one.hidden = at >= ideas.length - hidden));
      const count = Number(others.dataset.others) + hidden;
      others.hidden = count === 0;
      others.firstElementChild.textContent = `${count} autre${count > 1 ? "s" : ""}`;
    };
    document.body.style.removeProperty("--fit");
    if (others) hideLast(0);
    for (let size = 95; size >= (others ? 80 : 45) && overflows(); size -= 5) {
      document.body.style.setProperty("--fit", size / 100);
    }
    for (let hidden = 1; others && hidden < ideas.length && overflows(); hidden += 1) hideLast(hidden);
  };

  const enhance = () => {
    fit();
    for (const one of document.querySelectorAll("[data-without-script]")) one.hidden = true;
    const form = document.querySelector("form[data-answer]");
    if (!form) return;
    restoreAnswer(form);
    form.addEventListener("input", () => storeAnswer(form));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const body = new URLSearchParams(new FormData(form));
      body.set("script", "1");
      if (!sending) send(form, body, 0);
    });
  };

  enhance();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") poll();
  });
  window.addEventListener("online", poll);
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) poll();
  });
  schedulePoll();

  // ── the screen ──

  if (document.body.dataset.screen === undefined) return;
  window.addEventListener("resize", fit);
  document.fonts.ready.then(fit);
  const button = document.querySelector("[data-full-screen]");
  if (button && document.fullscreenEnabled) {
    button.hidden = false;
    button.addEventListener("click", () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen().catch(() => {});
    });
  }
  const stayAwake = () => {
    if (navigator.wakeLock && document.visibilityState === "visible") navigator.wakeLock.request("screen").catch(() => {});
  };
  document.addEventListener("visibilitychange", stayAwake);
  stayAwake();
})();
