/** The calls of tools that are open, as they were reported. Bounded as a whole, whatever a program sends; the cost is linear in it. */
import { type JsonObject, toText } from "../cli/json-line.js";
import { mergeCall } from "./permission.js";

/** Calls that are open at once. */
const CALLS_MAX = 1_000;
/** Characters of all of them together. */
const TOTAL_MAX_CHARS = 16 * 1024 * 1024;
const BRIEF_MAX_CHARS = 200;

interface OpenCall {
  readonly call: JsonObject;
  /** Characters of each of its fields. */
  readonly sizes: ReadonlyMap<string, number>;
}

export interface OpenCalls {
  readonly get: (id: string) => JsonObject | undefined;
  /** Adds what is reported of a call. Undefined: too many are open. */
  readonly add: (id: string, report: JsonObject) => JsonObject | undefined;
  readonly remove: (id: string) => void;
  readonly clear: () => void;
}

export function createOpenCalls(limits = { calls: CALLS_MAX, chars: TOTAL_MAX_CHARS }): OpenCalls {
  const open = new Map<string, OpenCall>();
  let total = 0;
  const remove = (id: string) => {
    total -= sumOf(open.get(id)?.sizes);
    open.delete(id);
  };
  const keep = (id: string, call: JsonObject, sizes: ReadonlyMap<string, number>) => {
    remove(id);
    total += sumOf(sizes);
    open.set(id, { call, sizes });
    return call;
  };
  return {
    get: (id) => open.get(id)?.call,
    add(id, report) {
      const known = open.get(id);
      if (known === undefined && open.size >= limits.calls) return undefined;
      const call = mergeCall(known?.call ?? {}, report);
      const sizes = new Map(known?.sizes);
      for (const [name, value] of Object.entries(report)) {
        if (!Object.hasOwn(call, name)) continue;
        // What a report says of the input is added to what is known of it.
        const before = name === "rawInput" ? (sizes.get(name) ?? 0) : 0;
        sizes.set(name, before + JSON.stringify(value ?? null).length);
      }
      const isTooLarge =
        call.isTooLarge === true || total - sumOf(known?.sizes) + sumOf(sizes) > limits.chars;
      return isTooLarge ? keep(id, toBrief(call), new Map()) : keep(id, call, sizes);
    },
    remove,
    clear() {
      open.clear();
      total = 0;
    },
  };
}

/** What a person would not see wholly is not shown in part: nobody can decide about such a call. */
function toBrief({ kind, title, name, status }: JsonObject): JsonObject {
  const fields = Object.entries({ kind, title, name, status }).flatMap(([key, value]) => {
    const text = toText(value);
    return text === undefined ? [] : [[key, text.slice(0, BRIEF_MAX_CHARS)] as const];
  });
  return Object.assign(Object.fromEntries(fields), { isTooLarge: true });
}

function sumOf(sizes: ReadonlyMap<string, number> = new Map()): number {
  let sum = 0;
  for (const size of sizes.values()) sum += size;
  return sum;
}

/** An object of bounded size: its texts are cut, and what does not fit any more is left out. */
export function boundInput(input: JsonObject, maxChars: number): JsonObject {
  let left = maxChars;
  const kept = Object.entries(input).flatMap(([name, value]) => {
    const text = toText(value) ?? JSON.stringify(value) ?? "";
    const room = left - name.length;
    left = room - text.length;
    if (room <= 0) return [];
    return [[name, text.length <= room ? value : text.slice(0, room)] as const];
  });
  return Object.fromEntries(kept);
}
