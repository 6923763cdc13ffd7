/** Reads the body of a call: JSON, or a form with files. */
import type { IncomingMessage } from "node:http";
import type { TelegramFile } from "./types.js";

export interface CallBody {
  readonly fields: Record<string, unknown>;
  readonly files: ReadonlyMap<string, TelegramFile>;
}

export async function readBody(request: IncomingMessage): Promise<CallBody> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const type = request.headers["content-type"] ?? "";
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/.exec(type)?.[1];
  if (boundary !== undefined) return readForm(bytes, boundary);
  return { fields: bytes.length === 0 ? {} : JSON.parse(bytes.toString("utf8")), files: new Map() };
}

/** Node's own parser is stricter than Telegram: it refuses a form whose last line has no end. */
function readForm(bytes: Buffer, boundary: string): CallBody {
  const fields: Record<string, unknown> = {};
  const files = new Map<string, TelegramFile>();
  // Latin 1 has one character for each byte, so that nothing is lost.
  for (const part of bytes.toString("latin1").split(`--${boundary}`).slice(1, -1)) {
    const headEnd = part.indexOf("\r\n\r\n");
    const head = part.slice(0, headEnd);
    const content = Buffer.from(part.slice(headEnd + 4).replace(/\r\n$/, ""), "latin1");
    const name = /[; ]name="([^"]*)"/.exec(head)?.[1] ?? "";
    const file = /filename="?([^"\r\n]*)/.exec(head)?.[1];
    if (file === undefined) fields[name] = getField(content.toString("utf8"));
    else files.set(name, { name: Buffer.from(file, "latin1").toString("utf8"), bytes: content });
  }
  return { fields, files };
}

/** Forms have only texts: objects are JSON in them. */
function getField(value: string): unknown {
  if (!/^[[{]|^(?:true|false|-?\d+)$/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    // A text that only begins like JSON.
    return value;
  }
}
