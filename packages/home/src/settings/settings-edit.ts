/** Sets and removes single values of settings by path. It checks only that the place can exist; the schema checks the rest. */
import { AppError, type SettingsEdit } from "@tinyagi/contracts";
import { cloneJson, emptyObject, isObject, type JsonObject } from "./json-tree.js";

const INDEX = /^(?:0|[1-9][0-9]{0,8})$/;

/**
 * Applies `edits` in order to `target`, in place. Missing objects on the way are created, lists are not.
 *
 * @throws AppError `SETTINGS_INVALID` for a place that cannot exist, such as a key below a text
 */
export function applyEdits(target: JsonObject, edits: readonly SettingsEdit[]): void {
  for (const edit of edits) applyEdit(target, edit);
}

function applyEdit(target: JsonObject, { path, value }: SettingsEdit): void {
  let parent: unknown = target;
  path.slice(0, -1).forEach((step, depth) => {
    parent = childOf(parent, step, path.slice(0, depth + 1));
  });
  const key = path.at(-1) ?? "";
  if (Array.isArray(parent)) setItem(parent, key, { value, path });
  else if (!isObject(parent))
    throw impossible(path, "this place holds a plain value, so nothing can be set below it");
  else if (value === undefined) delete parent[key];
  else parent[key] = cloneJson(value);
}

function childOf(parent: unknown, step: string, path: readonly string[]): unknown {
  if (Array.isArray(parent)) return parent[indexOf(parent, step, path)];
  if (!isObject(parent))
    throw impossible(path, "this place holds a plain value, so nothing can be set below it");
  if (!Object.hasOwn(parent, step)) parent[step] = emptyObject();
  return parent[step];
}

/** The index after the last one appends. */
function setItem(list: unknown[], key: string, edit: { value: unknown; path: readonly string[] }): void {
  if (edit.value === undefined) list.splice(indexOf(list, key, edit.path), 1);
  else if (key === String(list.length)) list.push(cloneJson(edit.value));
  else list[indexOf(list, key, edit.path)] = cloneJson(edit.value);
}

function indexOf(list: readonly unknown[], key: string, path: readonly string[]): number {
  if (INDEX.test(key) && Number(key) < list.length) return Number(key);
  throw impossible(path, `this list has entries 0 to ${list.length - 1}`);
}

function impossible(path: readonly string[], message: string): AppError {
  return new AppError("SETTINGS_INVALID", `The settings were not changed: ${path.join(".")}: ${message}`, {
    details: [{ path: path.join("."), message }],
  });
}
