/**
 * One event stream for all tabs: a browser opens only six connections to a host. The tab that holds the lock reads the
 * stream and passes everything on; when it closes, another one takes over after the last event that it saw itself.
 * Guarantees: a tab gets each stored event once, in order; after a gap it is told to read everything again.
 */
import type { JournalEvent } from "@tinyagi/contracts";
import { isAppError } from "@tinyagi/contracts";
import { api, isLoggedOut } from "../api";
import { createSeen } from "./seen";

const NAME = "tinyoffice-stream";

export type Connection = "connecting" | "live" | "lost" | "loggedOut";

type Message =
  | { kind: "event"; event: JournalEvent }
  /** `last`: the newest event that the reading tab has passed on, if it knows. */
  | { kind: "connection"; connection: Connection; last: number | undefined }
  | { kind: "gap" }
  | { kind: "hello" };

export interface StreamListener {
  onEvent: (event: JournalEvent) => void;
  /** `isComplete`: every event since the first answer of this page comes, or has come. */
  onConnection: (connection: Connection, isComplete: boolean) => void;
  /** Events may be missing: read the state again. */
  onGap: () => void;
}

/**
 * Follows the stream until the signal aborts, as reader or through the tab that reads.
 *
 * @param start - `seq` of the newest event that the answers of this page contain; undefined if nobody knows
 */
export function followStream(listener: StreamListener, start: number | undefined, signal: AbortSignal): void {
  const channel = new BroadcastChannel(NAME);
  const seen = createSeen(start);
  let connection: Connection = "connecting";
  let leads = false;

  function take(message: Message): void {
    if (message.kind === "event") {
      if (seen.add(message.event.seq)) listener.onEvent(message.event);
    } else if (message.kind === "gap") {
      seen.forget();
      listener.onGap();
    } else if (message.kind === "connection") {
      connection = message.connection;
      // What another tab passed on before this one listened is missing here.
      const isMissing = !leads && (message.last === undefined || message.last > (start ?? -1));
      listener.onConnection(connection, start !== undefined && !isMissing);
    } else if (leads)
      channel.postMessage({ kind: "connection", connection, last: seen.last() } satisfies Message);
  }
  const tell = (message: Message): void => {
    channel.postMessage(message);
    take(message);
  };

  channel.onmessage = ({ data }: MessageEvent<Message>) => take(data);
  channel.postMessage({ kind: "hello" } satisfies Message);
  signal.addEventListener("abort", () => channel.close(), { once: true });
  const read = async (): Promise<void> => {
    leads = true;
    await readStream(tell, { since: seen.last, signal });
  };
  // A browser that came over plain HTTP from another machine has no locks: there each tab reads for itself.
  const reading =
    navigator.locks === undefined ? readAlone() : navigator.locks.request(NAME, { signal }, read);
  reading.catch((error: unknown) => {
    // The page was closed while it waited for its turn.
    if (!signal.aborted) throw error;
  });

  async function readAlone(): Promise<void> {
    leads = true;
    channel.onmessage = null;
    await readStream(take, { since: seen.last, signal });
  }
}

const AGAIN_MS = 2_000;

async function readStream(
  tell: (message: Message) => void,
  { since, signal }: { since: () => number | undefined; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    const from = since();
    const events = api().events({
      signal,
      ...(from === undefined ? {} : { since: from }),
      onConnection: (state) => {
        if (state.state === "open") {
          tell({ kind: "connection", connection: "live", last: since() });
          if (state.gap) tell({ kind: "gap" });
        } else if (state.state === "lost") tell({ kind: "connection", connection: "lost", last: since() });
      },
    });
    try {
      for await (const event of events) tell({ kind: "event", event });
    } catch (error) {
      if (isLoggedOut(error)) return tell({ kind: "connection", connection: "loggedOut", last: since() });
      // The stream itself retries what it can; what it cannot, such as old positions, starts from now.
      if (isAppError(error) && error.code === "EVENTS_PRUNED") tell({ kind: "gap" });
      tell({ kind: "connection", connection: "lost", last: since() });
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}
