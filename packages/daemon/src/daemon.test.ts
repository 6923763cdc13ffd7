import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { isSameProcess, openSqlite } from "@tinyagi/base";
import { describe, expect, test } from "vitest";
import { startDaemon } from "./daemon.js";
import { readEnvironment } from "./environment.js";
import { DEMO_AGENTS, startTestDaemon, testHome, testHostEntry } from "./fixture.js";
import { lockHome } from "./home-lock.js";

const hostEntry = await testHostEntry();

interface Conversation {
  conversationId: string;
  status: string;
}
interface Status {
  settings: { valid: boolean };
}

const send = (message: string) => ({
  method: "POST",
  body: JSON.stringify({ message, channel: "api", sender: "kim" }),
});

describe("starting", () => {
  test("the first start creates settings, token, database and log, and answers a message", async () => {
    const place = testHome();
    const daemon = await startTestDaemon(place);
    const accepted = await daemon.json("/api/message", send("hello"));
    expect(accepted).toMatchObject({ ok: true });
    await expect
      .poll(async () => (await daemon.json<unknown[]>("/api/responses?limit=5")).length, {
        timeout: 10_000,
      })
      .toBe(1);
    for (const name of [".", "settings.json", "auth/token", "logs/daemon.log"])
      expect(statSync(join(place.home, name)).mode & 0o077).toBe(0);
    expect(existsSync(join(place.home, "tinyagi.db"))).toBe(true);
  });

  test("the runtime file contains pid, start time, port, boot id and version while the daemon runs", async () => {
    const place = testHome(DEMO_AGENTS);
    const daemon = await startTestDaemon(place);
    const facts = place.runtime();
    expect(facts).toMatchObject({ pid: process.pid, port: daemon.port });
    expect(await isSameProcess(facts.pid, facts.startTime)).toBe(true);
    expect(await daemon.json<Status>("/api/status")).toMatchObject({
      bootId: facts.bootId,
      version: facts.version,
    });
    await daemon.stop({ signal: "test" });
    expect(existsSync(join(place.home, "daemon.json"))).toBe(false);
  });

  test("a second daemon on the same home is refused and does not disturb the first", async () => {
    const place = testHome(DEMO_AGENTS);
    const daemon = await startTestDaemon(place);
    await expect(startDaemon(place.environment, { foreground: false, hostEntry })).rejects.toMatchObject({
      code: "HOME_LOCKED",
    });
    expect((await daemon.call("/api/status")).status).toBe(200);
    expect(place.runtime().port).toBe(daemon.port);
  });

  test("a start that fails late releases the home, so that the next one succeeds", async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", () => resolve()));
    const address = blocker.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const place = testHome(DEMO_AGENTS, { TINYAGI_API_PORT: String(port) });
    await expect(startDaemon(place.environment, { foreground: false, hostEntry })).rejects.toMatchObject({
      code: "PORT_IN_USE",
    });
    expect(existsSync(join(place.home, "daemon.json"))).toBe(false);
    await new Promise<void>((resolve) => blocker.close(() => resolve()));
    const daemon = await startTestDaemon(place);
    expect(daemon.port).toBe(port);
  });

  test.each([
    ["{", "SETTINGS_UNREADABLE"],
    ["", "SETTINGS_UNREADABLE"],
    ['{"server":{"port":"x"}}', "SETTINGS_INVALID"],
    ['{"server":{"host":"0.0.0.0","auth":"none"}}', "INVALID_INPUT"],
  ])("settings with the content %j are refused with a code and not changed", async (text, code) => {
    const place = testHome({});
    writeFileSync(place.settingsPath, text);
    await expect(startDaemon(place.environment, { foreground: false, hostEntry })).rejects.toMatchObject({
      code: expect.stringMatching(code === "SETTINGS_UNREADABLE" ? /^SETTINGS_/ : new RegExp(code)),
    });
    expect(readFileSync(place.settingsPath, "utf8")).toBe(text);
  });

  test("an unknown failpoint is refused, so that a typing error cannot pass as a survived fault", async () => {
    const place = testHome(DEMO_AGENTS, { TINYAGI_FAILPOINTS: "no.such=kill" });
    await expect(startDaemon(place.environment, { foreground: false, hostEntry })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });
});

