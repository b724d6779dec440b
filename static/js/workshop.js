/* Keeps the pages of a workshop up to date. Enhancement only: without it, « Voir la suite » and « Recharger » do the same. */
(() => {
  "use strict";

  const EVERY = 2000; // milliseconds
  const QUIET = 10000; // when nothing has changed for QUIET_AFTER
  const QUIET_AFTER = 300000;
  const RETRY = [4000, 8000, 16000];
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

  const jitter = (wait) => wait * (0.85 + Math.random() * 0.3);
  const wait = () => {
    clearTimeout(timer);
    const pause = failures ? RETRY[Math.min(failures, RETRY.length) - 1] : Date.now() - changedAt > QUIET_AFTER ? QUIET : EVERY;
    if (document.visibilityState === "visible") timer = setTimeout(ask, jitter(pause));
  };

  const gone = (code) => code === 404 || code === 410;
  const passes = (code) => code === 408 || code === 429 || code >= 500; // what is worth trying again

  const say = (words) => {
    const place = document.querySelector("[data-announce]");
    if (place) place.textContent = words;
  };

  /* Whether both pages ask for an answer to the same question, in the same round. */
  const asksTheSame = (one, other) => {
    const [asked, again] = [one, other].map((page) => page.querySelector("form[data-answer]"));
    const place = (page) => page.querySelector(".eyebrow").textContent;
    return asked && again && asked.elements.step.value === again.elements.step.value && place(one) === place(other);
  };

  // ── what is chosen or typed, and not sent: kept in the tab, by question ──

  const fieldsOf = (form) => [...form.elements].filter((one) => one.name === "choice" || one.name === "mot");
  const isLeft = (form) => fieldsOf(form).some((one) => one.checked !== one.defaultChecked || one.value !== one.defaultValue);
  const drawer = (form) => `reponse-${form.elements.step.value}`;
  const tab = (use) => {
    try {
      return use(sessionStorage);
    } catch {
      return null; // refused by the browser
    }
  };
  const keepIn = (form) => {
    const said = fieldsOf(form).map((one) => (one.type === "radio" ? (one.checked ? one.value : "") : one.value));
    tab((kept) => kept.setItem(drawer(form), JSON.stringify(said)));
  };
  const bringBack = (form) => {
    const said = JSON.parse(tab((kept) => kept.getItem(drawer(form))) || "[]");
    fieldsOf(form).forEach((one, at) => {
      if (!said[at]) return;
      if (one.type === "radio") one.checked = one.value === said[at];
      else one.value = said[at];
    });
  };

  /* Says that what was chosen stays behind, when the page that comes asks no more for it. */
  const sayLeft = (next) => {
    const form = live().querySelector("form[data-answer]");
    const again = next.querySelector("form[data-answer]");
    const step = form?.elements.step.value;
    if (!form || !isLeft(form) || again?.elements.step.value === step) return;
    const told = document.createElement("p");
    told.className = "message message-warning";
    told.textContent = `${form.elements.choice ? LEFT : LEFT_WORDS} ${next.dataset.again === step ? FOR_SECOND_ROUND : TOO_LATE}`;
    next.prepend(told);
  };

  /* Shows the page that came in place of this one, and keeps the focus where a reader expects it. */
  const show = (text, address, sent) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    const next = page.querySelector("[data-live]");
    if (!next) return void location.reload();
    if (!sent && asksTheSame(live(), next)) {
      Object.assign(live().dataset, { ...next.dataset }); // what is being typed stays
      return;
    }
    if (!sent) sayLeft(next);
    const inside = live().contains(document.activeElement);
    const before = document.title;
    document.title = page.title;
    const messages = page.querySelector(".messages");
    const shown = document.querySelector(".messages");
    if (shown) shown.remove();
    const parts = page.querySelectorAll("[data-part]"); // what changes outside of it
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
    setTimeout(say, 100, document.title === before ? "La page a changé." : next.querySelector("h1").textContent);
  };

  const refresh = async () => {
    const address = location.pathname + (document.body.dataset.screen === undefined ? "" : location.search);
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    if (gone(response.status)) return void location.reload();
    if (!response.ok) throw new Error(String(response.status)); // tried again
    show(await response.text(), address);
  };

  const ask = async () => {
    const now = live();
    if (sending) return void wait();
    try {
      const response = await fetch(`${now.dataset.state}?v=${encodeURIComponent(now.dataset.version)}`, {
        headers: { Accept: "application/json" },
      });
      if (gone(response.status)) return void location.reload();
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
    wait();
  };

  /* An answer waits in the page until it is sent. */
  const send = async (form, body, tries) => {
    sending = true;
    const status = form.querySelector("[data-answer-status]");
    try {
      const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
      if (passes(response.status)) throw new Error(String(response.status));
      sending = false;
      if (response.ok) tab((kept) => kept.removeItem(drawer(form)));
      show(await response.text(), response.ok ? form.action.replace(/\/repondre$/, "") : null, true);
      wait();
    } catch {
      status.classList.add("failed");
      status.textContent = NOT_SENT;
      setTimeout(send, jitter(RETRY[Math.min(tries, RETRY.length - 1)]), form, body, tries + 1);
    }
  };

  /* Nobody scrolls a projected screen: its text shrinks until all of it is seen; of a cloud, fewer ideas show. */
  const fit = () => {
    if (document.body.dataset.screen === undefined || innerWidth < 640) return; // a phone scrolls
    const cut = () => document.documentElement.scrollHeight > innerHeight;
    const ideas = [...document.querySelectorAll(".cloud li")];
    const others = document.querySelector("[data-others]");
    const leave = (hidden) => {
      ideas.forEach((one, at) => (one.hidden = at >= ideas.length - hidden));
      const count = Number(others.dataset.others) + hidden;
      others.hidden = count === 0;
      others.firstElementChild.textContent = `${count} autre${count > 1 ? "s" : ""}`;
    };
    document.body.style.removeProperty("--fit");
    if (others) leave(0);
    for (let size = 95; size >= (others ? 80 : 45) && cut(); size -= 5) {
      document.body.style.setProperty("--fit", size / 100);
    }
    for (let hidden = 1; others && hidden < ideas.length && cut(); hidden += 1) leave(hidden);
  };

  const enhance = () => {
    fit();
    for (const one of document.querySelectorAll("[data-without-script]")) one.hidden = true;
    const form = document.querySelector("form[data-answer]");
    if (!form) return;
    bringBack(form);
    form.addEventListener("input", () => keepIn(form));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const body = new URLSearchParams(new FormData(form));
      body.set("script", "1");
      if (!sending) send(form, body, 0);
    });
  };

  enhance();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") ask();
  });
  window.addEventListener("online", ask);
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) ask();
  });
  wait();

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
