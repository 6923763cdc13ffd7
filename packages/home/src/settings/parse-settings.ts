/**
 * Parses a settings file. A file that worked with 0.0.20 loads with warnings, and the next save loses none of its
 * entries and keys. Text that is not JSON, is empty or truncated, or contains a wrong value is refused with line and
 * column, and is never treated as "no settings".
 */
import { AppError, type ErrorDetail, inputWords, type Settings, settingsSchema } from "@tinyagi/contracts";
import {
  type JsonSource,
  JsonSyntaxError,
  type Position,
  parseJsonSource,
} from "@tinyagi/contracts/json-source";
import { lostDefaults, lostWebhooks, missingProviders } from "./cross-checks.js";
import { cloneJson, isObject, type JsonObject } from "./json-tree.js";
import { normaliseIds, type RenamedId } from "./legacy-ids.js";
import { completeDocument, type IgnoredPart, toView, toWarning } from "./legacy-repair.js";
import { DETAILS_MAX, schemaProblems, toDetail } from "./schema-problems.js";

/** Far larger than any real file; limits the work of a read. */
export const SETTINGS_MAX_BYTES = 4 * 1024 * 1024;
/** Removing unknown keys may reveal others below; no schema is nested deeper than this. */
const PRUNE_PASSES_MAX = 8;

export interface ParsedSettings {
  settings: Settings;
  /** The parsed text before any repair. */
  source: JsonObject;
  /** The whole file with ids repaired, including unknown keys and ignored parts: a save starts from it. */
  document: JsonObject;
  /** Parts that have no effect now, and may get one by a later change elsewhere. */
  ignored: IgnoredPart[];
  warnings: ErrorDetail[];
  renamed: RenamedId[];
}

/**
 * @param text content of settings.json
 * @throws AppError `SETTINGS_INVALID`; the message names the first line and column, `details` all problems
 */
export function parseSettings(text: string): ParsedSettings {
  if (Buffer.byteLength(text) > SETTINGS_MAX_BYTES) {
    throw invalid([{ at: { line: 1, column: 1 }, message: `larger than ${SETTINGS_MAX_BYTES} bytes` }]);
  }
  const source = readSource(text);
  const document = source.value;
  if (!isObject(document)) throw invalid([{ at: source.locate([]), message: "expected an object in { }" }]);
  const original = cloneJson(document);
  const renamed = normaliseIds(document);
  completeDocument(document);
  const { view, ignored } = toView(document);
  const { settings, unknown } = parseView(view, source);
  const odd = [missingProviders, lostDefaults, lostWebhooks].flatMap((check) => check(settings));
  return {
    settings,
    source: original,
    document,
    ignored,
    warnings: [...unknown, ...ignored.map(toWarning), ...odd, ...renamed.map(renamedWarning)],
    renamed,
  };
}

function readSource(text: string): JsonSource {
  try {
    return parseJsonSource(text);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw invalid([{ at: error.position, message: error.message }], error);
  }
}

/** Zod would generate code for each object: 4 ms at each start, for a schema that is rarely used. */
const ONCE = { jitless: true, error: inputWords };

function parseView(view: JsonObject, source: JsonSource): { settings: Settings; unknown: ErrorDetail[] } {
  const unknown: ErrorDetail[] = [];
  for (let pass = 0; ; pass += 1) {
    const result = settingsSchema.safeParse(view, ONCE);
    if (result.success) return { settings: cloneJson(result.data), unknown };
    const problems = schemaProblems(result.error);
    const strange = problems.filter((problem) => problem.unknownKey);
    if (strange.length === 0 || pass === PRUNE_PASSES_MAX) {
      throw invalid(
        // Each position is searched from the start of the text.
        problems
          .slice(0, DETAILS_MAX)
          .map((problem) => ({ ...toDetail(problem), at: source.locate(problem.path) })),
      );
    }
    for (const problem of strange) {
      removeAt(view, problem.path);
      unknown.push({ ...toDetail(problem), message: "unknown key; it is kept and has no effect" });
    }
  }
}

function removeAt(view: JsonObject, path: readonly PropertyKey[]): void {
  let parent: unknown = view;
  for (const step of path.slice(0, -1)) {
    parent = typeof parent === "object" && parent !== null ? (parent as JsonObject)[String(step)] : undefined;
  }
  if (isObject(parent)) delete parent[String(path.at(-1))];
}

function renamedWarning(renamed: RenamedId): ErrorDetail {
  const from = JSON.stringify(renamed.from);
  return { message: `${renamed.kind} ${from} is not a valid id and is now called "${renamed.to}"` };
}

type LocatedProblem = ErrorDetail & { at: Position };

function invalid(problems: readonly LocatedProblem[], cause?: unknown): AppError {
  const details = problems.map(({ at, message, ...rest }) => ({
    ...rest,
    message: `line ${at.line}, column ${at.column}: ${message}`,
  }));
  const [first] = details;
  const subject = first?.path === undefined ? "" : ` (${first.path})`;
  const more = details.length > 1 ? ` and ${details.length - 1} more` : "";
  return new AppError(
    "SETTINGS_INVALID",
    `settings.json is not valid: ${first?.message ?? "unknown problem"}${subject}${more}. Correct it with \`tinyagi config edit\`.`,
    { details, ...(cause === undefined ? {} : { cause }) },
  );
}
