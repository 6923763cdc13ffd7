/**
 * Validates settings before they are written. Stricter than reading a file: unknown keys and contradictory entries
 * are refused, and all problems are reported at once.
 */
import { AppError, type ErrorDetail, inputWords, type Settings, settingsSchema } from "@tinyagi/contracts";
import { crossChecks, heartbeatIntervals, lostWebhooks, missingProviders } from "./cross-checks.js";
import { cloneJson, isObject, type JsonObject } from "./json-tree.js";
import { DETAILS_MAX, schemaProblems, toDetail } from "./schema-problems.js";
import type { UpdateOptions } from "./settings-change.js";

/**
 * @param candidate whole settings, untrusted
 * @param previous current settings; a contradiction that they already contain does not block other changes
 * @param options allow changes that are otherwise refused
 * @returns a copy with every default
 * @throws AppError `SETTINGS_INVALID` with one detail for each problem, at most 100
 */
export function validateSettings(
  candidate: unknown,
  previous?: Settings,
  options: UpdateOptions = {},
): Settings {
  const copy = createCopy(candidate);
  const problems = forbiddenKeys(copy, []);
  if (problems.length > 0) throw refused(problems);
  const result = settingsSchema.safeParse(copy, { error: inputWords });
  if (!result.success) problems.push(...schemaProblems(result.error).map(toDetail));
  const borne = [
    ...(previous === undefined ? [] : crossChecks(previous)),
    ...(options.danglingProviders === true ? missingProviders(copy) : []),
  ].map(({ path }) => path);
  problems.push(...crossChecks(copy).filter(({ path }) => !borne.includes(path)));
  problems.push(...lostWebhooks(copy, previous), ...heartbeatIntervals(copy, previous));
  if (!result.success || problems.length > 0) throw refused(problems);
  return cloneJson(result.data);
}

function createCopy(candidate: unknown): JsonObject {
  if (!isObject(candidate)) throw refused([{ message: "expected an object" }]);
  try {
    return cloneJson(candidate);
  } catch (error) {
    if (error instanceof RangeError) throw refused([{ message: error.message }]);
    throw error;
  }
}

/** The schema library silently ignores this key in maps. */
function forbiddenKeys(value: unknown, path: readonly string[]): ErrorDetail[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const at = [...path, key];
    if (key === "__proto__") return [{ path: at.join("."), message: "this key is not allowed" }];
    return forbiddenKeys(child, at);
  });
}

function refused(problems: readonly ErrorDetail[]): AppError {
  const [first] = problems;
  const subject = first?.path === undefined ? "" : `${first.path}: `;
  return new AppError(
    "SETTINGS_INVALID",
    `The settings were not changed: ${subject}${first?.message ?? "not valid"}`,
    { details: problems.slice(0, DETAILS_MAX) },
  );
}
