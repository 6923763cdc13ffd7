/**
 * Addresses at which a browser shows one file. A frame or a picture sends no credential, so its address contains one: a
 * random secret for one file and a few minutes, kept in memory only.
 */
import { randomBytes } from "node:crypto";
import type { Clock } from "@tinyagi/base";

const SHOWN_MS = 5 * 60_000;
/** At one time; the oldest makes room. */
const SHOWN_MAX = 1_000;
const SECRET_BYTES = 32;

export interface ShownFiles {
  /** @param file its stored name */
  show(file: string): { path: string; expiresAt: number };
  /** The stored name; undefined for a secret that is wrong or too old. */
  fileOf(secret: string): string | undefined;
}

export function createShownFiles({ clock }: { clock: Clock }): ShownFiles {
  const shown = new Map<string, { file: string; expiresAt: number }>();
  return {
    show(file) {
      const oldest = shown.keys().next().value;
      if (shown.size >= SHOWN_MAX && oldest !== undefined) shown.delete(oldest);
      const secret = randomBytes(SECRET_BYTES).toString("base64url");
      const expiresAt = clock.now() + SHOWN_MS;
      shown.set(secret, { file, expiresAt });
      return { path: `/view/${secret}`, expiresAt };
    },
    fileOf(secret) {
      const found = shown.get(secret);
      if (found !== undefined && found.expiresAt > clock.now()) return found.file;
      shown.delete(secret);
      return undefined;
    },
  };
}
