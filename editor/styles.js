// CodeMirror writes its styles in a <style> element, which our Content-Security-Policy refuses. The same rules go
// into a constructed style sheet, which it allows. They stand in a layer, so that anything in editor.css wins.
import { StyleModule } from "style-mod";

export const supported = "adoptedStyleSheets" in Document.prototype && "replaceSync" in CSSStyleSheet.prototype;

const mounted = new Set();
let sheet = null;

StyleModule.mount = (root, modules) => {
  const before = mounted.size;
  for (const module of [modules].flat()) mounted.add(module);
  if (mounted.size === before) return;
  if (!sheet) {
    sheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }
  const rules = [...mounted].map((module) => module.getRules()).join("\n");
  sheet.replaceSync(`@layer codemirror {\n${rules}\n}`);
};
