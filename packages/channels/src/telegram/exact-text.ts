/** Exact parts for Telegram: plain text, which it reads no marks in, with entities that name what is code. Pure. */
import type { ExactPart } from "@tinyagi/contracts";
import type { MessageEntity } from "grammy/types";

/** Telegram ignores entities beyond this number; the text stays exact. */
const ENTITIES_MAX = 100;

/** Offsets and lengths are in UTF-16 code units, as those of JavaScript. */
export function telegramExact(parts: readonly ExactPart[]): { text: string; entities: MessageEntity[] } {
  const entities: MessageEntity[] = [];
  let text = "";
  for (const { kind, text: piece } of parts) {
    if (kind !== "words" && piece !== "")
      entities.push({ type: kind === "block" ? "pre" : "code", offset: text.length, length: piece.length });
    text += piece;
  }
  return { text, entities: entities.slice(0, ENTITIES_MAX) };
}
