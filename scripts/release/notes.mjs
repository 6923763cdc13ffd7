#!/usr/bin/env node
// `node scripts/release/notes.mjs`: the part of the changelog about this version, for the page of the release.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/root.mjs";

/** @returns {string} the text below the heading of the version @throws when there is none */
export function notesOf(changelog, version) {
  const lines = changelog.split("\n");
  const start = lines.indexOf(`## ${version}`);
  if (start < 0) throw new Error(`the changelog says nothing about ${version}`);
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith("## "));
  const end = length < 0 ? lines.length : start + 1 + length;
  return `${lines
    .slice(start + 1, end)
    .join("\n")
    .trim()}\n`;
}

if (import.meta.url === `file://${process.argv[1]}`) {
  const read = (name) => readFileSync(join(root, "packages/cli", name), "utf8");
  process.stdout.write(notesOf(read("CHANGELOG.md"), JSON.parse(read("package.json")).version));
}
