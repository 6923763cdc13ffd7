/** Requests to the fake Slack: methods of the Web API, uploads and files. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { APP_TOKEN, type FakeSlackParts, TOKEN } from "./parts.js";
import type { createMethods } from "./web-api.js";
import { SlackRefusal } from "./world.js";

export interface AnsweringParts extends FakeSlackParts {
  readonly methods: ReturnType<typeof createMethods>;
}

/** Answers one request as Slack does. */
export async function answer(
  parts: AnsweringParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { uploads, received, calls, faults } = parts;
  const { pathname } = new URL(request.url ?? "/", parts.url);
  const [, kind = "", name = ""] = pathname.split("/");
  const bytes = await buffer(request);
  const auth = (request.headers.authorization ?? "").replace(/^Bearer /, "");
  if (kind === "upload") {
    const upload = uploads.get(name);
    if (upload !== undefined) upload.bytes = new Uint8Array(bytes);
    return void response.end("OK");
  }
  if (kind === "file") {
    if (auth === TOKEN) return void response.end(received.get(name));
    response.setHeader("content-type", "text/html; charset=utf-8");
    return void response.end("<html>Sign in</html>");
  }
  calls.push(name);
  const fault = faults.find(({ method }) => method === name);
  if (fault !== undefined) {
    faults.splice(faults.indexOf(fault), 1);
    if (fault.with === "drop") return void response.destroy();
    const { status = 200, error, retryAfter } = fault.with;
    response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": String(retryAfter) });
    return void response.end(JSON.stringify({ ok: false, error }));
  }
  response.setHeader("content-type", "application/json");
  const fields = Object.fromEntries(new URLSearchParams(bytes.toString("utf8")));
  response.end(JSON.stringify(called(parts, { name, auth, fields })));
}

function called(
  { methods, isRevoked }: AnsweringParts,
  { name, auth, fields }: { name: string; auth: string; fields: Record<string, string> },
): Record<string, unknown> {
  const needed = name === "apps.connections.open" ? APP_TOKEN : TOKEN;
  if (isRevoked) return { ok: false, error: "token_revoked" };
  if (auth !== needed) return { ok: false, error: "invalid_auth" };
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined) return { ok: false, error: "unknown_method" };
  try {
    return { ok: true, ...method(fields) };
  } catch (error) {
    if (error instanceof SlackRefusal) return { ok: false, error: error.message };
    throw error;
  }
}
