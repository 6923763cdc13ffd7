/** The answers of today. Pure. */
import { PAGE, type Reply } from "../../lib/queries";

export interface BackToday {
  replies: readonly Reply[];
  /** How many; with a plus where the page of replies that was read ends before today does. */
  count: string;
}

/** @param known whether a reply belongs to a conversation that is read: only those have a page */
export function backToday(
  replies: readonly Reply[],
  { today, known }: { today: number; known: (messageId: string) => boolean },
): BackToday {
  const back = replies.filter(
    ({ timestamp, messageId, asks, cancelled }) =>
      timestamp >= today && known(messageId) && asks !== true && cancelled !== true,
  );
  const oldest = replies.at(-1);
  const isMore = replies.length >= PAGE && oldest !== undefined && oldest.timestamp >= today;
  return { replies: back, count: isMore ? `${back.length}+` : String(back.length) };
}
