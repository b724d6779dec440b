// The comfortable editor: CodeMirror over the textarea.
import { history, historyKeymap, indentLess, indentMore, insertNewlineKeepIndent, redo, standardKeymap, undo } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import {
  bracketMatching, codeFolding, ensureSyntaxTree, foldAll, foldCode, foldGutter, indentUnit, syntaxHighlighting, unfoldAll, unfoldCode,
} from "@codemirror/language";
import { forEachDiagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { closeSearchPanel, findNext, findPrevious, gotoLine, openSearchPanel, search } from "@codemirror/search";
import { ChangeSet, EditorState, RangeSetBuilder } from "@codemirror/state";
import {
  Decoration, EditorView, ViewPlugin, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers, showPanel,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import "./styles.js";
import * as words from "./words.js";

const ESCAPE_LASTS = 60_000; // after Escape, how long Tab leaves the editor (any other key ends it)
const PARSING = 1_500;

// No tab ever enters the text: pasted, dropped or typed, it becomes two spaces.
const noTabs = (told) => EditorState.transactionFilter.of((transaction) => {
  if (!transaction.docChanged || !transaction.isUserEvent("input")) return transaction;
  const changes = [];
  transaction.changes.iterChanges((_fromA, _toA, from, to) => {
    const text = transaction.newDoc.sliceString(from, to);
    for (let at = text.indexOf("\t"); at >= 0; at = text.indexOf("\t", at + 1)) {
      changes.push({ from: from + at, to: from + at + 1, insert: "  " });
    }
  });
  if (!changes.length) return transaction;
  told();
  return [transaction, { changes, sequential: true }];
});

const KEYS = [
  { key: "Enter", run: insertNewlineKeepIndent, shift: insertNewlineKeepIndent },
  { key: "Tab", run: indentMore, shift: indentLess },
  { key: "F8", run: (view) => step(view, 1), shift: (view) => step(view, -1) },
  { key: "Mod-f", run: openSearchPanel, scope: "editor search-panel" },
  { key: "F3", run: findNext, shift: findPrevious, scope: "editor search-panel", preventDefault: true },
  { key: "Mod-g", run: findNext, shift: findPrevious, scope: "editor search-panel", preventDefault: true },
  { key: "Escape", run: closeSearchPanel, scope: "editor search-panel" },
  { key: "Mod-Alt-g", run: gotoLine },
  { key: "Ctrl-Shift-[", mac: "Cmd-Alt-[", run: foldCode },
  { key: "Ctrl-Shift-]", mac: "Cmd-Alt-]", run: unfoldCode },
  ...historyKeymap,
  ...standardKeymap.filter((one) => one.key !== "Enter"),
];

/** The marks, in the order of the text: [position, problem]. */
function marks(state) {
  const found = [];
  forEachDiagnostic(state, (mark, from) => found.push([from, mark.problem]));
  return found.sort((one, other) => one[0] - other[0]);
}

/** Go to the next (1) or previous (-1) line with a problem, and say it. */
function step(view, way) {
  const { doc, selection } = view.state;
  const here = doc.lineAt(selection.main.head).number;
  const lines = [...new Set(marks(view.state).map(([from]) => doc.lineAt(from).number))];
  if (!lines.length) {
    view.dispatch({ effects: EditorView.announce.of(words.NO_PROBLEM) });
    return true;
  }
  const next = way > 0
    ? lines.find((line) => line > here) ?? lines[0]
    : lines.filter((line) => line < here).at(-1) ?? lines.at(-1);
  go(view, next, true);
  return true;
}

function go(view, number, say) {
  const { doc } = view.state;
  const line = doc.line(Math.max(1, Math.min(doc.lines, number)));
  const at = line.from + line.text.search(/\S|$/);
  const effects = [EditorView.scrollIntoView(at, { y: "center" })];
  if (say) effects.push(EditorView.announce.of([words.line(line.number), ...problemsAt(view.state, line)].join(". ")));
  view.dom.scrollIntoView({ block: "nearest", behavior: "instant" });
  view.dispatch({ selection: { anchor: at }, effects });
  view.focus();
}

const problemsAt = (state, line) =>
  marks(state).filter(([from]) => from >= line.from && from <= line.to).map(([, problem]) => words.full(problem));

// Under the text, the problems of the line where the cursor stands: for the keyboard and for fingers, which never hover.
const here = showPanel.of((view) => {
  const dom = document.createElement("div");
  dom.className = "editor-here";
  const show = () => {
    const line = view.state.doc.lineAt(view.state.selection.main.head);
    const found = problemsAt(view.state, line);
    dom.hidden = !found.length;
    dom.textContent = found.length ? `${words.line(line.number)}. ${found.slice(0, 3).join(" ")}` : "";
  };
  show();
  return { dom, update: show };
});

// A long line goes on under its own beginning, not in the margin: the indentation is the meaning.
const hanging = ViewPlugin.fromClass(class {
  constructor(view) { this.decorations = this.read(view); }
  update(update) { if (update.docChanged || update.viewportChanged) this.decorations = this.read(update.view); }
  read(view) {
    const found = new RangeSetBuilder();
    for (const { from, to } of view.visibleRanges) {
      for (let at = from; at <= to;) {
        const line = view.state.doc.lineAt(at);
        const width = /^ *(- +)*/.exec(line.text)[0].length;
        if (width) found.add(line.from, line.from, indented(width));
        at = line.to + 1;
      }
    }
    return found.finish();
  }
}, { decorations: (plugin) => plugin.decorations });
const widths = new Map();
function indented(width) {
  if (!widths.has(width)) widths.set(width, Decoration.line({ class: "editor-indented", attributes: { style: `--indent: ${width}` } }));
  return widths.get(width);
}

export function openRich(area, { attributes, onChange, onSave, onTabs }) {
  let checked = null; // the text that the server is checking, and what was typed since
  let since = null;

  const place = document.createElement("div");
  place.className = "editor-place";
  area.before(place);
  const view = new EditorView({
    parent: place,
    doc: area.value,
    extensions: [
      EditorState.phrases.of(words.PHRASES),
      EditorState.tabSize.of(2),
      EditorState.readOnly.of(area.readOnly || area.disabled),
      indentUnit.of("  "),
      lineNumbers(),
      highlightActiveLineGutter(),
      lintGutter(),
      codeFolding({ placeholderText: "…" }),
      foldGutter({ openText: "⌄", closedText: "›" }),
      highlightSpecialChars(),
      highlightActiveLine(),
      bracketMatching(),
      history(),
      search({ top: true }),
      yaml(),
      syntaxHighlighting(classHighlighter),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of(attributes),
      hanging,
      here,
      noTabs(() => onTabs()),
      keymap.of([{ key: "Mod-s", run: () => (onSave(), true) }, ...KEYS]),
      EditorView.domEventObservers({
        // CodeMirror lets Tab out for two seconds after Escape: too short for some hands
        keyup: (event, editor) => event.key === "Escape" && !editor.composing && editor.setTabFocusMode(ESCAPE_LASTS),
      }),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        since = since.compose(update.changes);
        onChange();
      }),
    ],
  });

  const stamp = () => {
    checked = view.state.doc;
    since = ChangeSet.empty(checked.length);
  };
  stamp();
  area.hidden = true;

  const command = (run) => () => {
    run(view);
    view.focus();
  };
  return {
    text: () => view.state.doc.toString(),
    setText: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    focus: () => view.focus(),
    go: (line) => go(view, line),
    line: () => view.state.doc.lineAt(view.state.selection.main.head).number,
    stamp,
    mark(problems) {
      const told = problems.filter((problem) => problem.line > 0).map((problem) => {
        const line = checked.line(Math.min(checked.lines, problem.line));
        const from = since.mapPos(line.from + line.text.search(/\S|$/), 1);
        return {
          from, to: Math.max(from, since.mapPos(line.to, -1)), problem,
          severity: problem.warning ? "warning" : "error",
          message: words.full(problem),
        };
      });
      view.dispatch(setDiagnostics(view.state, told));
    },
    close() {
      view.destroy();
      place.remove();
      area.hidden = false;
    },
    tools: {
      undo: command(undo),
      redo: command(redo),
      search: () => openSearchPanel(view),
      line: () => gotoLine(view),
      foldAll: command(() => {
        ensureSyntaxTree(view.state, view.state.doc.length, PARSING);
        foldAll(view);
      }),
      unfoldAll: command(unfoldAll),
      next: () => step(view, 1),
    },
  };
}
