#!/usr/bin/env node
// `node scripts/release/assets.mjs FOLDER`: completes what a release offers for download. FOLDER holds the tarballs of all
// systems; it gets the list of materials (SBOM), the install script, and one list of checksums, signed if there is a key.
import { copyFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { writeSums } from "../support/packed.mjs";
import { root } from "../support/root.mjs";

const LISTS = new Set(["SHA256SUMS", "SHA256SUMS.sig"]);

/** @param {string} folder @returns {string[]} paths of all files of the release, the list of checksums last */
export function completeAssets(folder) {
  copyFileSync(join(root, "packages/cli/dist/sbom.cdx.json"), join(folder, "tinyagi.cdx.json"));
  copyFileSync(join(root, "scripts/install.sh"), join(folder, "install.sh"));
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map(({ name }) => name).filter((name) => !LISTS.has(name));
  writeSums(
    folder,
    files.sort().map((name) => join(folder, name)),
  );
  return [...files, ...readdirSync(folder).filter((name) => LISTS.has(name))].map((name) =>
    join(folder, name),
  );
}

if (import.meta.url === `file://${process.argv[1]}`)
  process.stdout.write(`${completeAssets(resolve(process.argv[2])).join("\n")}\n`);
