"""What axe finds on a page, by all its rules."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

OPEN_ALL = "for (const one of document.querySelectorAll('details')) one.open = true"

# straight from the checks: what axe writes of each element that passes takes as long as its rules
RUN = """async () => {
  const found = [];
  const reporter = (results, _, done) => {
    for (const { id, help, violations } of results) {
      for (const { node, any, all, none } of violations) {
        const why = [...any, ...all, ...none].map(({ message }) => message).join("; ");
        found.push(`${id}: ${help}: ${node.element.outerHTML.slice(0, 300)} (${why})`);
      }
    }
    done();
  };
  await axe.run(document, { preload: false, reporter });
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
