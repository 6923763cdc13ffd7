/** Secrets inside a part of the settings. Pure. */
import { isSecretPath } from "@tinyagi/contracts";

export interface Secret {
  path: readonly string[];
  value: unknown;
}

/** The secrets at a path and below it. */
export function secretsIn(value: unknown, path: readonly string[]): Secret[] {
  if (isSecretPath(path)) return [{ path, value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => secretsIn(part, [...path, key]));
}

/** Only masks contain this character. */
export function isMask(value: unknown): boolean {
  return typeof value === "string" && value.includes("…");
}
