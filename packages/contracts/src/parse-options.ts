/** Options of a library call, checked strictly: a misspelt key or a value of the wrong kind is an error, never ignored. */
import type { z } from "zod";
import { AppError } from "./app-error.js";
import { inputWords } from "./input-words.js";

/** Longest key of a caller that an error repeats, characters. */
const SHOWN_KEY_CHARS = 64;

/**
 * @param subject what the options are: `the limits`
 * @param schema strict, so that unknown keys are found
 * @returns the options
 * @throws AppError INVALID_INPUT that names every problem
 */
export function parseOptions<T>(subject: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value, { error: inputWords });
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.flatMap((issue) => {
    const path = issue.path.map(String).join(".");
    if (issue.code !== "unrecognized_keys") return [{ path, message: lowerFirst(issue.message) }];
    return issue.keys.map((key) => ({
      path,
      message: `unknown key ${JSON.stringify(key.slice(0, SHOWN_KEY_CHARS))}`,
    }));
  });
  const text = details.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; ");
  throw new AppError("INVALID_INPUT", `Check ${subject}: ${text}.${knownKeys(schema)}`, { details });
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function knownKeys(schema: z.ZodType): string {
  const shape: unknown = "shape" in schema ? schema.shape : undefined;
  if (typeof shape !== "object" || shape === null) return "";
  return ` Known keys: ${Object.keys(shape).join(", ")}.`;
}
