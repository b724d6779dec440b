// The draft editor of the facilitators’ space. Without this file the page is a form with a textarea, and works.
import { openPlain } from "./plain.js";
import { readProblems, showProblems } from "./problems.js";
import { openRich } from "./rich.js";
import { startSaving } from "./saving.js";
import { supported } from "./styles.js";
import * as words from "./words.js";

const CHOICE = "editeur-simple";

function make(tag, properties, ...children) {
  const one = Object.assign(document.createElement(tag), properties);
  one.append(...children);
  return one;
}

function start(form, area) {
  const section = document.querySelector("[data-problems]");
  const status = form.querySelector("[data-save-status]");
  const label = area.labels[0];
  const served = area.defaultValue; // differs from the value when the browser brought unsaved words back
  let problems = readProblems(section);
  let editor = null;
  let rich = false;

  form.autocomplete = "off"; // a browser must not bring an old text back under a new revision

  // What the page says. The status changes with every pause of the typing: it is read aloud only when it matters.
  const spoken = make("p", { className: "visually-hidden" });
  spoken.setAttribute("role", "status");
  const alert = make("div", { className: "editor-alert" });
  alert.setAttribute("role", "alert");
  alert.dataset.saveAlert = "";
  const note = make("p", { className: "editor-note" });
  note.setAttribute("role", "status");
  status?.removeAttribute("role");
  status?.before(alert);
  status?.after(spoken);

  const say = (text) => { if (spoken.textContent !== text) spoken.textContent = text; };
  let told = "";
  let hour = status?.textContent ?? "";
  const show = (state, text) => {
    if (state === "saved") hour = text ?? hour;
    if (!status) return;
    status.dataset.state = state;
    status.classList.toggle("failed", state === "failed" || state === "conflict");
    status.textContent = text ?? hour;
    if (state === "failed") say(told = text);
  };
  const warn = (lines) => {
    const text = lines.join("\n");
    if (alert.dataset.text === text) return;
    alert.dataset.text = text;
    alert.replaceChildren(...lines.map((line) => make("p", { textContent: line })));
    if (text) alert.scrollIntoView({ block: "nearest" });
  };

  // The editor itself, in colours or plain.
  const help = make("p", { className: "editor-help hint", id: "source-clavier", textContent: words.HELP });
  const tools = make("div", { className: "editor-tools" });
  tools.setAttribute("role", "group");
  tools.setAttribute("aria-label", words.TOOLS);
  area.before(help, tools, note);
  if (label && !label.id) label.id = "source-nom";

  const attributes = {
    id: "source-editeur",
    tabindex: "0",
    "aria-labelledby": label?.id ?? "",
    "aria-describedby": [area.getAttribute("aria-describedby"), help.id].filter(Boolean).join(" "),
    spellcheck: "false",
  };
  const options = {
    attributes,
    onChange: () => {
      note.textContent = "";
      saving.changed();
    },
    onSave: () => saving.now(),
    onTabs: () => queueMicrotask(() => { note.textContent = words.TABS; }),
  };

  function open(wanted) {
    const line = editor?.line();
    if (editor) {
      area.value = editor.text();
      editor.close();
    }
    rich = wanted && supported;
    editor = (rich ? openRich : openPlain)(area, options);
    editor.mark(problems);
    help.hidden = !rich;
    const toggle = make("button", {
      type: "button", className: "editor-tool editor-tool-mode", textContent: rich ? words.TO_PLAIN : words.TO_RICH,
      onclick: () => {
        open(!rich);
        remember(!rich);
        tools.querySelector(".editor-tool-mode").focus();
      },
    });
    tools.replaceChildren(
      ...Object.entries(editor.tools).map(([name, run]) => {
        const button = make("button", { type: "button", className: "editor-tool", textContent: words.TOOL[name], onclick: run });
        button.dataset.tool = name;
        return button;
      }),
      ...(supported ? [toggle] : []),
    );
    if (line > 1) editor.go(line);
  }

  const saving = startSaving(form, {
    text: () => editor.text(),
    saved: served,
    onSend: () => editor.stamp(),
    onAnswer: (answer) => {
      problems = answer.problems ?? [];
      editor.mark(problems);
      showProblems(section, answer.verdict, problems);
      const verdict = answer.verdict ?? "";
      if (told !== verdict) say([words.saved(answer.saved_at), verdict].filter(Boolean).join(". "));
      told = verdict;
    },
    show,
    warn,
  });

  open(!recall());
  if (editor.text() !== served) saving.changed();

  // The textarea holds the text again whenever someone else may read it, and takes what someone else writes in it.
  const sync = () => { if (rich) area.value = editor.text(); };
  form.addEventListener("submit", sync, { capture: true });
  form.addEventListener("focusout", sync);
  window.addEventListener("pagehide", sync);
  area.addEventListener("input", () => { if (rich && area.value !== editor.text()) editor.setText(area.value); });
  label?.addEventListener("click", (event) => {
    if (!rich) return;
    event.preventDefault();
    editor.focus();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-line]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    editor.go(Number(link.dataset.line));
  });
  const asked = Number(new URLSearchParams(location.search).get("ligne"));
  if (asked > 0) requestAnimationFrame(() => editor.go(asked));
}

const recall = () => {
  try {
    return localStorage.getItem(CHOICE) === "oui";
  } catch {
    return false;
  }
};
const remember = (plain) => {
  try {
    if (plain) localStorage.setItem(CHOICE, "oui");
    else localStorage.removeItem(CHOICE);
  } catch { /* private browsing: the choice lasts for this page */ }
};

const form = document.querySelector("form[data-draft]");
const area = form?.querySelector("textarea[data-yaml-editor]");
if (area) start(form, area);
