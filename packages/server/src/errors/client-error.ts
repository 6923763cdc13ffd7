/** Answers connections that never sent a valid request: too slow, too large or not HTTP, or with a wish that nobody has. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

interface Refusal {
  status: string;
  error: string;
  code: string;
}

const LATE: Refusal = {
  status: "408 Request Timeout",
  error: "The request arrived too slowly.",
  code: "TIMED_OUT",
};
const LARGE_HEADERS: Refusal = {
  status: "431 Request Header Fields Too Large",
  error: "The headers are too large.",
  code: "PAYLOAD_TOO_LARGE",
};
const NOT_HTTP: Refusal = {
  status: "400 Bad Request",
  error: "The request is not valid HTTP.",
  code: "INVALID_INPUT",
};

/** Writes the refusal for `error` and closes the connection. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, ...body } = toRefusal(error.code);
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status}`,
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(text)}`,
    "Cache-Control: no-store",
    "X-Content-Type-Options: nosniff",
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${text}`, () => socket.destroy());
}

/** Node asks this for an `Expect` other than `100-continue`, before any check of the caller. */
export function answerExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const text = JSON.stringify({
    error: 'The header Expect may only be "100-continue".',
    code: "INVALID_INPUT",
  });
  response.writeHead(417, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    connection: "close",
  });
  response.end(text);
}

function toRefusal(code: string | undefined): Refusal {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return LATE;
  if (code === "HPE_HEADER_OVERFLOW") return LARGE_HEADERS;
  return NOT_HTTP;
}
