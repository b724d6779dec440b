"""What axe finds on a page, by all its rules, for half of the time that it takes by itself.

Contrast takes three quarters of that time. It depends on the colours of a text, on its size and weight, and on what
is painted behind it: of the texts that are alike in all these, one is looked at; each of those that are moved over
another part of the page is. Where axe cannot tell for the one (hidden, say, or half covered), all are looked at.
"""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

OPEN_ALL = "for (const one of document.querySelectorAll('details')) one.open = true"

RUN = """async () => {
  const paints = new Map();
  const paint = (one) => { // of an element and of all that is behind it; moved: it may lie above something else
    if (!one) return { look: "", moved: false };
    if (!paints.has(one)) {
      const behind = paint(one.parentElement);
      const style = getComputedStyle(one);
      const { backgroundColor, backgroundImage, opacity, filter, mixBlendMode, transform } = style;
      const { position, inset, float, margin } = style; // negative margins and floats: alike where they are the same
      const pseudo = ["::before", "::after"].map((name) => getComputedStyle(one, name)).filter(({ content }) => content !== "none")
        .map((its) => [its.backgroundColor, its.backgroundImage, its.position, its.width, its.height]);
      const laid = margin.includes("-") ? margin : "";
      const own = [backgroundColor, backgroundImage, opacity, filter, mixBlendMode, transform, float, laid, pseudo].join(" ");
      const placed = position !== "static" && !(position === "relative" && /^(0px|auto)( (0px|auto))*$/.test(inset));
      const moved = behind.moved || placed;
      paints.set(one, { look: `${behind.look}|${own}`, moved });
    }
    return paints.get(one);
  };
  const alike = new Map();
  for (const one of document.querySelectorAll("body, body *")) {
    const field = one.matches("input, select, textarea");
    if (!field && ![...one.childNodes].some((part) => part.nodeType === 3 && part.data.trim())) continue;
    const { look, moved } = paint(one);
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(one);
    const key = moved ? one : [look, color, fontSize, fontWeight, textShadow, field].join("#");
    if (alike.has(key)) alike.get(key).push(one);
    else alike.set(key, [one]);
  }

  const decided = new Set();
  const found = [];
  const reporter = (results, _, done) => { // straight from the checks: what axe writes of each element takes time
    for (const { id, help, violations, passes } of results) {
      for (const { node } of [...passes, ...violations]) if (id === "color-contrast") decided.add(node.element);
      for (const { node, any, all, none } of violations) {
        const why = [...any, ...all, ...none].map(({ message }) => message).join("; ");
        found.push(`${id}: ${help}: ${node.element.outerHTML.slice(0, 300)} (${why})`);
      }
    }
    done();
  };
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-looked-at]" }] });
  const look = async (elements, runOnly) => {
    for (const one of elements) one.toggleAttribute("data-looked-at", true);
    await axe.run(document, { preload: false, reporter, ...(runOnly && { runOnly }) });
    for (const one of elements) one.toggleAttribute("data-looked-at", false);
  };
  const groups = [...alike.values()];
  await look(groups.map(([first]) => first));
  const rest = groups.filter(([first, ...others]) => others.length && !decided.has(first)).flatMap(([_, ...others]) => others);
  if (rest.length) await look(rest, ["color-contrast"]);
  return found;
}"""


def load_with_each_page(page: Page) -> None:
    """Load axe with each page that will be opened: for less than after each."""
    page.add_init_script(AXE_SCRIPT)


def faults(page: Page) -> list[str]:
    """Return what axe finds on the page as it is: the rule, the element, and why."""
    if page.evaluate("!window.axe"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(RUN)
    return found
