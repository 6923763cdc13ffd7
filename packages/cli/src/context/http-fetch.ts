/**
 * The part of `fetch` that the client needs, over node:http. Node's own `fetch` takes 90 ms of CPU to load, half the time
 * of a command such as `tinyagi status`; node:http takes 9.
 */
import { request as httpRequest, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { ReadableStream } from "node:stream/web";
import type { FetchLike, HttpAnswer } from "@tinyagi/client";

/** One request on a connection of its own. A redirect is not followed: it would hand the token to another program. */
export const httpFetch: FetchLike = async (url, { method, headers, body, signal }) => {
  const request = new URL(url).protocol === "https:" ? (await import("node:https")).request : httpRequest;
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent: false, method, headers, signal }, (response) =>
      resolve(toAnswer(response.statusCode ?? 0, response)),
    );
    // After the answer has begun, its reader gets the error instead.
    sent.on("error", reject);
    sent.end(body);
  });
};

function toAnswer(status: number, response: IncomingMessage): HttpAnswer {
  let body: HttpAnswer["body"] | undefined;
  return {
    ok: status >= 200 && status < 300,
    status,
    headers: { get: (name) => getHeader(response, name) },
    get body() {
      body ??= Readable.toWeb(response) as ReadableStream<Uint8Array>;
      return body;
    },
    text: () => text(response),
    json: async () => JSON.parse(await text(response)),
  };
}

function getHeader({ headers }: IncomingMessage, name: string): string | null {
  const value = headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(", ") : (value ?? null);
}
