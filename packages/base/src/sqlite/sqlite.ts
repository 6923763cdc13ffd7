/**
 * Opens SQLite files, with the compiled module if it is here and loads, else with what Node has. Guarantees: one process
 * uses one driver; never a SQLite that can lose a committed log; the same statements, errors and results with both.
 */
import { AppError } from "@tinyagi/contracts";
import type Database from "better-sqlite3";
import { type Compiled, findCompiled } from "./compiled-module.js";
import { NodeDatabase, type SqliteOptions } from "./node-database.js";
import { loadNodeSqlite, type NodeSqlite } from "./node-module.js";

export type { SqliteOptions } from "./node-database.js";

/** Older versions can lose a committed WAL after a reset (fixed in 3.51.3). */
export const SQLITE_MIN = [3, 51, 3] as const;

/** Says which driver to use, for tests and for who doubts one of them: `compiled` or `node`. */
const CHOICE = "TINYAGI_SQLITE";

/**
 * From this generation of Node on, better-sqlite3 12 ends the process when memory is tidied up ("Assertion failed: (env) !=
 * nullptr"); version 13 does not run on Node 20.
 */
const NODE_WITHOUT_COMPILED = 24;

export interface SqliteDriver {
  readonly name: "compiled" | "node";
  /** Why it is not the compiled one. `unsafe`: this Node crashes with it; `chosen`: the environment says so. */
  readonly because?: "absent" | "unloadable" | "unsafe" | "chosen";
  /** What the system said of a module that does not load. */
  readonly detail?: string;
}

type Loaded =
  | { driver: SqliteDriver; compiled: Compiled }
  | { driver: SqliteDriver; compiled: undefined; node: NodeSqlite };

let loaded: Loaded | undefined;

/**
 * @param path of the file, or `:memory:`
 * @throws the error of SQLite, with its code; AppError `STORE_UNAVAILABLE` when this machine has no driver
 */
export function openSqlite(path: string, options: SqliteOptions = {}): Database.Database {
  loaded ??= load(process.env[CHOICE]);
  if (loaded.compiled !== undefined) return new loaded.compiled(path, options);
  // It has what the project uses of the type: the tests of the store run with both.
  return new NodeDatabase(loaded.node, path, options) as unknown as Database.Database;
}

/** @throws AppError `STORE_UNAVAILABLE` when this machine has none */
export function sqliteDriver(): SqliteDriver {
  loaded ??= load(process.env[CHOICE]);
  return loaded.driver;
}

function load(choice: string | undefined): Loaded {
  const own = ownOnly(choice, process.versions.node);
  if (own !== undefined) return loadNode({ name: "node", because: own });
  const search = findCompiled();
  if (search.found !== undefined) return { driver: { name: "compiled" }, compiled: search.found };
  const { missing: because, detail } = search;
  if (choice === "compiled") throw noDriver(detail);
  return loadNode({ name: "node", because, ...(detail === "" ? {} : { detail }) });
}

function loadNode(driver: SqliteDriver): Loaded {
  const node = loadNodeSqlite();
  if (node === undefined || !hasNode()) throw noDriver(driver.detail ?? "");
  return { driver, compiled: undefined, node };
}

function hasNode(): boolean {
  return loadNodeSqlite() !== undefined && isSafeSqlite(process.versions.sqlite ?? "");
}

/**
 * Why only the driver of Node itself is used, if so. A Node that crashes with the compiled module never gets it instead,
 * also when its own SQLite is too old.
 */
export function ownOnly(choice: string | undefined, version: string): "chosen" | "unsafe" | undefined {
  if (choice === "node") return "chosen";
  return choice !== "compiled" && isUnsafe(version) ? "unsafe" : undefined;
}

function isUnsafe(version: string): boolean {
  return Number.parseInt(version, 10) >= NODE_WITHOUT_COMPILED;
}

/** Whether a version of SQLite is new enough. */
export function isSafeSqlite(version: string): boolean {
  const parts = version.split(".").map((part) => Number.parseInt(part, 10) || 0);
  for (const [index, minimum] of SQLITE_MIN.entries()) {
    const part = parts[index] ?? 0;
    if (part !== minimum) return part > minimum;
  }
  return true;
}

/** What helps on this Node: with 24 and newer, only a database of its own does. */
export function adviceFor(version: string): string {
  return isUnsafe(version)
    ? "Use Node 24.21 or newer: its own database has the SQLite that TinyAGI needs."
    : "Install TinyAGI again with this Node, or use Node 22.23 or newer, which has a database of its own.";
}

function noDriver(detail: string): AppError {
  const reason = detail === "" ? "" : ` (${detail})`;
  return new AppError(
    "STORE_UNAVAILABLE",
    `There is no database module for ${process.platform} ${process.arch} with Node ${process.versions.node}${reason}. ${adviceFor(process.versions.node)}`,
  );
}
