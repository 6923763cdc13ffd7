/** What became of the recordings in the messages of a conversation, from its events. The newest of each file counts. */
import { type RecordingView, recordingViewSchema } from "@tinyagi/contracts";
import type { Store } from "@tinyagi/kernel";

const EVENTS_MAX = 200;

/** @param texts of the conversation: without a file there is nothing to look for */
export function listRecordings(
  { events }: Pick<Store, "events">,
  conversationId: string,
  texts: readonly string[],
): RecordingView[] {
  if (!texts.some((text) => text.includes("[file: "))) return [];
  const found = new Map<string, RecordingView>();
  for (const { data } of events.recordingsIn(conversationId, EVENTS_MAX)) {
    const view = recordingViewSchema.safeParse(JSON.parse(data)).data;
    if (view !== undefined && found.get(view.file)?.text === undefined) found.set(view.file, view);
  }
  return [...found.values()];
}
