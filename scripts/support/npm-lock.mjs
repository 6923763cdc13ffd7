/**
 * Lets `npm install` and `npm ci` work in a folder that pnpm has installed. Without a lock file, npm works out the packages from
 * `node_modules`, and ends with an internal error where they are links of pnpm. With the one written here it takes what the root
 * asks for and nothing below; `postinstall` then sets up with pnpm again. git ignores the file.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";

/** npm leaves it where it has changed what is installed. pnpm never writes it. */
const TRACE = join(root, "node_modules", ".package-lock.json");

/** Whether npm has changed `node_modules` after pnpm made it. */
export function hasTraceOfNpm() {
  return existsSync(TRACE);
}

/** Writes the lock file for npm, from what is installed. */
export function writeNpmLock() {
  const { name, version, devDependencies = {} } = readJson(join(root, "package.json"));
  const entries = Object.keys(devDependencies).flatMap((name) => {
    const path = `node_modules/${name}`;
    const file = join(root, path, "package.json");
    return existsSync(file) ? [[path, { version: readJson(file).version, dev: true }]] : [];
  });
  const packages = { "": { name, version, devDependencies }, ...Object.fromEntries(entries) };
  const lock = { name, version, lockfileVersion: 3, requires: true, packages };
  writeFileSync(join(root, "package-lock.json"), `${JSON.stringify(lock, null, 2)}\n`);
}

function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}
