/**
 * The licences of the code of others in the bundle. Each of them asks for its text to be handed on with the code.
 * Guarantees: a package with another licence than these, or without a text, fails the build.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** They allow bundling and ask for nothing but their text. */
const ALLOWED = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "ISC",
  "MIT",
  "MIT-0",
  "OFL-1.1",
]);
const LICENCE_FILE = /^(licen[cs]e|copying|notice)(\.|-|$)/i;
/** Who has the copyright, where the package itself does not say so. */
const HOLDERS = new Map([
  ["@ai-sdk/provider-utils", "2023 Vercel, Inc."],
  ["@redis/client", "2022-2023, Redis, inc."],
]);
/** Whose licence is only in its text. */
const UNNAMED = new Map([["khroma", "MIT"]]);
const MIT = fileURLToPath(new URL("../../../LICENSE", import.meta.url));
const RULE = "-".repeat(80);

/** Packages that are a part of Next say neither their version nor their licence; its text is beside them. */
const PART_OF_NEXT = /^(.*\/node_modules\/next)\/dist\/compiled\/[^/]+(?=\/)/;

/** The modules of which the bundle holds code. @param output its chunks, as rolldown returns them */
export function bundledModules(output) {
  const modules = output.flatMap(({ modules = {} }) => Object.entries(modules));
  return modules.filter(([, { renderedLength }]) => renderedLength > 0).map(([path]) => path);
}

/** @param modules paths of bundled modules, ours among them */
export function noticesOf(modules) {
  const folders = new Set(modules.map(packageFolder).filter((folder) => folder !== undefined));
  const notices = [...folders].map(toNotice).sort();
  return `TinyAGI contains code of these packages.\n\n${[...new Set(notices)].join("\n")}`;
}

/** @param modules paths of bundled modules @returns name, version and licence of each package, in order of its name */
export function bundledPackages(modules) {
  const folders = new Set(modules.map(packageFolder).filter((folder) => folder !== undefined));
  const packages = new Map();
  for (const folder of folders) {
    const { name, version, license } = buildManifest(folder);
    packages.set(`${name} ${version}`, { name, version, license });
  }
  return [...packages.keys()].sort().map((key) => packages.get(key));
}

/** The folder of the npm package that a module is of; undefined for our own. */
function packageFolder(id) {
  const end = id.lastIndexOf("/node_modules/");
  if (end === -1) return undefined;
  const part = PART_OF_NEXT.exec(id)?.[0];
  if (part !== undefined) return part;
  for (let folder = dirname(id); folder.length > end; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    // Some packages have manifests without a name further down, only to say what their files are.
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).version !== undefined)
      return folder;
  }
  throw new Error(`no package.json above ${id}`);
}

function toNotice(folder) {
  const manifest = buildManifest(folder);
  const { name, version, license } = manifest;
  if (!isAllowed(license)) throw new Error(`${name} has the licence ${license}: may we bundle it?`);
  return `${RULE}\n${name} ${version} (${license})\n\n${listTexts(folder) ?? standardText(manifest)}\n`;
}

/** A package that offers a choice is taken under the licence that we know. */
function isAllowed(license = "") {
  const choices = /^\((.+)\)$/.exec(license)?.[1].split(" OR ") ?? [license];
  return choices.some((choice) => ALLOWED.has(choice));
}

function buildManifest(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const next = PART_OF_NEXT.exec(`${folder}/`)?.[1];
  if (next === undefined) return { ...manifest, license: manifest.license ?? UNNAMED.get(manifest.name) };
  const license = manifest.license ?? /^(\w+) License\n/.exec(listTexts(folder) ?? "")?.[1];
  const version = `of next ${buildManifest(next).version}`;
  return { ...manifest, name: manifest.name.replace(/-builtin$/, ""), version, license };
}

function listTexts(folder) {
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file));
  if (files.length === 0) return undefined;
  return files.map((file) => readFileSync(join(folder, file), "utf8").trim()).join("\n\n");
}

/** For packages that name their licence and forgot its text. */
function standardText({ name, license, author }) {
  const holder = HOLDERS.get(name) ?? author;
  if (license === "MIT" && typeof holder === "string")
    return readFileSync(MIT, "utf8")
      .trim()
      .replace(/^Copyright.*$/m, `Copyright (c) ${holder}`);
  if (license === "Apache-2.0" && holder !== undefined)
    return `Copyright ${holder}\n\nLicensed under the Apache License, Version 2.0: see its text at @opentelemetry/api.`;
  throw new Error(`${name} has no licence text to hand on`);
}
