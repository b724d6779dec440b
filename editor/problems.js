// The list of problems under the editor: read from the page, then rebuilt from each answer of the server.
import * as words from "./words.js";

const NBSP = "\u00a0";

/** The problems that the server wrote in the page. */
export function readProblems(section) {
  return [...(section?.querySelectorAll(".problem") ?? [])].map((item) => {
    const line = Number(item.querySelector("[data-line]")?.dataset.line ?? 0);
    const copy = item.cloneNode(true);
    for (const part of copy.querySelectorAll("[data-line], .problem-kind")) part.remove();
    const message = copy.textContent.replace(/[ \n\t\r]+/g, " ").trim().replace(new RegExp(`^${NBSP}?: ?`), "");
    return { line, warning: item.classList.contains("problem-warning"), where: "", message };
  });
}

export function showProblems(section, verdict, problems) {
  if (!section) return;
  const title = section.querySelector("[data-verdict]");
  if (title && verdict && title.textContent !== verdict) title.textContent = verdict;

  let list = section.querySelector("ol");
  const key = JSON.stringify(problems);
  if (section.dataset.shown === key) return;
  section.dataset.shown = key;
  if (!list) {
    list = document.createElement("ol");
    section.append(list);
  }
  const held = [...list.querySelectorAll("a")].indexOf(document.activeElement);
  list.replaceChildren(...problems.map(item));
  list.hidden = !problems.length;
  if (held >= 0) {
    const links = list.querySelectorAll("a");
    const target = links[Math.min(held, links.length - 1)] ?? title;
    if (target === title) title?.setAttribute("tabindex", "-1");
    target?.focus({ preventScroll: true });
  }
}

function item(problem) {
  const one = document.createElement("li");
  one.className = problem.warning ? "problem problem-warning" : "problem";
  if (problem.line > 0) {
    const link = document.createElement("a");
    link.href = `?ligne=${problem.line}#source`;
    link.dataset.line = problem.line;
    link.textContent = words.line(problem.line);
    one.append(link, " ");
  }
  const kind = document.createElement("span");
  kind.className = "problem-kind";
  kind.textContent = words.kind(problem);
  one.append(kind, ` ${words.place(problem)}`);
  return one;
}
