/**
 * Where an installation of `npm install -g` and its updates are. Everything an update makes is in one folder beside the
 * package, on the same disk, so that a rename puts it in place. npm ignores names that begin with a dot.
 */
import { existsSync, lstatSync, realpathSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { CliContext } from "../context/context.js";
import { type InstallKind, installKind } from "./install-kind.js";

const WORKSHOP = ".tinyagi-update";
const PREVIOUS = "previous";

export interface Places {
  /** The folder of the package `tinyagi`. */
  readonly packageDir: string;
  /** The folder in which npm keeps global packages. */
  readonly modules: string;
  /** The prefix of npm. */
  readonly prefix: string;
  readonly workshop: string;
  readonly journal: string;
  /** Held by the process that updates. */
  readonly lock: string;
  /** Prefix into which npm installs the new version, and the package in it. */
  readonly stage: string;
  readonly staged: string;
  readonly fetched: string;
  /** A copy of the old version. It carries out the update, because no step moves it. */
  readonly previous: string;
  /** The old version itself, moved away. */
  readonly old: string;
  /** A new version that did not start. */
  readonly failed: string;
  /** The link that is the command. */
  readonly bin: string;
}

/** The folder of the package whose code runs now. */
function runningPackage({ daemonMain }: Pick<CliContext, "daemonMain">): string {
  return resolve(dirname(daemonMain()), "../../..");
}

/** @returns the places of the installation that this code belongs to, also when it runs as the copy of an update */
export function listPlaces(context: Pick<CliContext, "daemonMain">): Places {
  const running = runningPackage(context);
  const isCopy = basename(running) === PREVIOUS && basename(dirname(running)) === WORKSHOP;
  const modules = isCopy ? dirname(dirname(running)) : dirname(running);
  const packageDir = isCopy ? join(modules, "tinyagi") : running;
  const prefix = dirname(dirname(modules));
  const workshop = join(modules, WORKSHOP);
  const stage = join(workshop, "stage");
  return {
    packageDir,
    modules,
    prefix,
    workshop,
    journal: join(workshop, "journal.json"),
    lock: join(modules, `${WORKSHOP}.lock`),
    stage,
    staged: join(stage, "lib", "node_modules", "tinyagi"),
    fetched: join(workshop, "fetched"),
    previous: join(workshop, PREVIOUS),
    old: join(workshop, "old"),
    failed: join(workshop, "failed"),
    bin: join(prefix, "bin", "tinyagi"),
  };
}

/** The program of the command in a folder of the package. */
export function commandIn(packageDir: string): string {
  return join(packageDir, "bin", "tinyagi.mjs");
}

export function detectKind({ env }: Pick<CliContext, "env">, { packageDir }: Places): InstallKind {
  return installKind({
    packageDir: existsSync(packageDir) ? realpathSync(packageDir) : packageDir,
    hasSources: existsSync(join(packageDir, "src", "main.ts")),
    inContainer: env.TINYAGI_CONTAINER === "1",
  });
}

/** Whether something is there: a link without a target too. */
export function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** What an update made, or one that was interrupted. */
export function removeWorkshop({ workshop }: Places): void {
  rmSync(workshop, { recursive: true, force: true });
}
