/** Decides whether the current state of the repository is installed and built, by hashes in a stamp file. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { hasTraceOfNpm } from "./npm-lock.mjs";
import { root } from "./root.mjs";

const STAMP = join(root, ".setup-stamp");

/** The hashes of the current files: one for `node_modules`, one for `dist`. */
export function wantedState() {
  return { install: installHash(), build: buildHash() };
}

/** Whether this state was set up before and its results still exist. */
export function isDone(wanted) {
  const stamp = readStamp();
  if (stamp.build !== wanted.build || needsInstall(wanted)) return false;
  return packages().every((folder) => existsSync(join(folder, "dist")));
}

/** Whether the dependencies are missing, older than the lockfile, or changed by npm. */
export function needsInstall(wanted) {
  if (hasTraceOfNpm()) return true;
  return readStamp().install !== wanted.install || !existsSync(join(root, "node_modules", ".modules.yaml"));
}

/** Call it before any step, so that a failed set-up leaves no stamp. */
export function forgetState() {
  rmSync(STAMP, { force: true });
}

export function rememberState(state) {
  writeFileSync(STAMP, `${JSON.stringify(state)}\n`);
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(STAMP, "utf8"));
  } catch {
    // The stamp is missing or incomplete: assume that nothing is set up.
    return {};
  }
}

function packages() {
  return (
    ["packages", "apps"]
      .map((name) => join(root, name))
      .filter((folder) => existsSync(folder))
      .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
      .filter((path) => existsSync(join(path, "package.json")))
      // One with a lock file of its own is installed and built by whoever wants it.
      .filter((path) => !existsSync(join(path, "package-lock.json")))
  );
}

/** Includes the ABI, because native modules are built for one ABI. */
function installHash() {
  const names = ["pnpm-lock.yaml", "pnpm-workspace.yaml", ".pnpmfile.cjs", "package.json", ".npmrc"];
  const manifests = packages().map((folder) => join(folder, "package.json"));
  return computeHash([...names.map((name) => join(root, name)), ...manifests], process.versions.modules);
}

function buildHash() {
  const files = [join(root, "tsconfig.base.json"), join(root, "turbo.json")];
  for (const folder of packages()) {
    files.push(join(folder, "package.json"), join(folder, "tsconfig.build.json"));
    files.push(join(folder, "next.config.ts"), join(folder, "postcss.config.mjs"));
    // The scripts of the package build the bundle and the office, and copy the skills.
    for (const part of ["src", "build", "bundle", "public", "skills"])
      files.push(...listSources(join(folder, part)));
  }
  return computeHash(files, "");
}

function listSources(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return listSources(path);
    return entry.name.endsWith(".test.ts") ? [] : [path];
  });
}

function computeHash(files, salt) {
  const hash = createHash("sha256").update(salt);
  for (const file of files.sort()) {
    if (existsSync(file)) hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest("hex");
}
