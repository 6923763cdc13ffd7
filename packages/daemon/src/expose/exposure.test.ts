/**
 * A real daemon that is reached through the fake programs: who gets in, what follows the events, and what is left after a crash.
 *
 * @requirement EXPOSE-1
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createFakeTunnel,
  FAKE_QUICK_NAME,
  FAKE_TAILNET_NAME,
  type FakeTunnel,
  waitFor,
} from "@tinyagi/testkit";
import { expect, onTestFinished, test } from "vitest";
import {
  DEMO_AGENTS,
  ending,
  spawnTestDaemon,
  startTestDaemon,
  type TestHome,
  testHome,
} from "../fixture.js";

type Shown = { state: string; url: string | null; problem: { code: string } | null };

function stage(settings: object = {}): { place: TestHome; fake: FakeTunnel } {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-exposed-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const fake = createFakeTunnel(folder);
  const place = testHome({ ...DEMO_AGENTS, ...settings }, { PATH: `${folder}:${process.env.PATH}` });
  return { place, fake };
}

const tokenOf = ({ home }: TestHome) => readFileSync(join(home, "auth", "token"), "utf8").trim();

/** As a browser elsewhere: through the public end of the tunnel. Undefined: the connection was refused or cut. */
function from(
  fake: FakeTunnel,
  options: { path: string; host?: string; headers?: Record<string, string>; onData?: (text: string) => void },
): Promise<{ status: number; ended: Promise<void> } | undefined> {
  const { path, host = FAKE_TAILNET_NAME, headers = {}, onData } = options;
  return new Promise((resolve) => {
    const asked = request(
      {
        host: "127.0.0.1",
        port: fake.public()?.port ?? 1,
        path,
        headers: { host, ...headers },
        agent: false,
      },
      (answer: IncomingMessage) => {
        const ended = new Promise<void>((close) => answer.once("close", close));
        answer.on("data", (chunk: Buffer) => onData?.(chunk.toString("utf8")));
        answer.once("error", () => {});
        resolve({ status: answer.statusCode ?? 0, ended });
      },
    );
    asked.once("error", () => resolve(undefined));
    asked.end();
  });
}

const start = (via: string) => ({ method: "POST", body: JSON.stringify({ via, minutes: 5 }) });

test("a daemon is reached with a login only, its events arrive, and stopping cuts them", async () => {
  const { place, fake } = stage();
  const daemon = await startTestDaemon(place);
  expect(await daemon.json<Shown>("/api/expose")).toMatchObject({ state: "off", login: true });
  const opened = await daemon.json<Shown>("/api/expose", start("tailscale"));
  expect(opened).toMatchObject({ state: "on", url: `https://${FAKE_TAILNET_NAME}` });
  const login = { authorization: `Bearer ${tokenOf(place)}` };
  expect((await from(fake, { path: "/api/status" }))?.status).toBe(401);
  expect((await from(fake, { path: "/api/status", headers: login }))?.status).toBe(200);
  expect(
    (await from(fake, { path: "/api/status", host: `127.0.0.1:${daemon.port}`, headers: login }))?.status,
  ).toBe(403);
  // The name is served through the tunnel alone.
  const local = await new Promise<number | undefined>((resolve) => {
    request(
      { host: "127.0.0.1", port: daemon.port, path: "/healthz", headers: { host: FAKE_TAILNET_NAME } },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      },
    ).end();
  });
  expect(local).toBe(403);
  let read = "";
  const stream = await from(fake, {
    path: "/api/events/stream",
    headers: { ...login, accept: "text/event-stream" },
    onData: (text) => {
      read += text;
    },
  });
  expect(stream?.status).toBe(200);
  await daemon.call("/api/projects", { method: "POST", body: JSON.stringify({ name: "Elsewhere" }) });
  await waitFor(() => read.includes("project.created"));
  expect(await daemon.json<Shown>("/api/expose", { method: "DELETE" })).toMatchObject({ state: "off" });
  await stream?.ended;
  expect(await from(fake, { path: "/healthz" })).toBeUndefined();
});

test("guesses from elsewhere lock out neither this machine nor other callers", async () => {
  const { place, fake } = stage();
  const daemon = await startTestDaemon(place);
  await daemon.call("/api/expose", start("cloudflared"));
  const guess = (client: string) =>
    from(fake, {
      path: "/api/status",
      host: FAKE_QUICK_NAME,
      // A caller may forge every header but the one that the tunnel sets.
      headers: {
        authorization: "Bearer wrong",
        "x-test-client": client,
        "x-forwarded-for": `${Math.random()}`,
        "cf-connecting-ip": "9.9.9.9",
      },
    });
  for (let tries = 0; tries < 10; tries += 1) expect((await guess("203.0.113.7"))?.status).toBe(401);
  expect((await guess("203.0.113.7"))?.status).toBe(429);
  expect((await guess("203.0.113.8"))?.status).toBe(401);
  const wrong = await fetch(`http://127.0.0.1:${daemon.port}/api/status`, {
    headers: { authorization: "Bearer wrong" },
  });
  expect(wrong.status).toBe(401);
});

test("without a login nothing is opened", async () => {
  const { place, fake } = stage({ server: { auth: "none" } });
  const daemon = await startTestDaemon(place);
  expect(await daemon.json<Shown>("/api/expose", start("tailscale"))).toMatchObject({
    state: "off",
    login: false,
    problem: { code: "no_login" },
  });
  expect(fake.calls()).toEqual([]);
});

test("a daemon that stops closes it", async () => {
  const { place, fake } = stage();
  const daemon = await startTestDaemon(place);
  await daemon.call("/api/expose", start("funnel"));
  const pid = fake.public()?.pid ?? 0;
  await daemon.stop({ signal: "test", graceMs: 0 });
  expect(() => process.kill(pid, 0)).toThrow();
  expect(existsSync(join(place.home, "expose.json"))).toBe(false);
});

test("a daemon that is killed leaves no open door, and the next one is closed", async () => {
  const { place, fake } = stage();
  const first = spawnTestDaemon(place);
  await waitFor(() => existsSync(join(place.home, "daemon.json")));
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${place.runtime().port}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${tokenOf(place)}`, "content-type": "application/json" },
    });
  expect(await (await call("/api/expose", start("tailscale"))).json()).toMatchObject({ state: "on" });
  const pid = fake.public()?.pid ?? 0;
  const ended = ending(first);
  first.kill("SIGKILL");
  await ended;
  await waitFor(() => {
    try {
      process.kill(pid, 0);
      return false;
    } catch {
      return true;
    }
  });
  expect(await from(fake, { path: "/healthz" })).toBeUndefined();
  expect(existsSync(join(place.home, "expose.json"))).toBe(true);
  rmSync(join(place.home, "daemon.json"));
  const next = await startTestDaemon(place);
  expect(await next.json<Shown>("/api/expose")).toMatchObject({ state: "off" });
  expect(existsSync(join(place.home, "expose.json"))).toBe(false);
}, 60_000);

test("a record of a process that has another start ends nothing", async () => {
  const { place } = stage();
  const record = { via: "tailscale", pid: process.pid, startTime: "1" };
  writeFileSync(join(place.home, "expose.json"), JSON.stringify(record));
  const daemon = await startTestDaemon(place);
  expect((await daemon.call("/api/status")).status).toBe(200);
  expect(existsSync(join(place.home, "expose.json"))).toBe(false);
});
