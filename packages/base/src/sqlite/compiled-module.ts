/**
 * The compiled module: `better-sqlite3`, in the package for this system and this generation of Node that the release
 * publishes, or as a workspace or a tarball for one machine holds it. Neither downloads or compiles anything.
 */
import { createRequire } from "node:module";
import type Database from "better-sqlite3";

export type Compiled = typeof Database;

export type CompiledSearch =
  | { found: Compiled }
  /** `absent`: not installed; `unloadable`: it is for another system or Node, or damaged. */
  | { found: undefined; missing: "absent" | "unloadable"; detail: string };

/** Of what the system says. */
const DETAIL_MAX_CHARS = 400;

/** Another system or generation of Node cannot load it. */
export function nameOfCompiled(
  platform: string = process.platform,
  arch: string = process.arch,
  abi: string = process.versions.modules,
): string {
  return `@tinyagi/sqlite-${platform}-${arch}-abi${abi}`;
}

/** Loads the first one that works. */
export function findCompiled(
  load: (name: string) => Compiled = createRequire(import.meta.url),
): CompiledSearch {
  let missing: "absent" | "unloadable" = "absent";
  let detail = "";
  for (const name of [nameOfCompiled(), "better-sqlite3"]) {
    try {
      const found = load(name);
      // Only a connection loads the compiled part.
      new found(":memory:").close();
      return { found };
    } catch (error) {
      if (isAbsent(error, name)) continue;
      // The package for this system comes first: why that one fails is what helps.
      if (missing === "absent") detail = describeFault(error);
      missing = "unloadable";
    }
  }
  return { found: undefined, missing, detail };
}

/** The system says over several lines for which Node a module is; of other faults, the first line says it. */
function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [first = "", ...rest] = error.message.split("\n");
  const isOfSystem = "code" in error && error.code === "ERR_DLOPEN_FAILED";
  return isOfSystem ? [first, ...rest].join(" ").slice(0, DETAIL_MAX_CHARS) : first;
}

function isAbsent(error: unknown, name: string): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  // The first line alone: the others name what required it.
  return error.code === "MODULE_NOT_FOUND" && (error.message.split("\n", 1)[0] ?? "").includes(`'${name}'`);
}
