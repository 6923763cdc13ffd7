/**
 * Which changes of the settings only the operator may make: those that open the daemon, remove a protection from an
 * agent, change its environment, add a webhook, send traces elsewhere, or let the daemon read a key or another file of
 * this machine. A page in a browser must not be able to make them, even with injected code.
 */
import { isEnvironmentPath, isSecretPath, type Settings } from "@tinyagi/contracts";
import { staysBelow } from "../workspace/path-policy.js";
import { workspaceRoot } from "../workspace/workspaces.js";
import { diffJson, isObject } from "./json-tree.js";
import { isSecretReference } from "./secret.js";

type Path = readonly string[];

/**
 * Changed keys, in dotted form and sorted, that only the operator may change. Both sides contain their secrets as
 * stored.
 */
export function operatorOnlyChanges(before: Settings, after: Settings, userHome: string): string[] {
  const root = workspaceRoot(after, userHome);
  const isInside = (directory: string) => staysBelow(root, directory, userHome);
  return diffJson(before, after)
    .flatMap(({ path, value }) => leavesOf(path, value))
    .filter((leaf) => isGrave(leaf) || leadsOut(leaf, isInside))
    .map(({ at }) => at.join("."))
    .sort();
}

interface Leaf {
  at: Path;
  value: unknown;
}

/** A new entry is compared as a whole. A removed entry has no value. */
function leavesOf(at: Path, value: unknown): Leaf[] {
  if (!isObject(value)) return [{ at, value }];
  return Object.entries(value).flatMap(([key, child]) => leavesOf([...at, key], child));
}

function isGrave({ at, value }: Leaf): boolean {
  if (at[0] === "server") return true;
  // It sends what agents do, and perhaps a key, to another server.
  if (at[0] === "telemetry") return true;
  // Files below it may become part of a prompt, which goes to a model.
  if (at[0] === "workspace" && at[1] === "path") return true;
  if (isEnvironmentPath(at)) return value !== undefined;
  // Anyone who knows the secret can send messages to the agent.
  if (at[0] === "webhooks" && at.length === 3 && at[2] === "secret") return value !== undefined;
  if (isOfAgent(at, "permissions")) return value === "bypass";
  if (isOfAgent(at, "prompt_file")) return value !== undefined;
  return typeof value === "string" && isSecretPath(at) && isSecretReference(value);
}

/** Folders below the workspace belong to agents. Files elsewhere do not. */
function leadsOut({ at, value }: Leaf, isInside: (directory: string) => boolean): boolean {
  return isOfAgent(at, "working_directory") && typeof value === "string" && !isInside(value);
}

function isOfAgent(at: Path, field: string): boolean {
  return at[0] === "agents" && at.length === 3 && at[2] === field;
}
