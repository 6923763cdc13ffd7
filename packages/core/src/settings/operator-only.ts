/**
 * Which changes of the settings need the operator at the machine: those that open the daemon, take a wall away from
 * an agent, put something into its environment, let in a webhook, or have the daemon read a key from this machine. A page in
 * a browser, whatever was smuggled into it, must not make them.
 */
import { isEnvironmentPath, isSecretPath, type Settings } from "@tinyagi/contracts";
import { diffJson, isObject } from "./json-tree.js";
import { isSecretReference } from "./secret.js";

type Path = readonly string[];

/** Changed places, dotted, that are the operator's alone; sorted. Both sides with their secrets as stored. */
export function operatorOnlyChanges(before: Settings, after: Settings): string[] {
  return diffJson(before, after)
    .flatMap(({ path, value }) => leavesOf(path, value))
    .filter(isGrave)
    .map(({ at }) => at.join("."))
    .sort();
}

interface Leaf {
  at: Path;
  value: unknown;
}

/** A new entry comes as a whole; what was removed has no value. */
function leavesOf(at: Path, value: unknown): Leaf[] {
  if (!isObject(value)) return [{ at, value }];
  return Object.entries(value).flatMap(([key, child]) => leavesOf([...at, key], child));
}

function isGrave({ at, value }: Leaf): boolean {
  if (at[0] === "server") return true;
  if (isEnvironmentPath(at)) return value !== undefined;
  // Whoever knows it speaks to an agent for as long as the webhook stands.
  if (at[0] === "webhooks" && at.length === 3 && at[2] === "secret") return value !== undefined;
  if (at[0] === "agents" && at.length === 3 && at[2] === "permissions") return value === "bypass";
  return typeof value === "string" && isSecretPath(at) && isSecretReference(value);
}
