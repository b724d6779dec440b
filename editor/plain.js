// The textarea as it is, for those who prefer it (or whose browser is too old), with the same saving and checking.
export function openPlain(area, { onChange }) {
  const listen = () => onChange();
  area.addEventListener("input", listen);
  const lineStart = (number) => area.value.split("\n").slice(0, number - 1).reduce((sum, line) => sum + line.length + 1, 0);
  return {
    text: () => area.value,
    setText: (text) => { area.value = text; },
    focus: () => area.focus(),
    line: () => area.value.slice(0, area.selectionStart).split("\n").length,
    go(number) {
      const from = Math.min(lineStart(number), area.value.length);
      const end = area.value.indexOf("\n", from);
      area.focus();
      // an empty selection first: browsers scroll to the cursor when they are told to focus
      area.setSelectionRange(from, end < 0 ? area.value.length : end);
      const height = area.scrollHeight / area.value.split("\n").length;
      area.scrollTop = Math.max(0, (number - 1) * height - area.clientHeight / 2);
      area.scrollIntoView({ block: "nearest" });
    },
    stamp() {},
    mark() {},
    close: () => area.removeEventListener("input", listen),
    tools: {},
  };
}
