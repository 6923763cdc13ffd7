import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createClient } from "@tinyagi/client";
import { isAppError } from "@tinyagi/contracts";
import { afterEach, describe, expect, it } from "vitest";
import { httpFetch } from "./http-fetch.js";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** The client over this transport, for a server that answers like this. */
async function buildClient(answer: RequestListener, timeoutMs = 10_000) {
  server = createServer(answer);
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return createClient({ baseUrl: `http://127.0.0.1:${port}`, token: "secret", fetch: httpFetch, timeoutMs });
}

async function failure(call: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isAppError(error)) throw new Error("expected an AppError", { cause: error });
  return error;
}

const JSON_TYPE = { "content-type": "application/json" };

describe("calls over node:http", () => {
  it("carry method, token and body, and read the answer whatever its length", async () => {
    const seen: unknown[] = [];
    const client = await buildClient(async (request, response) => {
      let body = "";
      for await (const chunk of request.setEncoding("utf8")) body += chunk;
      seen.push([request.method, request.url, request.headers.authorization, JSON.parse(body || "null")]);
      response
        .writeHead(200, JSON_TYPE)
        .end(JSON.stringify({ ok: true, messageId: "m", text: "ä€😀".repeat(50_000) }));
    });
    expect(await client.call("healthz")).toEqual({ ok: true, messageId: "m", text: "ä€😀".repeat(50_000) });
    await client.call("sendMessage", { body: { message: "grüße" } });
    expect(seen).toEqual([
      ["GET", "/healthz", "Bearer secret", null],
      ["POST", "/api/message", "Bearer secret", { message: "grüße" }],
    ]);
  });

  it("fail with the code of a refusal", async () => {
    const body = JSON.stringify({ error: "The daemon is stopping.", code: "SHUTTING_DOWN" });
    const client = await buildClient((_request, response) => response.writeHead(503, JSON_TYPE).end(body));
    expect(await failure(client.call("status"))).toMatchObject({ code: "SHUTTING_DOWN" });
  });

  it.each<[string, RequestListener, string]>([
    ["a cut connection", (request) => request.socket.destroy(), "DAEMON_UNREACHABLE"],
    [
      "half an answer",
      (_request, response) =>
        response
          .writeHead(200, { ...JSON_TYPE, "content-length": "99" })
          .write('{"ok":', () => response.destroy()),
      "DAEMON_UNREACHABLE",
    ],
    ["a page", (_request, response) => response.writeHead(200).end("<html>"), "UNAVAILABLE"],
    ["no JSON", (_request, response) => response.writeHead(200, JSON_TYPE).end("{"), "UNAVAILABLE"],
    ["a hanging server", () => {}, "TIMED_OUT"],
    [
      "an answer that hangs half-way",
      (_request, response) => response.writeHead(200, JSON_TYPE).write("{"),
      "TIMED_OUT",
    ],
  ])("fail after %s", async (_name, answer, code) => {
    const client = await buildClient(answer, code === "TIMED_OUT" ? 200 : 10_000);
    expect(await failure(client.call("healthz"))).toMatchObject({ code });
  });

  it("do not follow a redirect, which would get the token", async () => {
    const paths: (string | undefined)[] = [];
    const client = await buildClient((request, response) => {
      paths.push(request.url);
      response.writeHead(307, { location: "/other" }).end();
    });
    expect(await failure(client.call("healthz"))).toMatchObject({ code: "DAEMON_UNREACHABLE" });
    expect(paths).toEqual(["/healthz"]);
  });

  it("end with the reason of their signal", async () => {
    const stop = new AbortController();
    const reason = new Error("Ctrl-C");
    const client = await buildClient(() => stop.abort(reason));
    await expect(client.call("healthz", { signal: stop.signal })).rejects.toBe(reason);
  });
});

it("an event stream is read as it comes, and its connection ends with its reader", async () => {
  let closed = () => {};
  const ended = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const client = await buildClient((request, response) => {
    request.socket.once("close", closed);
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const seq of [1, 2])
      response.write(
        `id: ${seq}\nevent: conversation.closed\ndata: ${JSON.stringify({ seq, type: "conversation.closed", time: 1, data: {} })}\n\n`,
      );
  });
  const seen: unknown[] = [];
  for await (const event of client.events()) {
    seen.push(event.seq);
    if (seen.length === 2) break;
  }
  await ended;
  expect(seen).toEqual([1, 2]);
});