describe("stopping", () => {
  test("new messages are refused during the drain, and accepted ones are still there after the next start", async () => {
    const place = testHome(DEMO_AGENTS);
    const first = await startTestDaemon(place);
    const accepted = await first.json<Conversation>("/api/message", send("hello"));
    const stopped = first.stop({ signal: "test" });
    const late = await first.call("/api/message", send("late")).catch(() => undefined);
    if (late !== undefined) expect(late.status).toBe(503);
    await stopped;
    const second = await startTestDaemon(place);
    await expect
      .poll(
        async () => (await second.json<Conversation>(`/api/conversations/${accepted.conversationId}`)).status,
        { timeout: 10_000 },
      )
      .toBe("closed");
    const rows = await second.json("/api/conversations?limit=10");
    expect(rows).toHaveLength(1);
  });

  test("a second stop waits for the first one", async () => {
    const place = testHome(DEMO_AGENTS);
    const daemon = await startTestDaemon(place);
    await Promise.all([daemon.stop({ signal: "a" }), daemon.stop({ signal: "b" })]);
    expect(place.log().match(/"stopping"/g)).toHaveLength(1);
  });

  test("a client's restart request reaches the process that runs the daemon", async () => {
    const place = testHome(DEMO_AGENTS);
    const daemon = await startTestDaemon(place);
    const answer = await daemon.call("/api/services/restart", { method: "POST" });
    expect(answer.status).toBe(200);
    await daemon.restartWanted;
  });
});

describe("a stop with problems", () => {
  test("a stop that cannot be recorded still closes everything and releases the home", async () => {
    const place = testHome(DEMO_AGENTS);
    const daemon = await startTestDaemon(place);
    const other = openSqlite(join(place.home, "tinyagi.db"));
    other.exec(
      "CREATE TRIGGER full BEFORE INSERT ON events WHEN new.type = 'daemon.stopping' BEGIN SELECT RAISE(ABORT, 'no space'); END",
    );
    other.close();
    await daemon.stop({ signal: "test" });
    lockHome(join(place.home, "daemon.lock")).release();
    expect(existsSync(join(place.home, "daemon.json"))).toBe(false);
    expect(place.log()).toContain("the stop could not be recorded");
  });

  test("a stop waits for a working agent; a second signal ends the agent, and the next start runs its message again", async () => {
    const place = testHome({
      agents: { slow: { name: "Slow", provider: "anthropic", model: "sonnet" } },
      default_agent: "slow",
    });
    const bin = join(place.home, "..", "bin");
    mkdirSync(bin);
    writeFileSync(
      join(bin, "claude"),
      '#!/bin/sh\ncase "$*" in *--replay-user-messages*) exit 1 ;; esac\nexec sleep 600\n',
      { mode: 0o755 },
    );
    place.environment = readEnvironment({ ...place.env, PATH: `${bin}:${place.env.PATH}` });
    const daemon = await startTestDaemon(place);
    const { conversationId } = await daemon.json<Conversation>("/api/message", send("work"));
    const runs = () => daemon.json<{ status: string }[]>("/api/runs?limit=5");
    await expect.poll(async () => (await runs())[0]?.status).toBe("running");
    let stopped = false;
    const stop = daemon.stop({ signal: "test", graceMs: 600_000 }).then(() => {
      stopped = true;
    });
    expect((await daemon.call("/api/message", send("late"))).status).toBe(503);
    expect(stopped).toBe(false);
    daemon.hurry();
    await stop;

    writeFileSync(
      place.settingsPath,
      JSON.stringify({ agents: { slow: { name: "Slow", provider: "demo" } } }),
    );
    const next = await startTestDaemon(place);
    await expect
      .poll(async () => (await next.json<Conversation>(`/api/conversations/${conversationId}`)).status, {
        timeout: 10_000,
      })
      .toBe("closed");
    const [message] = (
      await next.json<{ messages: { attempts: number; interruptions: number }[] }>(
        `/api/conversations/${conversationId}`,
      )
    ).messages;
    expect(message).toMatchObject({ attempts: 2, interruptions: 0 });
  });
});

describe("settings of a running daemon", () => {
  test("auth can be switched off on loopback without a restart", async () => {
    const place = testHome(DEMO_AGENTS);
    const daemon = await startTestDaemon(place);
    const bare = () => fetch(`http://127.0.0.1:${daemon.port}/api/agents`);
    expect((await bare()).status).toBe(401);
    writeFileSync(place.settingsPath, JSON.stringify({ ...DEMO_AGENTS, server: { auth: "none" } }));
    await daemon.reload();
    expect((await bare()).status).toBe(200);
  });

  test("an address beyond loopback always requires the token, even when the settings change", async () => {
    const place = testHome({ ...DEMO_AGENTS, server: { host: "0.0.0.0" } });
    const daemon = await startTestDaemon(place);
    for (const server of [
      { auth: "none" },
      { auth: "none", host: "127.0.0.1" },
      { auth: "none", host: "0.0.0.0" },
    ]) {
      writeFileSync(place.settingsPath, JSON.stringify({ ...DEMO_AGENTS, server }));
      await daemon.reload();
      expect((await fetch(`http://127.0.0.1:${daemon.port}/api/agents`)).status).toBe(401);
    }
  });

  test("reloading a broken file keeps the last valid settings and shows the problem", async () => {
    const place = testHome(DEMO_AGENTS);
    const daemon = await startTestDaemon(place);
    writeFileSync(place.settingsPath, "{ nonsense");
    await daemon.reload();
    const status = await daemon.json<Status>("/api/status");
    expect(status.settings.valid).toBe(false);
    expect(Object.keys(await daemon.json<object>("/api/agents"))).toEqual(["tinyagi"]);
  });

  test("every change is a revision and an event with its author", async () => {
    const place = testHome(DEMO_AGENTS);
    const daemon = await startTestDaemon(place);
    const body = JSON.stringify({ name: "Coder", provider: "demo", model: "" });
    expect((await daemon.call("/api/agents/coder", { method: "PUT", body })).status).toBe(200);
    expect(JSON.parse(readFileSync(place.settingsPath, "utf8")).agents.coder).toMatchObject({
      name: "Coder",
    });
  });
});

