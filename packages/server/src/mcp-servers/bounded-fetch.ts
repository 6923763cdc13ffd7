/**
 * `fetch` for an MCP server at an address: an answer that is too large is cut off, and nothing is kept open between calls.
 */
import { UNASKED_MAX_BYTES } from "./limits.js";

type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** Redirects are the transport's: it follows them only within the origin. */
export const boundedFetch: Fetch = async (url, init) => {
  // The stream for what a server says unasked. Its tools are read again before a call instead.
  if ((init?.method ?? "GET") === "GET") return new Response(null, { status: 405 });
  const answer = await fetch(url, init);
  if (answer.body === null) return answer;
  const { status, statusText, headers } = answer;
  return new Response(answer.body.pipeThrough(atMost(UNASKED_MAX_BYTES)), { status, statusText, headers });
};

function atMost(max: number): TransformStream<Uint8Array, Uint8Array> {
  let size = 0;
  return new TransformStream({
    transform(chunk, controller) {
      size += chunk.byteLength;
      if (size > max) controller.error(new Error(`an answer of more than ${max} bytes`));
      else controller.enqueue(chunk);
    },
  });
}
