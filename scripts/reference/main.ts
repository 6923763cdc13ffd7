/** `pnpm reference` writes the generated documents; with `--check` it only reports which are out of date. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT, references } from "./references.js";

const isCheck = process.argv.includes("--check");
const stale: string[] = [];
for (const [path, text] of await references()) {
  const file = join(ROOT, path);
  if (readIfThere(file) === text) continue;
  stale.push(path);
  if (isCheck) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
if (isCheck && stale.length > 0) {
  console.error(`out of date: ${stale.join(", ")}\nTo update them, run: pnpm reference`);
  process.exitCode = 1;
} else console.log(stale.length === 0 ? "up to date" : `written: ${stale.join(", ")}`);

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // Not generated yet.
    return undefined;
  }
}