test("a reply that a start writes for the previous daemon passes the plugins like any other", async () => {
  const place = testHome(DEMO_AGENTS);
  const folder = join(place.home, "plugins", "stamp");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(
    join(folder, "index.mjs"),
    'export const hooks = { transformOutgoing: (text) => "[stamped] " + text };',
    { mode: 0o600 },
  );
  const first = await startTestDaemon(place);
  const [plugin] = await first.json<{ digest: string }[]>("/api/plugins");
  const body = JSON.stringify({ digest: plugin?.digest });
  expect((await first.call("/api/plugins/stamp/allow", { method: "POST", body })).status).toBe(200);
  const replies = async (daemon: typeof first) =>
    (await daemon.json<{ message: string }[]>("/api/responses?limit=5")).map(({ message }) => message);
  await first.json("/api/message", send("hello"));
  await expect.poll(async () => (await replies(first)).length).toBe(1);
  await first.stop({ signal: "test" });
  const db = openSqlite(join(place.home, "tinyagi.db"));
  db.exec(
    `DELETE FROM outbox; UPDATE conversations SET status = 'open', closed_at = NULL;
     UPDATE messages SET status = 'processing', run_id = 'run_x', boot_id = 'boot_x', interruptions = 4, reported = 0`,
  );
  db.close();
  const second = await startTestDaemon(place);
  expect(await replies(second)).toEqual([
    expect.stringMatching(/^\[stamped\] .*stopped unexpectedly 5 times/s),
  ]);
});

test("a change through the API directly after a manual change of the file keeps the manual change", async () => {
  const withKey = (key: string) =>
    JSON.stringify({ ...DEMO_AGENTS, models: { anthropic: { api_key: key } } });
  const place = testHome({ ...DEMO_AGENTS, models: { anthropic: { api_key: "sk-old-1234567890abcdefgh" } } });
  const daemon = await startTestDaemon(place);
  writeFileSync(place.settingsPath, withKey("sk-new-1234567890zyxwvuts"));
  const put = await daemon.call("/api/settings", {
    method: "PUT",
    body: JSON.stringify({ monitoring: { heartbeat_interval: 70 } }),
  });
  expect(put.status).toBe(200);
  expect(JSON.parse(readFileSync(place.settingsPath, "utf8"))).toMatchObject({
    models: { anthropic: { api_key: "sk-new-1234567890zyxwvuts" } },
    monitoring: { heartbeat_interval: 70 },
  });
});

test("the log never contains a person's text, an answer, a token or a key", async () => {
  const canary = "canary-3f9a1c";
  const place = testHome(
    {
      agents: {
        tinyagi: { name: "T", provider: "demo", model: "", env: { SECRET: `${canary}-env` } },
        broken: { name: "B", provider: "custom:mine", model: "m" },
      },
      custom_providers: {
        mine: { name: "m", harness: "claude", base_url: "http://127.0.0.1:9/v1", api_key: `${canary}-key` },
      },
      default_agent: "tinyagi",
    },
    { TINYAGI_LOG_LEVEL: "trace" },
  );
  const daemon = await startTestDaemon(place);
  const sent = await daemon.json<Conversation>("/api/message", send(`${canary}-text`));
  await daemon.call("/api/message", { method: "POST", body: `{"message": "${canary}-broken` });
  await daemon.call(`/api/agents/${canary}%00`, { method: "PUT", body: JSON.stringify({ name: canary }) });
  await daemon.call("/api/settings", {
    method: "PUT",
    body: JSON.stringify({ [canary]: `${canary}-value` }),
  });
  await fetch(`http://127.0.0.1:${daemon.port}/api/agents`, {
    headers: { authorization: `Bearer ${canary}-token` },
  });
  await expect
    .poll(async () => (await daemon.json<Conversation>(`/api/conversations/${sent.conversationId}`)).status, {
      timeout: 10_000,
    })
    .toBe("closed");
  await daemon.stop({ signal: "test" });
  const token = readFileSync(join(place.home, "auth", "token"), "utf8").trim();
  expect(place.log()).toContain("serving");
  expect(place.log()).not.toContain(canary);
  expect(place.log()).not.toContain(token);
});
