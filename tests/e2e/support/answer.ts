/**
 * Plain HTTP like that of an old client or an attacker: without TinyAGI's client, with headers sent unchanged and raw
 * answers.
 */
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";

const CALL_TIMEOUT_MS = 30_000;

export interface Answer<T = unknown> {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The parsed body, or the text itself when it is not JSON. */
  readonly body: T;
}

export interface CallOptions {
  /** A string is sent unchanged, anything else as JSON with its content type. */
  readonly body?: unknown;
  /** Header names as sent; `undefined` removes a default header. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** One request to `127.0.0.1:<port>`; the path is sent without any normalisation. */
export function call<T = unknown>(
  port: number,
  target: { method: string; path: string },
  options: CallOptions = {},
): Promise<Answer<T>> {
  const raw = typeof options.body === "string";
  const payload =
    options.body === undefined
      ? undefined
      : typeof options.body === "string"
        ? options.body
        : JSON.stringify(options.body);
  const defaults = {
    host: `127.0.0.1:${port}`,
    // Node omits it for DELETE, and the server would read the body as a second request.
    ...(payload === undefined ? {} : { "content-length": String(Buffer.byteLength(payload)) }),
    ...(options.body === undefined || raw ? {} : { "content-type": "application/json" }),
  };
  const headers = Object.fromEntries(
    Object.entries({ ...defaults, ...options.headers }).filter(([, value]) => value !== undefined),
  );
  return new Promise((resolve, reject) => {
    const { method, path } = target;
    const to = { host: "127.0.0.1", port, method, path, headers, agent: false, timeout: CALL_TIMEOUT_MS };
    const request = httpRequest(to, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          body: parsed(text) as T,
        });
      });
    });
    request.on("timeout", () => request.destroy(new Error(`${method} ${path} was not answered`)));
    request.on("error", reject);
    request.end(payload);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Some answers are not JSON (an empty body, an event stream): return the text.
    return text;
  }
}
