/**
 * The id under which a message is sent. Guarantees: the same words to the same recipient keep their id until they have
 * arrived, also over a reload, so that the daemon takes them once however often they are sent.
 */
import { newMessageId } from "../../lib/api";
import { keep, readStored } from "../../lib/kept";

interface OnItsWay {
  /** The recipient and the words. */
  readonly what: string;
  readonly id: string;
}

/** @param draft the field they are written in @param what the recipient and the words */
export function idFor(draft: string, what: string): string {
  const kept = readStored(toKey(draft));
  if (isOnItsWay(kept) && kept.what === what) return kept.id;
  const id = newMessageId();
  keep(toKey(draft), { what, id } satisfies OnItsWay);
  return id;
}

/** It has arrived: the same words are a new message. */
export function forgetId(draft: string): void {
  keep(toKey(draft), undefined);
}

function toKey(draft: string): string {
  return `sent.${draft}`;
}

function isOnItsWay(value: unknown): value is OnItsWay {
  if (typeof value !== "object" || value === null) return false;
  const { what, id } = value as Partial<Record<keyof OnItsWay, unknown>>;
  return typeof what === "string" && typeof id === "string";
}
