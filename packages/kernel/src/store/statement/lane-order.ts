/**
 * The order of a lane, for every statement that claims or shows it: what runs, then people's messages, then background work,
 * each in the order of their acceptance. Background work that has waited for {@link YIELD_MAX_MS} goes first, so that it is
 * never starved.
 */

import { OPEN } from "./open-lanes.js";

/** So long, background work lets messages of people pass. */
export const YIELD_MAX_MS = 10 * 60_000;

const oldest = (lane: string, index: string, background: 0 | 1): string =>
  `(SELECT min(id) FROM messages INDEXED BY ${index} WHERE lane = ${lane} AND ${OPEN} AND background = ${background})`;

/**
 * Id of the message that a lane runs or runs next: at most four look-ups by index, whatever the backlog.
 *
 * @param lane an expression @param now an expression: milliseconds
 */
export function headOfLane(lane: string, now: string): string {
  const [people, background] = [oldest(lane, "messages_people", 0), oldest(lane, "messages_background", 1)];
  return `coalesce(
    (SELECT id FROM messages INDEXED BY messages_live WHERE lane = ${lane} AND status = 'processing'),
    (SELECT id FROM messages WHERE id = ${background} AND created_at <= ${now} - ${YIELD_MAX_MS}),
    ${people}, ${background})`;
}
