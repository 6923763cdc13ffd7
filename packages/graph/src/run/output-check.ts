/**
 * Whether an output can be written to a journal and read back as it was. JSON drops or changes the rest in silence: a
 * `Map` becomes `{}`, a `Date` a text, `NaN` null.
 */

/** Deeper values would overflow the stack of whoever writes or reads them. */
const MAX_DEPTH = 500;
/** Path shown in a refusal, characters. */
const MAX_PATH_CHARS = 200;

/** @returns what is wrong, as the end of a sentence, or `undefined` when the value survives; linear in its size */
export function unjsonable(output: unknown): string | undefined {
  if (output === undefined) return undefined;
  return check(output, "", { above: new Set(), checked: new Set() });
}

interface Seen {
  /** Values that contain the current one. */
  above: Set<object>;
  /** Values known to be fine: a shared one is looked at once. */
  checked: Set<object>;
}

function check(value: unknown, path: string, seen: Seen): string | undefined {
  const problem = scalarProblem(value);
  if (problem !== null) return problem && `${nameOf(path)} ${problem}`;
  const object = value as object;
  if (seen.checked.has(object)) return undefined;
  if (seen.above.has(object)) return `${nameOf(path)} refers to a value that contains it`;
  if (seen.above.size >= MAX_DEPTH) return `the output is nested deeper than ${MAX_DEPTH} levels`;
  seen.above.add(object);
  const found = Array.isArray(value) ? checkList(value, path, seen) : checkFields(object, path, seen);
  seen.above.delete(object);
  seen.checked.add(object);
  return found;
}

function checkList(list: readonly unknown[], path: string, seen: Seen): string | undefined {
  for (let i = 0; i < list.length; i++) {
    const at = `${path}[${i}]`;
    const found = list[i] === undefined ? `${nameOf(at)} is undefined` : check(list[i], at, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A field that is `undefined` reads back as one that is absent, which is the same to every reader. */
function checkFields(object: object, path: string, seen: Seen): string | undefined {
  for (const [key, value] of Object.entries(object)) {
    if (value === undefined) continue;
    const found = check(value, path === "" ? key : `${path}.${key}`, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** @returns `undefined` for a scalar that JSON has, the problem of one it has not, null for a list or a plain object */
function scalarProblem(value: unknown): string | undefined | null {
  if (value === null || typeof value === "string" || typeof value === "boolean") return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? undefined : `is ${value}`;
  if (typeof value !== "object") return `is a ${typeof value}`;
  if (Array.isArray(value)) return null;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return null;
  return `is a ${value.constructor?.name || "class instance"}`;
}

function nameOf(path: string): string {
  return path === "" ? "the output" : path.slice(0, MAX_PATH_CHARS);
}
