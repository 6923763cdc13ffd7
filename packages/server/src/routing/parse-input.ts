/**
 * Converts path, query and body to a handler's input, once, at the border. A refusal contains field names and rules,
 * and never quotes a value that was sent.
 */
import { AppError, type ErrorDetail, inputWords, type RouteDefinition } from "@tinyagi/contracts";
import { isBlank } from "@tinyagi/contracts/clean-text";
import type { z } from "zod";
import type { RequiredFields } from "./required-fields.js";

/** Most problems listed for one input. */
const MAX_DETAILS = 20;
const SAFE_SEGMENT = /^[A-Za-z0-9_-]{1,64}$/;

export interface RawInput {
  params: unknown;
  query: unknown;
  body: unknown;
}

/** The parsed input; parts without a schema are `undefined`. Throws `INVALID_INPUT` (400). */
export function parseInput(definition: RouteDefinition, raw: RawInput, required?: RequiredFields): RawInput {
  const params = parsePart(definition.params, raw.params);
  const query = parsePart(definition.query, withoutBlank(raw.query), required);
  const body = parsePart(definition.body, raw.body, required);
  if (required !== undefined) refuseBlank(body, required);
  return { params, query, body };
}

/** Removes filters without a value: forms send empty fields too. */
function withoutBlank(query: unknown): unknown {
  if (typeof query !== "object" || query === null) return query;
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ""));
}

/** Parses one part. Throws `INVALID_INPUT` (400). */
export function parsePart(schema: z.ZodType | undefined, value: unknown, required?: RequiredFields): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value, { error: inputWords });
  if (result.success) return result.data;
  const details = result.error.issues.slice(0, MAX_DETAILS).flatMap(toDetails);
  const known =
    required !== undefined && result.error.issues.some((issue) => isMissing(issue, value, required));
  throw new AppError("INVALID_INPUT", known ? required.sentence : toSentence(details), { details });
}

function isMissing(issue: z.core.$ZodIssue, value: unknown, required: RequiredFields): boolean {
  const field = issue.path[0];
  if (field === undefined) return typeof value !== "object" || value === null || Array.isArray(value);
  if (typeof field !== "string" || issue.path.length > 1 || !required.fields.includes(field)) return false;
  if (typeof value !== "object" || value === null) return true;
  const given: unknown = Object.hasOwn(value, field) ? (value as Record<string, unknown>)[field] : undefined;
  return given === undefined || given === null || given === "" || issue.code === "invalid_type";
}

function refuseBlank(body: unknown, required: RequiredFields): void {
  if (typeof body !== "object" || body === null) return;
  const fields = body as Record<string, unknown>;
  const text = (name: string): string | undefined => {
    const value = fields[name];
    return typeof value === "string" ? value : undefined;
  };
  const empty =
    required.notEmpty?.find((name) => text(name) === "") ??
    required.notBlank?.find((name) => isBlank(text(name) ?? "-"));
  if (empty === undefined) return;
  const details = [{ path: empty, message: "must not be empty" }];
  throw new AppError("INVALID_INPUT", required.sentence, { details });
}

function toDetails(issue: z.core.$ZodIssue): ErrorDetail[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys
      .slice(0, MAX_DETAILS)
      .map((key) => detail([...issue.path, key], "this key is unknown here"));
  }
  const message = issue.code === "invalid_key" ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  return [detail(issue.path, message)];
}

function detail(path: readonly PropertyKey[], message: string): ErrorDetail {
  if (path.length === 0) return { message };
  return { path: path.map(safeSegment).join("."), message };
}

/** Field names help the caller. Any other text is input and is not quoted. */
function safeSegment(segment: PropertyKey): string {
  const text = String(segment);
  return SAFE_SEGMENT.test(text) ? text : "?";
}

function toSentence(details: readonly ErrorDetail[]): string {
  const first = details[0];
  if (first === undefined) return "The request is not valid.";
  return first.path === undefined ? first.message : `${first.path}: ${first.message}`;
}
