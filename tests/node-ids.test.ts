/** One module knows how the ids of sub-agents are built. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const OWN = "packages/contracts/src/node-id.ts";
const CUTS = ['lastIndexOf("/")', 'split("/"', 'indexOf("/")', "root\\/"];
/** How the code calls an id of a node, as a whole word. */
const NAMES = /\b(?:node|nodeId|node_id|nodes|parent|above|local|id|key)\b/;
/** Ids of other things: questions of the live views, parts of a path, models, names of branches. */
const OTHERS = [
  "const at = key.indexOf", // visualizer/src/state/answers.ts
  "const at = program.lastIndexOf", // cli/src/doctor/speech-check.ts
  'path.split("/")',
  "path.indexOf",
  'pathname.split("/")',
];

function listSources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.includes(".test."))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes("node_modules") && !path.includes("/dist/"));
}

test("ids of sub-agents are read by their helpers, not by hand", () => {
  const folders = [
    ...readdirSync(join(ROOT, "packages")).map((name) => `packages/${name}/src`),
    "apps/office/src",
  ];
  const found = folders.flatMap(listSources).flatMap((path) =>
    path.endsWith(OWN)
      ? []
      : readFileSync(path, "utf8")
          .split("\n")
          .filter((line) => CUTS.some((cut) => line.includes(cut)) && NAMES.test(line))
          .filter((line) => !OTHERS.some((other) => line.includes(other)))
          .map((line) => `${path.slice(ROOT.length + 1)}: ${line.trim()}`),
  );
  expect(found).toEqual([]);
});
