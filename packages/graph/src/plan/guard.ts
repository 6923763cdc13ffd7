/**
 * Guards decide whether a node runs from the outputs of the nodes it depends on. They are data, never code:
 * a guard is checked by hand (with depth and size limits) because it may come from a model.
 */
import { GUARD_MAX_DEPTH, GUARD_MAX_TERMS } from "../limits.js";

export const GUARD_OPS = ["eq", "ne", "gt", "lt", "contains", "exists"] as const;
/** How a guard compares. */
export type GuardOp = (typeof GUARD_OPS)[number];
/** What a guard compares with. */
export type GuardValue = string | number | boolean | null;

/** One comparison. `ref` is a node id, optionally followed by a path into its output: `scan.files.0.name`. */
export interface GuardTerm {
  ref: string;
  op: GuardOp;
  value?: GuardValue | undefined;
}
/** Decides from the outputs of other nodes whether a node runs: one comparison, or several combined. */
export type PlanGuard = GuardTerm | { all: PlanGuard[] } | { any: PlanGuard[] } | { not: PlanGuard };

/** A problem inside a guard, with the path from the guard's root. */
export interface GuardIssue {
  path: (string | number)[];
  message: string;
}

const REF = /^[A-Za-z][A-Za-z0-9_-]*(\.[^.]{1,200})*$/;

interface GuardCheck {
  issues: GuardIssue[];
  terms: number;
}

/** All problems of an untrusted guard; an empty list means it is a {@link PlanGuard}. */
export function checkGuard(input: unknown): GuardIssue[] {
  const check: GuardCheck = { issues: [], terms: 0 };
  checkPart(input, [], check);
  return check.issues;
}

function checkPart(value: unknown, path: (string | number)[], check: GuardCheck): void {
  const report = (message: string) => {
    check.issues.push({ path, message });
  };
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const depth = path.filter((part) => typeof part === "string").length;
  if (depth > GUARD_MAX_DEPTH) report(`guards nest at most ${GUARD_MAX_DEPTH} deep`);
  else if (++check.terms > GUARD_MAX_TERMS) report(`a guard has at most ${GUARD_MAX_TERMS} terms`);
  else if (!isObject) report("expected a guard object");
  else {
    const entry: Record<string, unknown> = { ...value };
    const keys = Object.keys(entry);
    const only = keys.length === 1 ? keys[0] : undefined;
    if (only === "not") checkPart(entry.not, [...path, "not"], check);
    else if (only !== "all" && only !== "any") checkTerm(entry, keys, report);
    else if (!Array.isArray(entry[only])) report(`expected a list of guards in "${only}"`);
    else {
      entry[only].slice(0, GUARD_MAX_TERMS + 1).forEach((item: unknown, i: number) => {
        checkPart(item, [...path, only, i], check);
      });
    }
  }
}

function checkTerm(entry: Record<string, unknown>, keys: string[], report: (message: string) => void): void {
  const extra = keys.filter((key) => key !== "ref" && key !== "op" && key !== "value");
  if (extra.length > 0)
    report(`unknown guard field ${extra.map((k) => JSON.stringify(k.slice(0, 40))).join(", ")}`);
  if (typeof entry.ref !== "string" || !REF.test(entry.ref)) report('"ref" must be "<id>" or "<id>.<path>"');
  if (!GUARD_OPS.includes(entry.op as GuardOp)) report(`"op" must be one of ${GUARD_OPS.join(", ")}`);
  const value = entry.value;
  const scalar = value === null || ["string", "number", "boolean"].includes(typeof value);
  if (entry.op !== "exists" && !scalar) report('"value" must be a string, number, boolean or null');
}

/** The node ids a guard looks at, without repeats. */
export function guardRefs(guard: PlanGuard, into: string[] = []): string[] {
  if ("ref" in guard) {
    const id = refId(guard.ref);
    if (!into.includes(id)) into.push(id);
  } else if ("not" in guard) guardRefs(guard.not, into);
  else for (const part of "all" in guard ? guard.all : guard.any) guardRefs(part, into);
  return into;
}

/** The same guard over other names: each id found in `names` is replaced, its path is kept. */
export function renameGuardRefs(guard: PlanGuard, names: ReadonlyMap<string, string>): PlanGuard {
  const rename = (part: PlanGuard) => renameGuardRefs(part, names);
  if ("not" in guard) return { not: rename(guard.not) };
  if ("all" in guard) return { all: guard.all.map(rename) };
  if ("any" in guard) return { any: guard.any.map(rename) };
  const id = refId(guard.ref);
  return { ...guard, ref: (names.get(id) ?? id) + guard.ref.slice(id.length) };
}

/** The id part of a reference. */
export function refId(ref: string): string {
  const dot = ref.indexOf(".");
  return dot < 0 ? ref : ref.slice(0, dot);
}

/**
 * Evaluates a guard with three values.
 * @param lookup the output of a node; `known: false` while it cannot be told yet
 * @returns `undefined` when the answer depends on an unknown output
 */
export function evaluateGuard(
  guard: PlanGuard,
  lookup: (id: string) => { known: boolean; output?: unknown },
): boolean | undefined {
  if ("ref" in guard) {
    const found = lookup(refId(guard.ref));
    return found.known ? compare(guard, walk(found.output, guard.ref)) : undefined;
  }
  if ("not" in guard) {
    const inner = evaluateGuard(guard.not, lookup);
    return inner === undefined ? undefined : !inner;
  }
  const all = "all" in guard;
  let unknown = false;
  for (const part of all ? guard.all : guard.any) {
    const value = evaluateGuard(part, lookup);
    if (value === undefined) unknown = true;
    else if (value !== all) return !all;
  }
  return unknown ? undefined : all;
}

/** Own properties only, so that a path cannot reach into a prototype. */
function walk(output: unknown, ref: string): unknown {
  let value = output;
  for (const key of ref.split(".").slice(1)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function compare(term: GuardTerm, actual: unknown): boolean {
  const expected = term.value;
  switch (term.op) {
    case "exists":
      return (actual !== undefined && actual !== null) === (expected !== false);
    case "eq":
      return actual === expected;
    case "ne":
      return actual !== expected;
    case "contains":
      if (typeof actual === "string") return actual.includes(String(expected));
      return Array.isArray(actual) && actual.includes(expected);
    case "gt":
    case "lt": {
      if (typeof actual === "number" && typeof expected === "number")
        return term.op === "gt" ? actual > expected : actual < expected;
      if (typeof actual === "string" && typeof expected === "string")
        return term.op === "gt" ? actual > expected : actual < expected;
      return false;
    }
  }
}
