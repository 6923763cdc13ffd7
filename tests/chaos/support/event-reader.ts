/** Reads the event stream like a browser: it remembers the last id and resumes from there after a disconnect. */
import { setTimeout as sleep } from "node:timers/promises";
import type { DaemonHost } from "./daemon-host.js";

const RECONNECT_PAUSE_MS = 15;

export interface EventReader {
  /** Ids of the events received, in order. */
  readonly seqs: () => readonly number[];
  readonly connections: () => number;
  /** Answers that refused the stream. */
  readonly refusals: () => readonly number[];
  readonly stop: () => Promise<void>;
}

/** Reads from the first event on until stopped, across restarts. */
export function startEventReader(host: DaemonHost): EventReader {
  const seqs: number[] = [];
  const refusals: number[] = [];
  const closing = new AbortController();
  let lastId: string | undefined;
  let connections = 0;

  async function readOnce(url: string, token: string): Promise<void> {
    const response = await fetch(`${url}/api/events/stream?since=0`, {
      headers: {
        authorization: `Bearer ${token}`,
        ...(lastId === undefined ? {} : { "last-event-id": lastId }),
      },
      signal: closing.signal,
    });
    if (response.status !== 200 || response.body === null) {
      refusals.push(response.status);
      return;
    }
    connections += 1;
    let text = "";
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const frames = (text + chunk).split("\n\n");
      text = frames.pop() ?? "";
      for (const frame of frames) take(frame);
    }
  }

  function take(frame: string): void {
    const id = /^id: (.*)$/m.exec(frame)?.[1];
    if (id === undefined) return;
    lastId = id;
    // The first frame of a stream and comments repeat the position: neither is an event.
    if (/^event: (?!connected$)/m.test(frame)) seqs.push(Number(id));
  }

  const work = (async () => {
    while (!closing.signal.aborted) {
      const daemon = host.current();
      // Broken connections are expected here.
      if (daemon !== undefined) await readOnce(daemon.url, daemon.token).catch(() => undefined);
      await sleep(RECONNECT_PAUSE_MS);
    }
  })();
  return {
    seqs: () => seqs,
    connections: () => connections,
    refusals: () => refusals,
    stop: async () => {
      closing.abort();
      await work;
    },
  };
}
