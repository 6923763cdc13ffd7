/** Reads an event stream over real HTTP: frames in order, comments, status and the end of the connection. */
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { TOKEN } from "./app-fixture.js";

export interface Frame {
  event?: string;
  id?: string;
  data?: unknown;
}

export interface Reader {
  status: number;
  headers: IncomingMessage["headers"];
  frames: Frame[];
  comments: string[];
  /** Body of a refusal. */
  text(): string;
  ended(): boolean;
  response: IncomingMessage;
  close(): void;
}

export interface ReaderOptions {
  headers?: Record<string, string>;
  /** Whether the reader never reads. */
  paused?: boolean;
}

export function openStream(base: string, path: string, options: ReaderOptions = {}): Promise<Reader> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${TOKEN}`, ...options.headers };
    const call: ClientRequest = request(`${base}${path}`, { headers, agent: false }, (response) => {
      resolve(createReader(response, options.paused ?? false));
    });
    call.on("error", reject);
    call.end();
  });
}

function createReader(response: IncomingMessage, paused: boolean): Reader {
  const frames: Frame[] = [];
  const comments: string[] = [];
  let whole = "";
  let rest = "";
  let ended = false;
  const onText = (chunk: string): void => {
    whole += chunk;
    rest += chunk;
    const blocks = rest.split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) frames.push(...parseFrame(block, comments));
  };
  response.setEncoding("utf8");
  if (!paused) response.on("data", onText);
  response.on("error", () => {
    // Some tests wait for a cut stream; `ended` reports it.
    ended = true;
  });
  response.on("close", () => {
    ended = true;
  });
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    frames,
    comments,
    text: () => whole,
    ended: () => ended,
    response,
    close: () => response.destroy(),
  };
}

function parseFrame(block: string, comments: string[]): Frame[] {
  const frame: Frame = {};
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    const value = line.slice(colon + 1).trimStart();
    if (colon === 0) comments.push(value);
    else if (line.startsWith("event:")) frame.event = value;
    else if (line.startsWith("id:")) frame.id = value;
    else if (line.startsWith("data:")) frame.data = JSON.parse(value);
  }
  return Object.keys(frame).length === 0 ? [] : [frame];
}
