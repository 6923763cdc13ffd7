/**
 * Copies the declarations that the public ones need. Guarantees: they name no package that an installed `tinyagi`
 * does not bring; one that does fails the build.
 */
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const IMPORTED = /(?:from|import)\s*\(?\s*["']([^"']+)["']/g;

/** @param {{ from: string, to: string, entry: string }} options folders, and a file in `from` */
export function copyTypes({ from, to, entry }) {
  const copied = new Set();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (copied.has(file)) continue;
    copied.add(file);
    mkdirSync(dirname(join(to, file)), { recursive: true });
    copyFileSync(join(from, file), join(to, file));
    for (const [, name] of readFileSync(join(from, file), "utf8").matchAll(IMPORTED)) {
      if (name.startsWith(".")) waiting.push(join(dirname(file), name.replace(/\.js$/, ".d.ts")));
      else if (!name.startsWith("node:")) throw new Error(`${file} would publish types of ${name}`);
    }
  }
}
