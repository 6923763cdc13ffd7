#!/usr/bin/env node
// `npm run pack-set -- [folder]`: packs the built `tinyagi`, for npm and for machines without a network (support/packed.mjs).
import { join, resolve } from "node:path";
import { runAsScript } from "./setup.mjs";
import { packSet } from "./support/packed.mjs";
import { root } from "./support/root.mjs";

await runAsScript(import.meta.url, async () => {
  const folder = resolve(process.argv[2] ?? join(root, "packed"));
  const { plain, native, offline } = packSet(folder);
  for (const file of [plain, native, offline, join(folder, "SHA256SUMS")])
    if (file !== undefined) process.stdout.write(`${file}\n`);
  return 0;
});
