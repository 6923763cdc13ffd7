#!/usr/bin/env node
// `pnpm run docs`: shows the documentation site while you write. `pnpm docs:build` writes it to apps/docs/dist, `pnpm
// docs:preview` serves that folder. Guarantees: installs the generator first, from its own lock file; needs no network
// afterwards.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./support/root.mjs";

const SITE = join(root, "apps", "docs");
const WORDS = { serve: ["dev"], build: ["build"], preview: ["preview"] };

function run(file, ...args) {
  const { status } = spawnSync(process.execPath, [file, ...args], { cwd: SITE, stdio: "inherit" });
  return status ?? 1;
}

const [command = "serve", ...rest] = process.argv.slice(2);
if (Object.hasOwn(WORDS, command)) {
  const installed = run(join(SITE, "install.mjs"));
  const vitepress = join(SITE, "node_modules", "vitepress", "bin", "vitepress.js");
  process.exitCode = installed === 0 ? run(vitepress, ...WORDS[command], ".", ...rest) : installed;
} else {
  process.stderr.write(`docs: nothing is named ${command}; there is ${Object.keys(WORDS).join(", ")}\n`);
  process.exitCode = 2;
}
