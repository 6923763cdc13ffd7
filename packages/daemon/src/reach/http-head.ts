/** The head of an HTTP answer, read from a socket: all that is needed to know who answered. */
import type { Socket } from "node:net";

const HEAD_MAX_BYTES = 64 * 1_024;
const END = "\r\n\r\n";

export interface HttpHead {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
}

/** @throws Error with `code` when the connection ends before, or what comes is not HTTP */
export function readHead(socket: Socket, signal: AbortSignal): Promise<HttpHead> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    function end(act: () => void): void {
      socket.off("data", take).off("close", closed);
      signal.removeEventListener("abort", abort);
      act();
    }
    const abort = () => end(() => reject(signal.reason));
    const closed = () => end(() => reject(failure("ECONNRESET")));
    const take = (bytes: Buffer) => {
      parts.push(bytes);
      size += bytes.length;
      // The end may lie across two pieces, so the whole of a small head is looked at again.
      const text = size <= HEAD_MAX_BYTES ? Buffer.concat(parts).toString("latin1") : undefined;
      const at = text?.indexOf(END) ?? -1;
      if (text === undefined) end(() => reject(failure("HPE_HEADER_OVERFLOW")));
      else if (at >= 0) {
        const answer = parsed(text.slice(0, at));
        end(() => (answer === undefined ? reject(failure("HPE_INVALID_CONSTANT")) : resolve(answer)));
      }
    };
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    socket.on("data", take).once("close", closed);
  });
}

/** @returns undefined for what is not HTTP */
function parsed(head: string): HttpHead | undefined {
  const [first = "", ...lines] = head.split("\r\n");
  const [version = "", code = ""] = first.split(" ");
  const status = Number(code);
  if (!version.startsWith("HTTP/") || !Number.isInteger(status) || status < 100) return undefined;
  const headers = new Map<string, string>();
  for (const line of lines) {
    const at = line.indexOf(":");
    if (at > 0) headers.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim());
  }
  return { status, headers };
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}
