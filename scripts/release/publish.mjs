#!/usr/bin/env node
// `node scripts/release/publish.mjs FOLDER`: publishes every package to the registry that npm is configured for. FOLDER
// holds what `pack.mjs` has written; the tarballs of the libraries are added to it.
// Guarantees: a package is published after those it depends on; one that the registry has in this version is left alone,
// so that a release that stopped half-way can be repeated. With `--provenance`, npm says where each was built.
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { packAll } from "../support/pack-all.mjs";
import { inOrder } from "./order.mjs";

const COMMAND = "tinyagi";

/** @param {{ folder: string, provenance?: boolean, env?: NodeJS.ProcessEnv, say: (line: string) => void }} options */
export function publish({ folder, provenance = false, env = process.env, say }) {
  const libraries = join(folder, "libraries");
  mkdirSync(libraries, { recursive: true });
  const packed = packAll(libraries);
  for (const name of inOrder([...packed.values()].map(({ manifest }) => manifest))) {
    const { manifest, tarball } = packed.get(name);
    if (isPublished(name, manifest.version, env)) {
      say(`${name} ${manifest.version} is published already`);
      continue;
    }
    // The command's own tarball is the one whose checksum is released.
    const file = name === COMMAND ? join(folder, `${COMMAND}-${manifest.version}.tgz`) : tarball;
    const args = ["publish", file, "--access", "public", ...(provenance ? ["--provenance"] : [])];
    execFileSync("npm", args, { env, stdio: ["ignore", "ignore", "inherit"] });
    say(`${name} ${manifest.version} published`);
  }
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
