/**
 * Requests from elsewhere: known by their connection, with a login always, and counted by the address of the caller.
 *
 * @requirement EXPOSE-2
 */
import { afterEach, describe, expect, it } from "vitest";
import {
  createFixture,
  type Fixture,
  type FixtureOptions,
  GOOD_HEADERS,
  getCode,
  TOKEN,
} from "../../test/app-fixture.js";
import { clientOf, type ExposedConnection } from "./exposed.js";

const HOST = "box.tail1234.ts.net";
const TUNNEL: ExposedConnection = { host: HOST, clientHeader: "x-forwarded-for", isPrivate: true };
const SESSION = "s".repeat(43);
const fixtures: Fixture[] = [];

function build(options: FixtureOptions = {}, exposed: ExposedConnection = TUNNEL): Fixture {
  const fixture = createFixture({ exposedOf: () => exposed, ...options });
  fixtures.push(fixture);
  return fixture;
}
afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.app.close();
});

const operator = { host: HOST, authorization: `Bearer ${TOKEN}` };
const ask = (fixture: Fixture, headers: Record<string, string>, url = "/api/status") =>
  fixture.app.inject({ url, headers });

describe("a request from elsewhere", () => {
  it("is served under the name of the tunnel with a login", async () => {
    const fixture = build();
    expect((await ask(fixture, operator)).statusCode).toBe(200);
    expect((await ask(fixture, { host: HOST })).statusCode).toBe(401);
  });

  it("needs a login also when the settings require none", async () => {
    const fixture = build({ mode: () => "none" });
    expect((await ask(fixture, { host: HOST })).statusCode).toBe(401);
    expect((await ask(fixture, operator)).statusCode).toBe(200);
  });

  it.each([
    "127.0.0.1:3777",
    "localhost:3777",
    "[::1]:3777",
    "BOX.tail1234.ts.net",
    "box.tail1234.ts.net:443",
    "box.tail1234.ts.net.evil.example",
    "evil.example",
    "lan.example",
  ])("is refused under %s", async (host) => {
    const fixture = build({ allowedHosts: ["lan.example"] });
    expect((await ask(fixture, { ...operator, host })).statusCode).toBe(403);
  });

  it.each([
    "http://127.0.0.1:3777",
    "http://localhost:3000",
    `http://${HOST}`,
    "null",
    "https://evil.example",
  ])("is refused to a page of %s", async (origin) => {
    const fixture = build({ allowedOrigins: ["http://localhost:3000"] });
    expect((await ask(fixture, { ...operator, origin })).statusCode).toBe(403);
  });

  it("works for the own page with its session", async () => {
    const fixture = build({ sessions: { identify: (secret) => (secret === SESSION ? "one" : undefined) } });
    const page = { host: HOST, origin: `https://${HOST}`, "x-tinyagi-session": SESSION };
    expect((await ask(fixture, page)).statusCode).toBe(200);
  });

  it("is refused with the token of a run or a channel, which work on this machine only", async () => {
    const run = { kind: "run", runId: "run_1", agentId: "coder", conversationId: "conv_1" } as const;
    const fixture = build({
      identify: (token) => (token === "run-token" ? run : { kind: "channel", channel: "telegram" }),
    });
    for (const token of ["run-token", "channel-token"]) {
      const answer = await ask(fixture, { host: HOST, authorization: `Bearer ${token}` }, "/api/agents");
      expect(answer.statusCode).toBe(403);
    }
  });

  it("over Funnel is refused where only the tailnet was meant", async () => {
    const funnel = { ...operator, "tailscale-funnel-request": "?1" };
    expect((await ask(build(), funnel)).statusCode).toBe(403);
    expect((await ask(build({}, { ...TUNNEL, isPrivate: false }), funnel)).statusCode).toBe(200);
  });
});

describe("wrong credentials from elsewhere", () => {
  const guess = (fixture: Fixture, client: string) =>
    ask(fixture, { host: HOST, authorization: "Bearer wrong", "x-forwarded-for": client });

  it("are counted for each address, so that one caller locks out no other", async () => {
    const fixture = build();
    for (let tries = 0; tries < 10; tries += 1)
      expect((await guess(fixture, "203.0.113.7")).statusCode).toBe(401);
    const refused = await guess(fixture, "203.0.113.7");
    expect(getCode(refused)).toBe("RATE_LIMITED");
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect((await guess(fixture, "203.0.113.8")).statusCode).toBe(401);
    expect((await ask(fixture, { ...operator, "x-forwarded-for": "203.0.113.7" })).statusCode).toBe(200);
  });

  it("of many addresses are bounded together", async () => {
    const fixture = build();
    const codes: unknown[] = [];
    for (let tries = 0; tries < 101; tries += 1)
      codes.push(getCode(await guess(fixture, `203.0.${tries}.1`)));
    expect(codes.slice(0, 100).every((code) => code === "UNAUTHORIZED")).toBe(true);
    expect(codes[100]).toBe("RATE_LIMITED");
  });

  it("do not count for callers of this machine", async () => {
    let exposed: ExposedConnection | undefined = TUNNEL;
    const fixture = build({ exposedOf: () => exposed });
    for (let tries = 0; tries < 11; tries += 1) await guess(fixture, "203.0.113.7");
    exposed = undefined;
    const local = await ask(fixture, { ...GOOD_HEADERS, authorization: "Bearer wrong" });
    expect(local.statusCode).toBe(401);
  });

  it("of this machine are counted together, whatever address a header names", async () => {
    const fixture = build({ exposedOf: () => undefined });
    for (let tries = 0; tries < 10; tries += 1)
      await ask(fixture, {
        ...GOOD_HEADERS,
        authorization: "Bearer wrong",
        "x-forwarded-for": `203.0.113.${tries}`,
        "cf-connecting-ip": `203.0.113.${tries}`,
      });
    const answer = await ask(fixture, {
      ...GOOD_HEADERS,
      authorization: "Bearer wrong",
      "x-forwarded-for": "1.1.1.1",
    });
    expect(answer.statusCode).toBe(429);
  });

  it("pass through the address that only the tunnel sets", () => {
    const cloudflare = { ...TUNNEL, clientHeader: "cf-connecting-ip" } as const;
    expect(clientOf(["X-Forwarded-For", "9.9.9.9", "CF-Connecting-IP", "203.0.113.7"], cloudflare)).toBe(
      "203.0.113.7",
    );
    expect(clientOf(["X-Forwarded-For", "203.0.113.7"], TUNNEL)).toBe("203.0.113.7");
    expect(clientOf(["X-Forwarded-For", "1.1.1.1", "X-Forwarded-For", "2.2.2.2"], TUNNEL)).toBe("unknown");
    expect(clientOf(["X-Forwarded-For", "1.1.1.1, 2.2.2.2"], TUNNEL)).toBe("unknown");
    expect(clientOf([], TUNNEL)).toBe("unknown");
  });

  it("of one IPv6 network are those of one caller, in any spelling", () => {
    const of = (address: string) => clientOf(["X-Forwarded-For", address], TUNNEL);
    expect(of("2001:db8:1:2::7")).toBe("2001:db8:1:2");
    expect(of("2001:0DB8:1:2:ffff:ffff:ffff:ffff")).toBe("2001:db8:1:2");
    expect(of("2001:db8::")).toBe("2001:db8:0:0");
    expect(of("fe80::1%eth0")).toBe("fe80:0:0:0");
    expect(of("::ffff:203.0.113.7")).toBe("0:0:0:0");
    expect(of("x".repeat(100_000))).toBe("unknown");
  });
});
