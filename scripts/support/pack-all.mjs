/** Packs each published package as npm would get it: pnpm writes the versions and the exports that users see. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { tarballName } from "./natives.mjs";
import { root } from "./root.mjs";

const ARGS = ["--yes", "pnpm@10.34.9", "-r", "--filter", "./packages/*", "pack", "--pack-destination"];

/**
 * @param {string} folder where the tarballs go
 * @returns {Map<string, { tarball: string, manifest: any, path: string, modules: string }>} by the package's name
 */
export function packAll(folder) {
  execFileSync("npx", [...ARGS, folder], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, npm_config_update_notifier: "false" },
  });
  const packed = new Map();
  for (const name of readdirSync(join(root, "packages")).sort()) {
    const path = join(root, "packages", name);
    const manifest = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
    if (manifest.private) continue;
    packed.set(manifest.name, {
      tarball: join(folder, tarballName(manifest.name, manifest.version)),
      manifest,
      path,
      modules: join(path, "node_modules"),
    });
  }
  return packed;
}
