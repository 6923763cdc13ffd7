#!/usr/bin/env node
/** Checks a skill's folder against what TinyAGI and the agent CLIs expect. Changes nothing. */
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";

const FILES_MAX = 200;
const BYTES_MAX = 4 * 1024 * 1024;
const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

const problems = [];
const given = process.argv[2];
if (given === undefined) {
  console.error("Usage: check-skill.mjs <folder of the skill>");
  process.exit(1);
}
const folder = resolve(given);
let files = 0;
let bytes = 0;

function walk(path) {
  for (const name of readdirSync(path)) {
    const full = join(path, name);
    const info = lstatSync(full);
    const shown = relative(folder, full);
    if (name.startsWith(".")) problems.push(`${shown}: hidden files cannot be installed`);
    else if (info.isDirectory()) walk(full);
    else if (info.isFile()) {
      files += 1;
      bytes += info.size;
    } else problems.push(`${shown}: only regular files are allowed, no links`);
  }
}

function field(head, name) {
  const line = head.split("\n").find((one) => one.startsWith(`${name}:`));
  return line === undefined
    ? ""
    : line
        .slice(name.length + 1)
        .trim()
        .replace(/^["']|["']$/g, "");
}

try {
  walk(folder);
  const text = readFileSync(join(folder, "SKILL.md"), "utf8").replaceAll("\r\n", "\n");
  const head = /^---\n([\s\S]*?)\n---(?:\n|$)/.exec(text)?.[1];
  if (head === undefined) problems.push("SKILL.md: it must begin with a frontmatter between --- lines");
  else {
    const name = field(head, "name");
    if (!NAME.test(name)) problems.push("SKILL.md: name must be lower-case letters, digits and -");
    else if (name !== basename(folder))
      problems.push(`SKILL.md: name is ${name}, the folder ${basename(folder)}`);
    if (field(head, "description").length < 20)
      problems.push("SKILL.md: description must say when to use the skill");
  }
  if (files > FILES_MAX) problems.push(`more than ${FILES_MAX} files`);
  if (bytes > BYTES_MAX) problems.push(`more than ${BYTES_MAX} bytes`);
} catch (error) {
  problems.push(error.code === "ENOENT" ? "there is no SKILL.md in this folder" : String(error.message));
}
for (const one of problems) console.error(one);
if (problems.length === 0) console.log(`${basename(folder)}: good (${files} files, ${bytes} bytes)`);
process.exitCode = problems.length === 0 ? 0 : 1;
