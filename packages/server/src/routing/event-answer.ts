/** The answer of a handler that streams, for routes with `stream: "on-request"`. */
import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";

export class EventAnswer {
  /** Frames of server-sent events, each with its blank line. */
  readonly frames: AsyncIterable<string>;

  constructor(frames: AsyncIterable<string>) {
    this.frames = frames;
  }
}

/** Sends the frames as fast as the caller reads them. The iteration ends when the caller disconnects. */
export function sendEvents(reply: FastifyReply, { frames }: EventAnswer): FastifyReply {
  return reply
    .header("cache-control", "no-cache, no-transform")
    .header("connection", "close")
    .type("text/event-stream; charset=utf-8")
    .send(Readable.from(frames));
}
