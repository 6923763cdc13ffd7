/** Asks a port whether a TinyAGI daemon serves there. */
import { get, type IncomingMessage } from "node:http";

const PROBE_TIMEOUT_MS = 2_000;
/** `{"ok":true}` with room for more fields. */
const ANSWER_MAX_CHARS = 4_096;

/**
 * True when `/healthz` answers `{ ok: true }`, false on every failure. Does not use `fetch`: Node needs 30 ms to load it,
 * which would delay each start of a daemon.
 */
export function isHealthy(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
    const request = get({ host: "127.0.0.1", port, path: "/healthz", agent: false, signal }, (response) => {
      void saysOk(response).then(resolve);
    });
    // Refused, reset or too slow: not a healthy daemon.
    request.on("error", () => resolve(false));
  });
}

async function saysOk(response: IncomingMessage): Promise<boolean> {
  let text = "";
  try {
    for await (const chunk of response.setEncoding("utf8")) {
      text += chunk;
      if (text.length > ANSWER_MAX_CHARS) return false;
    }
    const body: unknown = response.statusCode === 200 ? JSON.parse(text) : undefined;
    return typeof body === "object" && body !== null && "ok" in body && body.ok === true;
  } catch {
    // It broke off, or it is no JSON.
    return false;
  }
}
