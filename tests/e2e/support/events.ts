/** Reads server-sent events like an old client: frame by frame, only names and data. */
import { request } from "node:http";
import { waitFor } from "@tinyagi/testkit";
import type { Daemon } from "./daemon.js";

export interface Frame {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: Record<string, unknown>;
}

export interface EventReader extends AsyncDisposable {
  readonly frames: readonly Frame[];
  /** Waits until a frame of that name (and shape) has come. */
  until(event: string, accept?: (frame: Frame) => boolean): Promise<Frame>;
}

/** Opens the stream and resolves once its first frame is there. */
export async function readEvents(
  daemon: Daemon,
  query = "",
  headers: Record<string, string> = {},
): Promise<EventReader> {
  const frames: Frame[] = [];
  let rest = "";
  const call = request({
    host: "127.0.0.1",
    port: daemon.port,
    path: `/api/events/stream${query}`,
    headers: { authorization: `Bearer ${daemon.token}`, ...headers },
    agent: false,
  });
  // The daemon may stop before its readers; frames received until then count.
  call.on("error", () => {});
  call.on("response", (response) => {
    response.setEncoding("utf8");
    response.on("error", () => {});
    response.on("data", (chunk: string) => {
      rest += chunk;
      const blocks = rest.split("\n\n");
      rest = blocks.pop() ?? "";
      frames.push(...blocks.flatMap(parseBlock));
    });
  });
  call.end();
  const until: EventReader["until"] = (event, accept = () => true) =>
    waitFor(() => frames.find((frame) => frame.event === event && accept(frame)), {
      what: `the event ${event}`,
    });
  await until("connected");
  return { frames, until, [Symbol.asyncDispose]: async () => void call.destroy() };
}

/** A block may contain several events. Each begins with an `event:` line. */
function parseBlock(block: string): Frame[] {
  const frames: Frame[] = [];
  let event: string | undefined;
  let id: string | undefined;
  for (const line of block.split("\n")) {
    if (line.startsWith("event: ")) event = line.slice(7);
    else if (line.startsWith("id: ")) id = line.slice(4);
    else if (line.startsWith("data: ") && event !== undefined)
      frames.push({ event, id: undefined, data: JSON.parse(line.slice(6)) });
  }
  const last = frames.at(-1);
  if (last !== undefined && id !== undefined) frames[frames.length - 1] = { ...last, id };
  return frames;
}
