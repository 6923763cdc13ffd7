/**
 * Compares two settings and lists the guards that get weaker, as data. Pure. Sessions of browsers need a confirmation
 * for these changes; settings from outside do not get them without a person's answer.
 */
import {
  dangerousVariable,
  type Guard,
  type GuardChange,
  isEnvironmentPath,
  type Settings,
} from "@tinyagi/contracts";
import { staysBelow } from "../workspace/path-policy.js";
import { workspaceRoot } from "../workspace/workspaces.js";
import { findGuard } from "./guard-table.js";
import { isObject, type JsonObject, sameJson } from "./json-tree.js";
import { maskSecrets } from "./secret-mask.js";

type Path = readonly string[];

/** A guard that gets weaker, with the steps of its path. */
export interface Weakening extends GuardChange {
  readonly at: Path;
}

/**
 * @param before what stands, secrets in full
 * @param after what is wanted, secrets in full
 * @returns changes in the order of their paths, values with masked secrets
 */
export function weakenings(before: Settings, after: Settings, userHome: string): Weakening[] {
  const shown = { before: maskSecrets(before), after: maskSecrets(after) };
  return changedLeaves(before, after)
    .flatMap((at) => {
      const weakens = weakenedBy(at, { before, after, userHome });
      if (weakens === undefined) return [];
      const path = at.join(".");
      return [{ at, path, before: valueAt(shown.before, at), after: valueAt(shown.after, at), weakens }];
    })
    .sort((left, right) => (left.path < right.path ? -1 : 1));
}

/** The changes as they are shown and sent. */
export function shownChanges(found: readonly Weakening[]): GuardChange[] {
  return found.map(({ path, before, after, weakens }) => ({ path, before, after, weakens }));
}

interface Compared {
  before: Settings;
  after: Settings;
  userHome: string;
}

function weakenedBy(at: Path, { before, after, userHome }: Compared): Guard | undefined {
  const row = findGuard(at);
  const value = leafAt(after, at);
  // An empty entry sets nothing. Where it does, such as a group of a channel, the table has a row for it.
  if (row === undefined) return isObject(value) || isObject(leafAt(before, at)) ? undefined : "unknown";
  const side = (settings: Settings) => ({
    value: leafAt(settings, at),
    settings,
    around: leafAt(settings, at.slice(0, -1)),
  });
  if (!row.weaker(side(before), side(after))) return undefined;
  if (row.weakens === "place" && at[0] === "agents" && isInside(value, after, userHome)) return undefined;
  return isEnvironmentPath(at) && dangerousVariable(at.at(-1) ?? "") ? "code" : row.weakens;
}

/** Folders below the workspace belong to agents. Files elsewhere do not. */
function isInside(directory: unknown, settings: Settings, userHome: string): boolean {
  return typeof directory === "string" && staysBelow(workspaceRoot(settings, userHome), directory, userHome);
}

/** Places where the two differ: values, lists and empty objects. */
function changedLeaves(before: unknown, after: unknown): Path[] {
  const found = new Map<string, Path>();
  for (const at of [...listLeaves(before, []), ...listLeaves(after, [])])
    if (!sameJson(leafAt(before, at), leafAt(after, at))) found.set(JSON.stringify(at), at);
  return [...found.values()];
}

function listLeaves(value: unknown, at: Path): Path[] {
  if (!isObject(value) || Object.keys(value).length === 0) return [at];
  return Object.entries(value).flatMap(([key, child]) =>
    child === undefined ? [] : listLeaves(child, [...at, key]),
  );
}

function leafAt(root: unknown, at: Path): unknown {
  let value = root;
  for (const step of at) value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  return value;
}

function valueAt(root: JsonObject, at: Path): GuardChange["after"] {
  return (leafAt(root, at) ?? null) as GuardChange["after"];
}
