/** Pairing codes: easy to read aloud, without characters that look alike. */
import { customAlphabet } from "nanoid";

/** Without I, O, 0 and 1. */
const ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const LENGTH = 8;
const PATTERN = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`);

/** Codes from the system's random generator: 40 bits. */
export function createCodes(): () => string {
  return customAlphabet(ALPHABET, LENGTH);
}

/** The code in its original form, from any case and surrounding space; null when it cannot be one. */
export function normalizeCode(text: string): string | null {
  const code = text.trim().toUpperCase();
  return PATTERN.test(code) ? code : null;
}
