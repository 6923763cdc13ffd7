/**
 * TinyAGI as users get it: packed tarballs, and installations made from them without a network. What is built is packed
 * once and kept for all files.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { packSet } from "../../../scripts/support/packed.mjs";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const DIST = join(ROOT, "packages", "cli", "dist");
const CACHE = join(ROOT, "node_modules", ".cache", "tinyagi-packed");

export interface PackedSet {
  readonly folder: string;
  /** Takes its database module from npm. */
  readonly plain: string;
  /** Needs no network. */
  readonly offline: string;
}

export function packedSet(): PackedSet {
  const folder = join(CACHE, digestOfBuild());
  if (!existsSync(folder)) {
    mkdirSync(CACHE, { recursive: true });
    const making = mkdtempSync(join(CACHE, ".making-"));
    packSet(making);
    try {
      renameSync(making, folder);
    } catch (error) {
      // Another file packed the same meanwhile.
      if (!existsSync(folder)) throw error;
      rmSync(making, { recursive: true });
    }
    for (const name of readdirSync(CACHE))
      if (name !== basename(folder) && !name.startsWith(".making-"))
        rmSync(join(CACHE, name), { recursive: true, force: true });
  }
  const files = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  const isOffline = (name: string) => /-node\d+\.tgz$/.test(name);
  const path = (name = "") => join(folder, name);
  return {
    folder,
    plain: path(files.find((name) => /^tinyagi-\d/.test(name) && !isOffline(name))),
    offline: path(files.find(isOffline)),
  };
}

function digestOfBuild(): string {
  const hash = createHash("sha256");
  for (const path of readdirSync(DIST, { recursive: true, encoding: "utf8" }).sort()) {
    const { size, mtimeMs } = statSync(join(DIST, path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex").slice(0, 16);
}

export interface Release {
  readonly version: string;
  /** SQL of migrations that it has in addition. */
  readonly migrations?: readonly string[];
  /** JavaScript at the beginning of its daemon. */
  readonly daemon?: string;
}

/** A later release: this build with another version, and what else is asked for. @returns its tarball in `folder` */
export function packRelease(folder: string, release: Release): string {
  const scratch = mkdtempSync(join(tmpdir(), "tinyagi-release-"));
  try {
    execFileSync("tar", ["-xzf", packedSet().offline, "-C", scratch]);
    changeRelease(join(scratch, "package"), release);
    const file = join(folder, `tinyagi-${release.version}.tgz`);
    // Not compressed: npm takes both, and this is faster.
    execFileSync("tar", ["-cf", file, "-C", scratch, "package"]);
    return file;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Turns a package, or a copy that shares its files, into another release. */
export function changeRelease(content: string, { version, migrations = [], daemon = "" }: Release): void {
  for (const path of ["", "dist/cli", "dist/daemon", "dist/harness"]) {
    const file = join(content, path, "package.json");
    replaceFile(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), version }));
  }
  const sql = join(content, "dist/kernel/src/store/migrations");
  for (const name of readdirSync(sql)) if (name.endsWith("_next.sql")) rmSync(join(sql, name));
  for (const [index, text] of migrations.entries()) writeFileSync(join(sql, `9${index}_next.sql`), text);
  const main = join(content, "dist/daemon/src/main.js");
  if (daemon !== "") replaceFile(main, `${daemon}\n${readFileSync(main, "utf8")}`);
}

/** A new file in its place: a copy with hard links keeps its own. */
function replaceFile(file: string, text: string): void {
  rmSync(file);
  writeFileSync(file, text);
}

/** A package without anything of TinyAGI, and a command that does not run. @returns its tarball in `folder` */
export function packMute(folder: string, version: string): string {
  const content = join(folder, `mute-${version}`, "package");
  mkdirSync(join(content, "bin"), { recursive: true });
  const manifest = { name: "tinyagi", version, bin: { tinyagi: "bin/tinyagi.mjs" } };
  writeFileSync(join(content, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(content, "bin/tinyagi.mjs"), "#!/usr/bin/env node\nprocess.exit(3);\n");
  const file = join(folder, `tinyagi-${version}.tgz`);
  execFileSync("tar", ["-czf", file, "-C", dirname(content), "package"]);
  return file;
}

/** A copy that shares its files with the original: an update renames files and never writes into one. */
export function copyInstallation(from: string, to: string): void {
  execFileSync("cp", ["-a", "-l", from, to]);
}
