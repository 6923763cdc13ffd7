/** Creates ids: short, URL-safe, unguessable, in the order of their creation. */
import { customAlphabet } from "nanoid";

export type IdPrefix =
  | "conv"
  | "graph"
  | "node"
  | "call"
  | "owner"
  | "sub"
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
  | "cmt"
  | "wait"
  | "prop"
  | "share";

/** Returns `prefix_ttttttttxxxxxxxxxxxx`. */
export type NewId = (prefix: IdPrefix) => string;

const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";
/** Milliseconds since 1970 in base 36; enough until 2059. */
const TIME_LENGTH = 8;
/** 12 characters out of 36: 62 bits. */
const RANDOM_LENGTH = 12;

/**
 * Ids in the order of their creation, from the system's random generator. The order keeps rows that are written together
 * on the same pages of their indexes: with random ids alone, half of the pages of a commit were pages of such indexes.
 *
 * @param now epoch milliseconds. Default: the system clock
 */
export function createIds(now: () => number = Date.now): NewId {
  const random = customAlphabet(ALPHABET, RANDOM_LENGTH);
  const time = () => Math.max(0, Math.floor(now())).toString(36).padStart(TIME_LENGTH, "0");
  return (prefix) => `${prefix}_${time()}${random()}`;
}
