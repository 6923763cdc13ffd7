/** Reads a text with entities as Telegram does: no mark in it counts, and an entity lies within the text. */

/** Most entities of one message. */
const ENTITIES_MAX = 100;

interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
}

/** @returns the text as people see it, or why it is refused */
export function readEntities(
  text: string,
  entities: readonly Entity[],
): { text: string } | { error: string } {
  const isInside = ({ offset, length }: Entity) =>
    offset >= 0 && length > 0 && offset + length <= text.length;
  if (!entities.every(isInside)) return { error: "ENTITY_BOUNDS_INVALID" };
  if (entities.length > ENTITIES_MAX) return { error: "ENTITIES_TOO_LONG" };
  return { text };
}
