import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { agents, createHandlerFixture, refuse } from "../fixture.js";

test("channels answer in the shapes and sentences of 0.0.20", async () => {
  const f = await createHandlerFixture({ agents: agents("a") });
  const act = (id: string, action: string) => f.call("POST", `/api/services/channel/${id}/${action}`);
  expect((await f.call("POST", "/api/services/apply")).body).toEqual({
    ok: true,
    started: ["discord"],
    errors: ["locked: failed to start or already running"],
  });
  expect((await f.call("GET", "/api/status")).body.channels).toEqual({
    discord: { running: true },
    telegram: { running: false },
  });
  expect(await act("discord", "start")).toEqual({
    status: 400,
    body: {
      ok: false,
      error: "Failed to start discord (unknown, already running, or missing token)",
      code: "INVALID_INPUT",
    },
  });
  expect((await act("discord", "restart")).body).toEqual({
    ok: true,
    channel: "discord",
    action: "restarted",
  });
  expect((await act("discord", "stop")).body).toEqual({ ok: true, channel: "discord", action: "stopped" });
  expect((await act("discord", "stop")).body).toMatchObject({ ok: false, error: "discord is not running" });
  expect((await act("locked", "restart")).body).toMatchObject({
    ok: false,
    error: "Failed to restart locked",
  });
  expect((await act("__proto__", "start")).status).toBe(400);
});

test("only transcripts of older releases are listed, newest first", async () => {
  const f = await createHandlerFixture({ agents: agents("a") });
  expect((await f.call("GET", "/api/chats")).body).toEqual([]);
  const team = join(f.folder, "chats", "dev");
  mkdirSync(team, { recursive: true });
  writeFileSync(join(team, "one.md"), "x");
  writeFileSync(join(team, "not-a-transcript.txt"), "x");
  expect((await f.call("GET", "/api/chats")).body).toEqual([
    { teamId: "dev", file: "one.md", time: expect.any(Number) },
  ]);
});

test("dead letters are retried and purged in bulk, all or those of one agent", async () => {
  const f = await createHandlerFixture({ agents: agents("a", "b") }, { a: refuse, b: refuse });
  for (const text of ["@a one", "@a two", "@b three"])
    await f.call("POST", "/api/message", { message: text, sender: "kim" });
  await f.settled();
  const retried = (await f.call("POST", "/api/queue/dead/retry", { agent: "a" })).body;
  expect(retried).toMatchObject({ ok: true, retried: [{}, {}] });
  await f.settled();
  expect((await f.call("GET", "/api/queue/dead")).body).toHaveLength(3);
  const [first] = (await f.call("GET", "/api/queue/dead")).body;
  expect((await f.call("POST", "/api/queue/dead/purge", { ids: [first.id, 999] })).body).toEqual({
    ok: true,
    deleted: [first.id],
    remaining: 2,
    next: null,
  });
  expect((await f.call("POST", "/api/queue/dead/purge", { limit: 1 })).body).toMatchObject({ remaining: 1 });
  expect((await f.call("POST", "/api/queue/dead/purge", {})).body).toMatchObject({ remaining: 0 });
  for (const body of [{ ids: [] }, { ids: ["x"] }, { limit: 0 }, { everything: true }])
    expect((await f.call("POST", "/api/queue/dead/purge", body)).status).toBe(400);
});
