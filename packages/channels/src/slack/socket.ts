/**
 * One connection in Slack's Socket Mode. Guarantees: it ends when Slack closes it, asks to connect again, or says nothing
 * for too long; what is not acknowledged, Slack delivers again.
 *
 * It uses `ws` and not `@slack/socket-mode`, whose socket goes past the proxy of this process (decision 80).
 */
import { type RawData, WebSocket } from "ws";
import { PlatformError } from "../adapter/platform-error.js";
import type { Timing } from "../base/timing.js";
import { type Envelope, envelopeSchema } from "./envelope.js";

/** Slack pings every few seconds. */
const SILENCE_MAX_MS = 60_000;
const HELLO_MAX_MS = 30_000;
const PAYLOAD_MAX_BYTES = 16 * 1_024 * 1_024;

export interface SocketOptions {
  readonly url: string;
  readonly timing: Timing;
  /** Slack is ready. */
  readonly onHello: () => void;
  /** @param acknowledge once TinyAGI took it; does nothing when the connection is gone */
  readonly onEnvelope: (envelope: Envelope, acknowledge: () => void) => void;
}

/** Resolves when the connection is over, with the reason. @throws PlatformError `unreachable` when there was none */
export async function followSocket(options: SocketOptions, signal: AbortSignal): Promise<string> {
  const { timing } = options;
  const socket = new WebSocket(options.url, {
    handshakeTimeout: HELLO_MAX_MS,
    maxPayload: PAYLOAD_MAX_BYTES,
  });
  let heard = timing.now();
  let isReady = false;
  const over = new AbortController();
  const stop = AbortSignal.any([signal, over.signal]);
  const ended = new Promise<string>((resolve) => {
    socket.once("close", () => resolve("Slack closed the connection"));
    // `close` follows.
    socket.on("error", () => resolve("the connection was lost"));
    socket.on("ping", () => {
      heard = timing.now();
    });
    socket.on("message", (data) => {
      heard = timing.now();
      const envelope = read(data);
      if (envelope === undefined) return;
      if ("envelope_id" in envelope) {
        options.onEnvelope(envelope, () => acknowledge(socket, envelope.envelope_id));
      } else if (envelope.type === "hello") {
        isReady = true;
        options.onHello();
      } else if (envelope.reason !== "warning") resolve("Slack asked to connect again");
    });
    stop.addEventListener("abort", () => resolve("the channel stops"), { once: true });
    void watch(
      { timing, since: () => heard, limit: () => (isReady ? SILENCE_MAX_MS : HELLO_MAX_MS) },
      stop,
    ).then(resolve, () => {});
  });
  try {
    const reason = await ended;
    if (!isReady && !signal.aborted) throw new PlatformError("unreachable", `Slack: ${reason}`);
    return reason;
  } finally {
    over.abort(new Error("the connection is over"));
    socket.terminate();
  }
}

function acknowledge(socket: WebSocket, envelopeId: string): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ envelope_id: envelopeId }));
}

function read(data: RawData) {
  try {
    return envelopeSchema.safeParse(JSON.parse(String(data))).data;
  } catch {
    // No JSON: nothing that Slack documents.
    return undefined;
  }
}

/** Resolves when nothing was heard for too long. @throws the reason of the signal */
async function watch(
  { timing, since, limit }: { timing: Timing; since: () => number; limit: () => number },
  signal: AbortSignal,
): Promise<string> {
  for (;;) {
    const left = since() + limit() - timing.now();
    if (left <= 0) return "Slack said nothing for too long";
    await timing.sleep(Math.max(left, 1_000), signal);
  }
}
