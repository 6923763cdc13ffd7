/**
 * From untrusted text or data to a {@link Plan}: shape only, every problem reported with its path.
 * References, capabilities and limits are the business of `compile`.
 */
import type { z } from "zod";
import { PlanError } from "../errors.js";
import { PLAN_MAX_JSON_DEPTH, PLAN_TEXT_MAX_CHARS } from "../limits.js";
import { extractJson } from "./extract.js";
import { type JsonError, resolvePlace } from "./json-error.js";
import { Problems } from "./problems.js";
import { type AgentSpec, agentSpecSchema, type Plan, planSchema } from "./schema.js";

const PLAN_FIELDS = Object.keys(planSchema.shape);
const AGENT_FIELDS = Object.keys(agentSpecSchema.shape);
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);
/** Values looked at before the shape check; a plan of the largest size stays far below. */
const MAX_VALUES = 5_000_000;

/**
 * Reads a spawn plan.
 * @param input the plan as data, or text that holds it (a fence or sentences around it are ignored)
 * @returns the plan with defaults filled in
 * @throws PlanError naming every problem
 */
export function parsePlan(input: unknown | string): Plan {
  const problems = new Problems();
  const value = typeof input === "string" ? fromText(input, problems) : input;
  if (problems.empty) checkStructure(value, "", problems);
  problems.throwIfAny();
  const parsed = planSchema.safeParse(value);
  if (!parsed.success) addIssues(parsed.error.issues, "", problems);
  problems.throwIfAny();
  if (!parsed.success) throw new PlanError(problems.all());
  return parsed.data;
}

/** Checks the specs of a spawn call; problems are added under `[index]`, the valid specs are returned in order. */
export function parseSpecs(input: unknown, problems: Problems): AgentSpec[] {
  if (!Array.isArray(input) || input.length === 0) {
    problems.add({ path: "", code: "invalid", message: "expected a non-empty list of agents" });
    return [];
  }
  const specs: AgentSpec[] = [];
  input.forEach((value, i) => {
    const before = problems.list.length;
    checkStructure(value, `[${i}]`, problems);
    if (problems.list.length > before) return;
    const parsed = agentSpecSchema.safeParse(value);
    if (parsed.success) specs.push(parsed.data);
    else addIssues(parsed.error.issues, `[${i}]`, problems);
  });
  return specs;
}

function fromText(text: string, problems: Problems): unknown {
  if (text.length > PLAN_TEXT_MAX_CHARS) {
    problems.add({
      path: "",
      code: "too_large",
      message: `a plan has at most ${PLAN_TEXT_MAX_CHARS} characters`,
    });
    return undefined;
  }
  const { value, error } = extractJson(text);
  if (error !== undefined) problems.add({ path: "", code: "broken_json", message: describe(text, error) });
  else if (value === undefined)
    problems.add({ path: "", code: "no_json", message: "no JSON object found in the text" });
  return value;
}

function describe(text: string, { offset, expected, isCutOff }: JsonError): string {
  const { line, column } = resolvePlace(text, offset);
  const what = isCutOff ? "the JSON is cut off" : "the JSON is broken";
  return `${what} at line ${line}, column ${column}: expected ${expected}`;
}

/** Depth and key names, without recursion: the shape check after it may then recurse safely. */
function checkStructure(root: unknown, base: string, problems: Problems): void {
  const stack: { value: object; path: string; depth: number }[] = [];
  const push = (value: unknown, path: string, depth: number) => {
    if (typeof value === "object" && value !== null) stack.push({ value, path, depth });
  };
  push(root, base, 0);
  let seen = 0;
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    if (item.depth > PLAN_MAX_JSON_DEPTH || ++seen > MAX_VALUES) {
      const what =
        item.depth > PLAN_MAX_JSON_DEPTH ? `deeper than ${PLAN_MAX_JSON_DEPTH} levels` : "too many values";
      problems.add({ path: item.path, code: "too_deep", message: what });
      return;
    }
    const { path, depth } = item;
    if (Array.isArray(item.value)) {
      for (let i = 0; i < item.value.length; i++) {
        const entry: unknown = item.value[i];
        if (typeof entry === "object" && entry !== null) push(entry, `${path}[${i}]`, depth + 1);
      }
      continue;
    }
    for (const key of Object.keys(item.value)) {
      const entry = (item.value as Record<string, unknown>)[key];
      if (FORBIDDEN_KEYS.has(key))
        problems.add({ path, code: "forbidden_key", message: `the key ${key} is not allowed` });
      else if (typeof entry === "object" && entry !== null)
        push(entry, path === "" ? key : `${path}.${key}`, depth + 1);
    }
  }
}

function addIssues(issues: readonly z.core.$ZodIssue[], base: string, problems: Problems): void {
  for (const issue of issues) {
    const path = formatPath(base, issue.path);
    if (issue.code === "unrecognized_keys") {
      const known = path === base && base === "" ? PLAN_FIELDS : AGENT_FIELDS;
      for (const key of issue.keys) {
        const shown = JSON.stringify(key.slice(0, 64));
        problems.add(
          { path, code: "unknown_field", message: `unknown field ${shown}` },
          { name: key, known },
        );
      }
    } else {
      const reserved = issue.message === "this name is reserved";
      const guard = issue.code === "custom" && issue.params?.code === "invalid_guard";
      const code = reserved ? "reserved_id" : guard ? "invalid_guard" : "invalid";
      problems.add({ path, code, message: issue.message });
    }
  }
}

function formatPath(base: string, path: readonly PropertyKey[]): string {
  let out = base;
  for (const part of path) {
    if (typeof part === "number") out += `[${part}]`;
    else out += out === "" ? String(part) : `.${String(part)}`;
  }
  return out;
}
