/** Sets and removes single values of settings by path. It checks only that the place can exist; the schema checks the rest. */
import { AppError, type SettingsEdit } from "@tinyagi/contracts";
import { cloneJson, emptyObject, isObject, type JsonChange, type JsonObject } from "./json-tree.js";

const INDEX = /^(?:0|[1-9][0-9]{0,8})$/;

/**
 * Applies `edits` in order to `target`, in place. Missing objects on the way are created, lists are not.
 *
 * @returns `target`
 * @throws AppError `SETTINGS_INVALID` for a place that cannot exist, such as a key below a text
 */
export function applyEdits<T extends JsonObject>(target: T, edits: readonly SettingsEdit[]): T {
  for (const edit of edits) applyEdit(target, edit);
  return target;
}

/**
 * The places of `edits` with their values in the edited settings, where the secrets are full. A list is one place: an
 * index says nothing about another version of it.
 */
export function placesIn(edited: JsonObject, edits: readonly SettingsEdit[]): JsonChange[] {
  const places = edits.map(({ path }) => {
    let value: unknown = edited;
    let depth = 0;
    for (; depth < path.length && isObject(value); depth += 1) {
      const step = path[depth] ?? "";
      value = Object.hasOwn(value, step) ? value[step] : undefined;
    }
    return { path: path.slice(0, depth), value };
  });
  // Many edits of one list are one change of it.
  return [...new Map(places.map((place) => [JSON.stringify(place.path), place])).values()];
}

function applyEdit(target: JsonObject, { path, value }: SettingsEdit): void {
  let parent: unknown = target;
  for (const [depth, step] of path.slice(0, -1).entries()) {
    // Nothing is made to remove nothing from it.
    if (value === undefined && isObject(parent) && !Object.hasOwn(parent, step)) return;
    parent = getChild(parent, step, path.slice(0, depth + 1));
  }
  const key = path.at(-1) ?? "";
  if (Array.isArray(parent)) setItem(parent, key, { value, path });
  else if (!isObject(parent))
    throw impossible(path, "this place holds a plain value, so nothing can be set below it");
  else if (value === undefined) delete parent[key];
  else parent[key] = cloneJson(value);
}

function getChild(parent: unknown, step: string, path: readonly string[]): unknown {
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
