#!/usr/bin/env node
// `node scripts/release/publish.mjs FOLDER`: publishes every package to the registry that npm is configured for. FOLDER
// holds what `pack.mjs` has written on each system; the tarballs of the libraries are added to it.
// Guarantees: a package is published after those it depends on; one that the registry has in this version is left alone,
// so that a release that stopped half-way can be repeated. The database modules come first, and without all of them
// nothing is published. With `--provenance`, npm says where each was built.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { NATIVES, tarballName, withNatives } from "../support/natives.mjs";
import { packAll } from "../support/pack-all.mjs";
import { editManifest, packFolder } from "../support/packed.mjs";
import { inOrder } from "./order.mjs";

const COMMAND = "tinyagi";

/**
 * @param {{ folder: string, provenance?: boolean, partial?: boolean, env?: NodeJS.ProcessEnv, say: (line: string) => void }} options
 *   `partial`: the database modules of other systems may be missing, for a rehearsal on one machine
 */
export function publish({ folder, partial = false, ...options }) {
  const libraries = join(folder, "libraries");
  mkdirSync(libraries, { recursive: true });
  const packed = packAll(libraries);
  const { version } = packed.get(COMMAND).manifest;
  const natives = NATIVES.map(({ name }) => ({ name, file: join(folder, tarballName(name, version)) }));
  const missing = natives.filter(({ file }) => !existsSync(file)).map(({ name }) => name);
  if (missing.length > (partial ? natives.length - 1 : 0))
    throw new Error(`these database modules are missing: ${missing.join(", ")}`);
  for (const { name, file } of natives)
    if (!missing.includes(name)) publishOne(name, version, { ...options, file });
  for (const name of inOrder([...packed.values()].map(({ manifest }) => manifest))) {
    const { manifest, tarball } = packed.get(name);
    // The command's own tarball is the one whose checksum is released.
    const file =
      name === COMMAND ? join(folder, tarballName(COMMAND, version)) : withoutCompiler(tarball, manifest);
    publishOne(name, manifest.version, { ...options, file });
  }
}

function publishOne(name, version, { file, provenance = false, env = process.env, say }) {
  if (isPublished(name, version, env)) {
    say(`${name} ${version} is published already`);
    return;
  }
  const args = [
    "publish",
    file,
    "--access",
    "public",
    "--loglevel=error",
    ...(provenance ? ["--provenance"] : []),
  ];
  execFileSync("npm", args, { env, stdio: ["ignore", "ignore", "inherit"] });
  say(`${name} ${version} published`);
}

/** The library that opens databases takes the compiled module as the command does. */
function withoutCompiler(tarball, { dependencies = {} }) {
  if (!("better-sqlite3" in dependencies)) return tarball;
  const scratch = mkdtempSync(join(tmpdir(), "tinyagi-library-"));
  try {
    execFileSync("tar", ["-xzf", tarball, "-C", scratch]);
    editManifest(join(scratch, "package"), withNatives);
    packFolder(join(scratch, "package"), tarball);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return tarball;
}

/** @throws when the registry does not answer: then nothing is known about what it has */
export function isPublished(name, version, env = process.env) {
  try {
    const args = ["view", `${name}@${version}`, "version", "--json"];
    return execFileSync("npm", args, { env, encoding: "utf8", stdio: "pipe" }).trim() !== "";
  } catch (error) {
    const answer = JSON.parse(error.stdout || "{}");
    if (answer.error?.code === "E404") return false;
    throw new Error(`the registry does not say whether it has ${name} ${version}: ${answer.error?.summary}`, {
      cause: error,
    });
  }
}

if (import.meta.url === `file://${process.argv[1]}`) {
  const [folder, ...flags] = process.argv.slice(2);
  const say = (line) => process.stdout.write(`${line}\n`);
  publish({ folder: resolve(folder), provenance: flags.includes("--provenance"), say });
}
