/**
 * Identifiers of agents, teams and rows. Agent and team ids become part of file paths, prompts and URLs, so only this
 * pattern is accepted, and reserved words are refused.
 */
import { z } from "zod";
import { cleanText, isBlank } from "./clean-text.js";

export const ID_PATTERN = /^[a-z][a-z0-9_-]{0,31}$/;

const OBJECT_NAMES: readonly string[] = Object.getOwnPropertyNames(Object.prototype).map((name) =>
  name.toLowerCase(),
);
const OBJECT_NAME_SET: ReadonlySet<string> = new Set(OBJECT_NAMES);

/** Pseudo-agents of the protocol, and every name on `Object.prototype`. */
export const RESERVED_IDS: ReadonlySet<string> = new Set(["default", "system", "user", ...OBJECT_NAMES]);

/** Whether `Object.prototype` has a member with this name, in any case. Such a name never becomes a key. */
export function isObjectName(name: string): boolean {
  return OBJECT_NAME_SET.has(name.toLowerCase());
}

/** Whether `id` may name an agent or a team. */
export function isEntityId(id: string): boolean {
  return ID_PATTERN.test(id) && !RESERVED_IDS.has(id);
}

/** An agent or team id: lower-case, starts with a letter, at most 32 characters, not reserved. */
export const entityIdSchema = z
  .string()
  .regex(ID_PATTERN, "use a lower-case letter followed by up to 31 of a-z, 0-9, _ and -")
  .refine((id) => !RESERVED_IDS.has(id), "this name is reserved");

/** Message ids that clients choose: printable, short, safe in URLs and logs. */
export const clientMessageIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.:@=+-]{0,199}$/, "use up to 200 of A-Z a-z 0-9 _ . : @ = + -")
  .refine((id) => !isObjectName(id), "this name is reserved");

/** A channel name, e.g. `discord`, `cli`, `api`, or that of a further bot, `telegram.coder`. */
export const channelSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,31}(\.[a-z][a-z0-9_-]{0,31})?$/, "use a lower-case word")
  .refine((name) => !isObjectName(name), "this name is reserved");

/** The characters of a name that lists, prompts and chats show. */
export const NAME_MAX_CHARS = 100;

/** Whether a name is one line that a person sees whole: a line break in it could pass for a line of TinyAGI. */
export function isNameLine(name: string): boolean {
  return !isBlank(name) && !/[\t\n]/.test(name) && cleanText(name) === name;
}

/** The name of an agent, a team or a provider, for people. */
export const displayNameSchema = z
  .string()
  .min(1)
  .max(NAME_MAX_CHARS)
  .refine(isNameLine, "use one line without control characters and invisible characters");

/**
 * Text without control characters, line separators and marks of text direction, so that it is safe to show and store.
 */
export const plainTextSchema = z
  .string()
  .regex(
    /^[^\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]*$/u,
    "remove control characters and marks of text direction",
  );
