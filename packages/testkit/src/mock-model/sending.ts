/**
 * Sends one answer, including faulty ones: late, cut off, silent.
 * Every wait ends when the client goes away or the server closes; nothing outlives the connection.
 */
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { MockEvent, MockReply, RenderedReply } from "./types.js";

const EVENT_STREAM = { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" };

/** Waits, and reports whether the time passed (true) or the signal came first (false). */
export async function waited(ms: number | undefined, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  if (ms === undefined || ms <= 0) return true;
  try {
    await sleep(ms, undefined, { signal });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

/** Sends an answer as one JSON body; `stall` and `cutAfterChunks` act after the head. */
export async function sendJson(response: ServerResponse, reply: MockReply, rendered: RenderedReply) {
  response.writeHead(200, { "content-type": "application/json" });
  if (reply.stall === true) return response.flushHeaders();
  if (reply.cutAfterChunks !== undefined) {
    response.flushHeaders();
    response.destroy();
    return;
  }
  response.end(JSON.stringify(rendered.body));
}

/** Sends an answer as server-sent events. */
export async function sendEvents(
  response: ServerResponse,
  reply: MockReply,
  { events, signal }: { readonly events: readonly MockEvent[]; readonly signal: AbortSignal },
) {
  response.writeHead(200, EVENT_STREAM);
  response.flushHeaders();
  const lastDelta = events.findLastIndex((event) => event.delta === true);
  let deltas = 0;
  for (const [index, event] of events.entries()) {
    if (reply.cutAfterChunks !== undefined && deltas >= reply.cutAfterChunks) {
      response.destroy();
      return;
    }
    if (event.delta === true && deltas > 0 && !(await waited(reply.chunkDelayMs, signal))) return;
    await write(response, event);
    if (event.delta === true) deltas += 1;
    if (reply.stall === true && index >= lastDelta) return;
  }
  response.end();
}

function write(response: ServerResponse, event: MockEvent): Promise<void> {
  const data = typeof event.data === "string" ? event.data : JSON.stringify(event.data);
  const name = event.name === undefined ? "" : `event: ${event.name}\n`;
  return new Promise((resolve) => {
    response.write(`${name}data: ${data}\n\n`, () => resolve());
  });
}
