/** Guessing the token (T3), and where token and keys may be found (T4, T19, T20). @requirement CONFIG-3 @requirement SECURE-3 */
import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { createFakeAgentBin, fakeDirective } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { call } from "../e2e/support/answer.js";
import { readEvents } from "../e2e/support/events.js";
import { openStage } from "../e2e/support/stage.js";

const KEY = "sk-canary-0123456789abcdef";
const OTHER_KEY = "sk-other-canary-9876543210";
const HOST_CANARY = "host-canary-5555";

describe("guessing the token", () => {
  test("ends after ten wrong ones in one bucket for IPv4 and IPv6, while the right one still passes", async () => {
    await using stage = await openStage({ settings: {} });
    const daemon = await stage.start();
    const target = { method: "GET", path: "/api/status" };
    const statuses: number[] = [];
    for (let guess = 0; guess < 10; guess += 1) {
      const host = guess % 2 === 0 ? `127.0.0.1:${daemon.port}` : `localhost:${daemon.port}`;
      const headers = { host, authorization: `Bearer guess-${guess}` };
      statuses.push((await call(daemon.port, target, { headers })).status);
    }
    expect(statuses).toEqual(Array(10).fill(401));
    const eleventh = await call(daemon.port, target, { headers: { authorization: "Bearer guess-11" } });
    expect(eleventh.status).toBe(429);
    expect(Number(eleventh.headers["retry-after"])).toBeGreaterThan(0);
    const overV6 = await overIpv6(daemon.port);
    if (overV6 !== undefined) expect(overV6).toMatch(/^HTTP\/1\.1 429 /);
    expect((await daemon.call("GET", "/api/status")).status).toBe(200);
    expect((await stage.cli(["status"])).code).toBe(0);
  });
});

/** `undefined` on a machine whose localhost has no IPv6 address: there is nothing to guess then. */
function overIpv6(port: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "::1", () =>
      socket.write(
        `GET /api/status HTTP/1.1\r\nHost: [::1]:${port}\r\nAuthorization: Bearer guess-6\r\nConnection: close\r\n\r\n`,
      ),
    );
    let text = "";
    socket.on("data", (chunk) => {
      text += String(chunk);
    });
    socket.on("end", () => resolve(text));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED" || error.code === "EADDRNOTAVAIL") resolve(undefined);
      else reject(error);
    });
  });
}

test("token and keys are found nowhere but where they belong, and an agent gets its own key only", async () => {
  await using stage = await openStage({
    env: { SOME_PASSWORD: HOST_CANARY, OPENAI_API_KEY: HOST_CANARY, TINYAGI_LOG_LEVEL: "trace" },
    settings: {
      agents: {
        coder: { name: "Coder", provider: "custom:one", model: "m", env: { PRIVATE: "agent-canary-77" } },
        writer: { name: "Writer", provider: "custom:two", model: "m" },
      },
      custom_providers: {
        one: { name: "One", harness: "claude", base_url: "http://127.0.0.1:9", api_key: KEY },
        two: { name: "Two", harness: "codex", base_url: "http://127.0.0.1:9/v1", api_key: OTHER_KEY },
      },
      execution: { maxAttempts: 1 },
    },
  });
  const fake = createFakeAgentBin(stage.place.bin);
  const daemon = await stage.start();
  await using events = await readEvents(daemon);
  const failing = fakeDirective({
    error: `cannot use ${KEY} or ${OTHER_KEY}`,
    stderr: `${KEY} ${OTHER_KEY}`,
  });
  for (const agent of ["coder", "writer"]) {
    await daemon.client.sendAndWait({ message: `${fakeDirective({ reply: "ok" })}`, agent });
    await daemon.client.sendAndWait({ message: "#fake is told to another", agent });
  }
  const secrets = [daemon.token, KEY, OTHER_KEY, HOST_CANARY, "agent-canary-77"];

  const reads = [
    "/api/settings",
    "/api/agents",
    "/api/status",
    "/api/logs?limit=1000",
    "/api/runs",
    "/api/conversations",
  ];
  for (const path of reads) {
    const { text } = await daemon.call("GET", path);
    expect(
      secrets.filter((secret) => text.includes(secret)),
      path,
    ).toEqual([]);
  }
  expect(secrets.filter((secret) => JSON.stringify(events.frames).includes(secret))).toEqual([]);

  // A CLI that fails with its key in its last words: the words reach the person without the key.
  const { conversation } = await daemon.client.sendAndWait({ message: failing, agent: "writer" });
  expect(conversation.replies[0]?.message).toContain("cannot use");
  expect(conversation.replies[0]?.message).not.toContain(OTHER_KEY);

  const [ofCoder] = fake.runs().filter((run) => run.agentId === "coder");
  const [ofWriter] = fake.runs().filter((run) => run.agentId === "writer");
  const seen = (env: Readonly<Record<string, string>> = {}) =>
    secrets.filter((secret) => Object.values(env).includes(secret));
  expect(seen(ofCoder?.env)).toEqual([KEY, "agent-canary-77"]);
  expect(seen(ofWriter?.env)).toEqual([OTHER_KEY]);
  for (const run of fake.runs())
    expect(secrets.filter((secret) => run.argv.some((word) => word.includes(secret)))).toEqual([]);
  const command = readFileSync(`/proc/${daemon.pid}/cmdline`, "utf8");
  expect(secrets.filter((secret) => command.includes(secret))).toEqual([]);
  const logs = join(stage.place.home, "logs");
  for (const name of readdirSync(logs))
    expect(
      secrets.filter((secret) => readFileSync(join(logs, name), "utf8").includes(secret)),
      name,
    ).toEqual([]);
  const holders = filesBelow(stage.place.home).filter((file) => readFileSync(file).includes(daemon.token));
  expect(holders).toEqual([join(stage.place.home, "auth", "token")]);
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

test("a name or model that would be an option or a command is refused, and nothing is saved", async () => {
  await using stage = await openStage({ settings: {} });
  const daemon = await stage.start();
  for (const [key, value] of [
    ["model", "--version"],
    ["model", "-p"],
    ["model", "a b"],
    ["model", "$(touch x)"],
    ["model", "x\ny"],
    ["provider", "custom:../x"],
    ["provider", "custom:__proto__"],
    ["provider", "shell"],
  ] as const) {
    const body = { name: "X", provider: "demo", model: "", [key]: value };
    const answer = await daemon.call("PUT", "/api/agents/fresh", { body });
    expect(answer.status, `${key} ${value}`).toBe(400);
    expect((await daemon.call("GET", "/api/agents")).body).toEqual({});
  }
});
