/** Creates ids: short, URL-safe, unguessable. */
import { customAlphabet } from "nanoid";

export type IdPrefix =
  | "conv"
  | "run"
  | "api"
  | "internal"
  | "chat"
  | "proactive"
  | "boot"
  | "followup"
  | "reply"
  | "tok"
  | "sched"
  | "proj"
  | "task"
  | "cmt";

/** Returns `prefix_xxxxxxxxxxxxxxxx`. */
export type NewId = (prefix: IdPrefix) => string;

const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";
/** 16 characters out of 36: 82 bits. */
const LENGTH = 16;

/** Random ids from the system's random generator. */
export function createIds(): NewId {
  const random = customAlphabet(ALPHABET, LENGTH);
  return (prefix) => `${prefix}_${random()}`;
}
