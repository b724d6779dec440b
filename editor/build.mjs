// Bundles editor.js and what it imports into static/js/editor.js, under a banner that names what is inside.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const HERE = new URL("./", import.meta.url);
const TARGET = new URL("../static/js/editor.js", HERE);
const read = (path) => readFileSync(new URL(path, HERE), "utf8");
const sha256 = (...parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
};

// tests/test_editor_bundle.py computes the same sum
const sources = readdirSync(HERE).filter((name) => /\.(js|mjs|json)$/.test(name)).sort();
const sourceSum = sha256(...sources.flatMap((name) => [name, "\0", read(name), "\0"]));

const result = await build({
  absWorkingDir: new URL(".", HERE).pathname,
  entryPoints: ["editor.js"],
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  write: false,
});

const packages = new Set();
for (const input of Object.keys(result.metafile.inputs)) {
  const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];
  if (name) packages.add(name);
}
const inside = [...packages].sort().map((name) => {
  const { version, license } = JSON.parse(read(`node_modules/${name}/package.json`));
  if (license !== "MIT") throw new Error(`${name} is not under the MIT licence: ${license}`);
  const holder = /^Copyright.*$/m.exec(read(`node_modules/${name}/LICENSE`))[0].replace(/ <.*?>/, "");
  return `${name} ${version}: ${holder}`;
});
const terms = read("node_modules/@codemirror/view/LICENSE").split("\n").slice(4).join("\n").trim();

const code = result.outputFiles[0].text;
const banner = `/*!
Made by « make editor » from the folder editor/: do not edit.
sources sha256 ${sourceSum}
code sha256 ${sha256(code)}

${inside.join("\n")}

MIT License

${terms}
*/
`;
writeFileSync(TARGET, banner + code);
console.log(`static/js/editor.js: ${Math.round((banner + code).length / 1000)} kB`);
