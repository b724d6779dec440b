// Saves the draft while it is typed. One request at a time; the latest text wins; nothing typed is ever dropped.
import * as words from "./words.js";

const PAUSE = 800; // after the last key
const LONGEST = 10_000; // while typing without a pause
const SLOW = 400; // a shorter save is not worth saying « Enregistrement… »
const TIMEOUT = 30_000;
const WAIT = [2_000, 4_000, 8_000, 15_000, 30_000];

/**
 * `text()` gives the words to save; `onSend()` runs as a request leaves, `onAnswer(answer)` when one is saved;
 * `show(state, words)` tells the state, `warn(lines)` what a person must read, or [] when it is over.
 */
export function startSaving(form, { text, saved, onSend, onAnswer, show, warn }) {
  const field = (name) => form.elements.namedItem(name);
  let timer = 0;
  let first = 0; // when the oldest unsaved change was made
  let last = 0;
  let typed = false; // since the last request left
  let sending = null;
  let failures = 0;
  let stopped = false;
  let leaving = false;

  const unsaved = () => text() !== saved;

  const plan = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(run, Math.max(0, delay));
  };
  const soon = () => Math.min(last + PAUSE, first + LONGEST) - Date.now();

  function changed() {
    last = Date.now();
    first ||= last;
    typed = true;
    leaving = false;
    if (stopped || sending || failures) return; // what is under way looks again when it ends
    show("dirty", words.PENDING);
    plan(soon());
  }

  function run() {
    clearTimeout(timer);
    if (sending || stopped || leaving) return;
    if (!unsaved()) {
      first = 0;
      failures = 0;
      warn([]);
      show("saved", null);
      return;
    }
    sending = send().finally(() => {
      sending = null;
      if (stopped || leaving) return;
      if (failures) plan(WAIT[Math.min(failures, WAIT.length) - 1]);
      else if (typed && unsaved()) plan(soon());
    });
  }

  async function send(again = false) {
    const source = text();
    const body = new FormData();
    body.append("csrf_token", field("csrf_token")?.value ?? "");
    body.append("revision", field("revision")?.value ?? "");
    body.append("source", source);
    first = 0;
    typed = false;
    onSend();
    const slow = setTimeout(() => show("saving", words.SAVING), again ? 0 : SLOW);
    let response;
    let answer = null;
    try {
      response = await fetch(form.dataset.saveUrl, {
        method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin",
        signal: AbortSignal.timeout?.(TIMEOUT),
      });
      answer = await response.json().catch(() => null);
    } catch {
      failures += 1;
      show("failed", words.NETWORK);
      return;
    } finally {
      clearTimeout(slow);
    }

    const fresh = answer?.csrf && answer.csrf !== field("csrf_token")?.value;
    if (answer?.csrf) {
      for (const token of document.querySelectorAll('input[name="csrf_token"]')) token.value = answer.csrf;
    }
    const messages = answer?.messages ?? [];
    if (response.ok && answer?.saved) {
      saved = source;
      failures = 0;
      if (answer.revision !== undefined && field("revision")) field("revision").value = answer.revision;
      warn([]);
      onAnswer(answer);
      show("saved", [words.saved(answer.saved_at), ...messages].join(". "));
    } else if (answer?.conflict) {
      stopped = true;
      warn([...messages, words.CONFLICT_NEXT]);
      show("conflict", words.CONFLICT);
    } else if (response.status === 422 && fresh && !again) {
      await send(true);
    } else if (!answer || response.status >= 500) {
      failures += 1;
      warn(messages);
      show("failed", messages.length ? words.REFUSED : words.failed(response.status));
    } else {
      failures = 0; // refused for a reason that waiting does not mend: the next change tries again
      warn(messages);
      show("failed", words.REFUSED);
    }
  }

  form.addEventListener("submit", (event) => {
    if (event.target !== form || event.defaultPrevented) return;
    clearTimeout(timer);
    leaving = true;
    if (!sending) return;
    // the answer on its way carries the next revision number: leaving without it would conflict with ourselves
    event.preventDefault();
    const button = event.submitter;
    Promise.race([sending, new Promise((done) => { setTimeout(done, LONGEST); })]).then(() => {
      sending = null;
      form.requestSubmit(button);
    });
  });
  window.addEventListener("beforeunload", (event) => {
    if (leaving || !unsaved()) return;
    event.preventDefault();
    event.returnValue = true; // older browsers
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
  window.addEventListener("online", () => { if (failures) run(); });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && first) run(); // at once: the page may be closed next
  });

  return { changed, now: run };
}
