/**
 * Copies, compares and patches trees of plain JSON values. Copies have no prototype, so that looking up an id
 * given by a person or a model (`constructor`) finds nothing that was not configured.
 */
import { JSON_DEPTH_MAX } from "@tinyagi/contracts";

export type JsonObject = Record<string, unknown>;

/** The value at `path` becomes `value`. Without one it is removed. */
export interface JsonChange {
  path: readonly string[];
  value?: unknown;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function emptyObject(): JsonObject {
  return Object.create(null) as JsonObject;
}

/**
 * A deep copy without prototypes and without properties that are `undefined`.
 *
 * @throws RangeError when nested deeper than 64 levels (a cycle, too)
 */
export function cloneJson<T>(value: T): T {
  return copy(value, 0) as T;
}

/** Freezes the whole tree. */
export function freezeJson<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const child of Object.values(value)) freezeJson(child);
  return value;
}

/** The changes that turn `before` into `after`. Objects are compared by key, everything else as a whole. */
export function diffJson(before: unknown, after: unknown): JsonChange[] {
  const changes: JsonChange[] = [];
  collect({ before, after, path: [], changes });
  return changes;
}

/** Applies `changes` to `target` in place; creates missing objects on the path. */
export function applyChanges(target: JsonObject, changes: readonly JsonChange[]): void {
  for (const change of changes) {
    const key = change.path.at(-1);
    if (key === undefined) continue;
    let parent = target;
    for (const step of change.path.slice(0, -1)) {
      const child = Object.hasOwn(parent, step) ? parent[step] : undefined;
      const next = isObject(child) ? child : emptyObject();
      parent[step] = next;
      parent = next;
    }
    if (change.value === undefined) delete parent[key];
    else parent[key] = cloneJson(change.value);
  }
}

/** Whether two JSON values are equal. The order of keys does not count. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((value, index) => sameJson(value, right[index]));
  }
  return isObject(left) && isObject(right) && diffJson(left, right).length === 0;
}

function copy(value: unknown, depth: number): unknown {
  if (depth > JSON_DEPTH_MAX) throw new RangeError(`nested deeper than ${JSON_DEPTH_MAX} levels`);
  if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1));
  if (!isObject(value)) return value;
  const result = emptyObject();
  for (const [key, child] of Object.entries(value)) {
    if (child !== undefined) result[key] = copy(child, depth + 1);
  }
  return result;
}

function collect(at: { before: unknown; after: unknown; path: string[]; changes: JsonChange[] }): void {
  const { before, after, path, changes } = at;
  if (!isObject(before) || !isObject(after)) {
    if (!sameJson(before, after)) changes.push({ path, value: after });
    return;
  }
  for (const key of Object.keys(before)) {
    if (!Object.hasOwn(after, key)) changes.push({ path: [...path, key] });
  }
  for (const [key, value] of Object.entries(after)) {
    if (!Object.hasOwn(before, key)) changes.push({ path: [...path, key], value });
    else collect({ before: before[key], after: value, path: [...path, key], changes });
  }
}
