import { AppError, type JournalEvent, ROUTES, type RouteDefinition } from "@tinyagi/contracts";
import { describe, expect, expectTypeOf, it } from "vitest";
import type { CallArguments } from "./call.js";
import { createClient } from "./client.js";

const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json; charset=utf-8" },
  });

function recording(answer: (url: URL, init: RequestInit) => Response | Promise<Response>) {
  const seen: { url: URL; init: RequestInit }[] = [];
  const client = createClient({
    baseUrl: "http://127.0.0.1:3777/",
    token: "secret-token",
    timeoutMs: 1_000,
    fetch: async (url, init) => {
      seen.push({ url: new URL(url), init });
      return answer(new URL(url), init);
    },
  });
  return { client, seen };
}

const failure = async (promise: Promise<unknown>): Promise<AppError> => {
  const error = await promise.then(
    () => new Error("it resolved"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
};

describe("a typed call", () => {
  it("fills path, query and body of its route and sends the token only in a header", async () => {
    const { client, seen } = recording(({ pathname }) =>
      json(pathname === "/api/message" ? { ok: true, messageId: "api_1" } : []),
    );
    await client.call("agentMessages", { params: { id: "coder" }, query: { limit: 5, since_id: undefined } });
    await client.call("sendMessage", { body: { message: "hi" } });
    expect(seen[0]?.url.href).toBe("http://127.0.0.1:3777/api/agents/coder/messages?limit=5");
    expect(seen[0]?.init.headers).toMatchObject({ authorization: "Bearer secret-token" });
    expect(seen[0]?.init.headers).not.toHaveProperty("content-type");
    expect(seen[1]?.init).toMatchObject({ method: "POST", body: '{"message":"hi"}' });
    expect(seen.map((call) => call.url.href).join()).not.toContain("secret-token");
  });

  it("requires exactly the parts that the route has", () => {
    expectTypeOf<CallArguments<"healthz">>().not.toHaveProperty("params");
    expectTypeOf<CallArguments<"queueDead">>().toHaveProperty("query");
    const { client } = recording(() => json({ ok: true }));
    // Never runs: only the compiler checks this.
    const never = (): unknown[] => [
      client.call("healthz"),
      client.call("queueDead"),
      client.call("listPendingResponses", { query: { channel: "cli" } }),
      // @ts-expect-error the channel is required
      client.call("listPendingResponses"),
      // @ts-expect-error the id is required
      client.call("getRun"),
      // @ts-expect-error this route has no body
      client.call("getRun", { params: { id: "run_abcdef" }, body: {} }),
    ];
    expect(never).toBeTypeOf("function");
  });

  it("refuses an id that would reach another path, before it sends anything", async () => {
    const { client, seen } = recording(() => json({ ok: true }));
    for (const id of ["..", ".", ""]) {
      const error = await failure(client.call("deleteAgent", { params: { id } }));
      expect(error.code).toBe("INVALID_INPUT");
    }
    expect(seen).toHaveLength(0);
  });

  it("keeps an id one part of the path, whatever is in it", async () => {
    const { client, seen } = recording(() => json({ ok: true }));
    await client.call("deleteAgent", { params: { id: "../a/b?c#d" } });
    expect(seen[0]?.url.href).toBe("http://127.0.0.1:3777/api/agents/..%2Fa%2Fb%3Fc%23d");
  });
});

describe("a refused call", () => {
  it("has the server's code, message and details", async () => {
    const details = [{ path: "agents.coder.model", message: "use a model name" }];
    const { client } = recording(() => json({ error: "bad input", code: "SETTINGS_INVALID", details }, 400));
    const error = await failure(client.call("putSettings", { body: {} }));
    expect(error).toMatchObject({ code: "SETTINGS_INVALID", message: "bad input", status: 400, details });
  });

  it.each([
    [401, "UNAUTHORIZED"],
    [404, "NOT_FOUND"],
    [503, "UNAVAILABLE"],
    [500, "INTERNAL"],
  ])("gets its code from the status %i when the body has no known code", async (status, code) => {
    const { client } = recording(() => json({ error: "?", code: "NEWER_THAN_US" }, status));
    expect((await failure(client.call("status"))).code).toBe(code);
  });

  it.each([
    [401, "UNAUTHORIZED"],
    [403, "FORBIDDEN"],
    [404, "NOT_FOUND"],
    [407, "NOT_FOUND"],
    [408, "TIMED_OUT"],
    [429, "RATE_LIMITED"],
    [500, "UNAVAILABLE"],
    [502, "UNAVAILABLE"],
    [503, "UNAVAILABLE"],
    [504, "TIMED_OUT"],
    [522, "UNAVAILABLE"],
  ])("with the page of a proxy or another program says so for status %i", async (status, code) => {
    for (const page of ["<h1>no</h1>", "{}", '{"error":{"message":"no"}}', "null", ""]) {
      const { client } = recording(() => new Response(page, { status }));
      const error = await failure(client.call("status"));
      expect([page, error.code]).toEqual([page, code]);
      expect(error.message).toContain(
        `http://127.0.0.1:3777 is not TinyAGI, or a proxy before it: status ${status}`,
      );
    }
  });

  it("reports DAEMON_UNREACHABLE when nothing listens", async () => {
    const { client } = recording(() => Promise.reject(new TypeError("fetch failed")));
    const error = await failure(client.call("status"));
    expect(error.code).toBe("DAEMON_UNREACHABLE");
    expect(error.message).toContain("http://127.0.0.1:3777");
  });

  it("reports when another program answers on the port", async () => {
    const { client } = recording(() => new Response("<html>", { headers: { "content-type": "text/html" } }));
    expect((await failure(client.call("status"))).code).toBe("UNAVAILABLE");
  });

  it.each(["null", "7", '"text"', "true"])("takes %s for the answer of another program", async (body) => {
    const headers = { "content-type": "application/json" };
    const { client } = recording(() => new Response(body, { headers }));
    expect((await failure(client.call("status"))).code).toBe("UNAVAILABLE");
    const ours = Object.values<RouteDefinition>(ROUTES).filter(
      ({ answer = "json", response }) => answer === "json" && response.safeParse(JSON.parse(body)).success,
    );
    // No calls of this client.
    expect(ours.map(({ path }) => path)).toEqual([ROUTES.eventStream.path, ROUTES.mcp.path]);
  });

  it("takes a list for an object, an object for a list and an object of other fields for another program's", async () => {
    const answers = {
      status: [{}, [], { ok: true, name: "x" }],
      listResponses: [{}, { responses: [] }],
      listAgents: [[], { ok: true }, { a: null }],
    };
    for (const [name, bodies] of Object.entries(answers)) {
      for (const body of bodies) {
        const { client } = recording(() => json(body));
        const error = await failure(client.call(name as keyof typeof answers));
        expect([name, error.code]).toEqual([name, "UNAVAILABLE"]);
      }
    }
  });

  it("rejects with TIMED_OUT after the timeout, and with the caller's reason when it is aborted", async () => {
    const hanging = (_: URL, init: RequestInit): Promise<Response> =>
      new Promise((_resolve, reject) => {
        init.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      });
    const { client } = recording(hanging);
    expect((await failure(client.call("status", { timeoutMs: 5 }))).code).toBe("TIMED_OUT");
    const controller = new AbortController();
    const pending = client.call("status", { signal: controller.signal });
    controller.abort(new Error("the person left"));
    await expect(pending).rejects.toThrow("the person left");
  });
});

describe("journal events", () => {
  it("are narrowed by their type", () => {
    const event = { type: "run.failed", time: 1, data: { agent: "a" } } as JournalEvent;
    if (event.type === "run.failed") expectTypeOf(event.data.willRetry).toEqualTypeOf<boolean>();
  });
});
