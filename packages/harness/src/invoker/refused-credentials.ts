/**
 * Remembers for a while which credentials a provider refused, so that not every run tries an expired token first.
 * Only digests are kept.
 */
import { createHash } from "node:crypto";

/** Then the credential is tried again: a refusal may have been a fault of the provider. */
export const REFUSED_MS = 3_600_000;

export interface RefusedCredentials {
  add(secret: readonly string[]): void;
  has(secret: readonly string[]): boolean;
}

/** @param now milliseconds of a clock that never goes back */
export function createRefusedCredentials(now: () => number): RefusedCredentials {
  const until = new Map<string, number>();
  return {
    add(secret) {
      for (const [digest, end] of until) if (end <= now()) until.delete(digest);
      until.set(computeDigest(secret), now() + REFUSED_MS);
    },
    has: (secret) => (until.get(computeDigest(secret)) ?? 0) > now(),
  };
}

function computeDigest(secret: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(secret)).digest("base64");
}
