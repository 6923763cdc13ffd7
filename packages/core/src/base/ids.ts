/** Source of generated ids: short, URL-safe, unguessable. */
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

/** Makes `prefix_xxxxxxxxxxxxxxxx`. */
export type NewId = (prefix: IdPrefix) => string;

const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";
/** 16 characters of 36: 82 bits. */
const LENGTH = 16;

/** Random ids from the system's generator. */
export function createIds(): NewId {
  const random = customAlphabet(ALPHABET, LENGTH);
  return (prefix) => `${prefix}_${random()}`;
}
