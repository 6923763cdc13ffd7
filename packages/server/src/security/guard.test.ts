/** Hosts, origins, fetch metadata and tokens: which the guard accepts and which it refuses. */
import { SESSION_HEADER } from "@tinyagi/contracts";
import { afterEach, describe, expect, it } from "vitest";
import {
  createFixture,
  type Fixture,
  type FixtureOptions,
  GOOD_HEADERS,
  PORT,
  TOKEN,
} from "../../test/app-fixture.js";
import { createAuthenticator } from "./auth.js";
import { checkHost } from "./host.js";
import { createWrongCredentials } from "./wrong-credentials.js";

const fixtures: Fixture[] = [];
function build(options: FixtureOptions = {}): Fixture {
  const fixture = createFixture(options);
  fixtures.push(fixture);
  return fixture;
}
afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.app.close();
});

async function getStatus(
  fixture: Fixture,
  headers: Record<string, string>,
  url = "/api/status",
): Promise<number> {
  const answer = await fixture.app.inject({ url, headers: { ...GOOD_HEADERS, ...headers } });
  return answer.statusCode;
}
function corsHeaders(headers: object): string[] {
  return Object.keys(headers).filter((name) => name.startsWith("access-control-"));
}

describe("the Host check", () => {
  it.each([`127.0.0.1:${PORT}`, `localhost:${PORT}`, `[::1]:${PORT}`])("accepts %s", async (host) => {
    expect(await getStatus(build(), { host })).toBe(200);
  });

  it.each([
    "localhost",
    "127.0.0.1",
    "[::1]",
    `localhost:${PORT + 1}`,
    `LOCALHOST:${PORT}`,
    `localhost.:${PORT}`,
    `localhost.evil.example:${PORT}`,
    `evil-localhost:${PORT}`,
    `127.0.0.1.nip.io:${PORT}`,
    `127.0.0.2:${PORT}`,
    `127.1:${PORT}`,
    `0.0.0.0:${PORT}`,
    `[::]:${PORT}`,
    `[::ffff:127.0.0.1]:${PORT}`,
    `localhost:0${PORT}`,
    "evil.example",
  ])("refuses the look-alike %s with 403", async (host) => {
    const fixture = build();
    expect(await getStatus(fixture, { host })).toBe(403);
    expect(await getStatus(fixture, { host }, "/healthz")).toBe(403);
    expect(fixture.calls).toEqual([]);
  });

  it.each([
    " ",
    `localhost:${PORT}, evil.example`,
    `user@localhost:${PORT}`,
    `localhost:${PORT}/`,
    "localhost:",
    "localhost:999999",
    `http://localhost:${PORT}`,
    "[::1",
    "local host",
    "löcalhost",
  ])("refuses the malformed %j with 400", async (host) => {
    const fixture = build();
    expect(await getStatus(fixture, { host })).toBe(400);
    expect(fixture.calls).toEqual([]);
  });

  it("refuses a missing, an empty and a repeated Host header", () => {
    const policy = { port: PORT, allowedHosts: [], allowedOrigins: [] };
    const good = `localhost:${PORT}`;
    for (const headers of [[], ["Host", ""], ["Host", good, "host", good], ["Host", good, "HOST", "evil"]]) {
      expect(() => checkHost(headers, policy)).toThrow(/exactly one Host/);
    }
    expect(() => checkHost(["Host", good], policy)).not.toThrow();
  });

  it("accepts a name without a port only on port 80", () => {
    const policy = { port: 80, allowedHosts: [], allowedOrigins: [] };
    expect(() => checkHost(["Host", "localhost"], policy)).not.toThrow();
    expect(() => checkHost(["Host", "localhost"], { ...policy, port: 81 })).toThrow();
  });

  it("accepts a host the operator listed, as written or with the bound port", async () => {
    const fixture = build({ allowedHosts: ["box.lan", "proxy.lan:443"] });
    for (const host of ["box.lan", `box.lan:${PORT}`, "proxy.lan:443"]) {
      expect(await getStatus(fixture, { host })).toBe(200);
    }
    for (const host of ["box.lan:1", "proxy.lan", "xbox.lan", "box.lan.evil.example"]) {
      expect(await getStatus(fixture, { host })).toBe(403);
    }
  });
});

describe("the Host check of a listed IPv6 address", () => {
  it.each(["fd00::1", "[fd00::1]", "[FD00:0::1]"])("accepts %s as browsers write it", async (listed) => {
    const fixture = build({ allowedHosts: [listed] });
    for (const host of ["[fd00::1]", `[fd00::1]:${PORT}`])
      expect(await getStatus(fixture, { host })).toBe(200);
    for (const host of ["[fd00::2]", "[fd00::1]:1", `[fd00::11]:${PORT}`])
      expect(await getStatus(fixture, { host })).toBe(403);
  });
});

describe("the Origin check", () => {
  it.each([`http://127.0.0.1:${PORT}`, `http://localhost:${PORT}`, `http://[::1]:${PORT}`])(
    "accepts the daemon's own origin %s and sends no CORS header",
    async (origin) => {
      const answer = await build().app.inject({ url: "/api/status", headers: { ...GOOD_HEADERS, origin } });
      expect(answer.statusCode).toBe(200);
      expect(corsHeaders(answer.headers)).toEqual([]);
    },
  );

  it.each([
    "null",
    "",
    "https://evil.example",
    `https://localhost:${PORT}`,
    `http://localhost:${PORT + 1}`,
    "http://localhost",
    `http://LOCALHOST:${PORT}`,
    `HTTP://localhost:${PORT}`,
    `http://localhost:${PORT}/`,
    `http://localhost:${PORT}.evil.example`,
    `http://localhost:${PORT}@evil.example`,
    `http://evil.example/http://localhost:${PORT}`,
    `http://127.0.0.1.nip.io:${PORT}`,
    `http://localhost:${PORT}, http://localhost:${PORT}`,
    "localhost",
    "not an origin",
    "file://",
  ])("refuses %j with 403 on a request and on a preflight, without CORS headers", async (origin) => {
    const fixture = build({ allowedOrigins: ["http://localhost:3000"] });
    const preflight = {
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization",
    };
    for (const method of ["GET", "POST", "OPTIONS"] as const) {
      const headers = { ...GOOD_HEADERS, origin, ...(method === "OPTIONS" ? preflight : {}) };
      const answer = await fixture.app.inject({ method, url: "/api/message", headers });
      expect(answer.statusCode).toBe(403);
      expect(corsHeaders(answer.headers)).toEqual([]);
      if (origin !== "") expect(answer.body).not.toContain(origin);
    }
    expect(fixture.calls).toEqual([]);
  });

  it("sends CORS headers for a listed origin, on successes and on refusals", async () => {
    const origin = "http://localhost:3000";
    const { app } = build({ allowedOrigins: [origin, "https://office.example"] });
    for (const authorization of [GOOD_HEADERS.authorization, "Bearer wrong"]) {
      const headers = { ...GOOD_HEADERS, authorization, origin, "sec-fetch-site": "same-site" };
      const answer = await app.inject({ url: "/api/status", headers });
      expect(answer.statusCode).toBe(authorization === GOOD_HEADERS.authorization ? 200 : 401);
      expect(answer.headers["access-control-allow-origin"]).toBe(origin);
      expect(answer.headers["access-control-allow-credentials"]).toBeUndefined();
      expect(answer.headers.vary).toContain("origin");
    }
  });

  it("answers the preflight of a listed origin without a token and without calling a handler", async () => {
    const { app, calls } = build({ allowedOrigins: ["http://localhost:3000"] });
    const headers = {
      host: GOOD_HEADERS.host,
      origin: "http://localhost:3000",
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type",
    };
    const answer = await app.inject({ method: "OPTIONS", url: "/api/message", headers });
    expect(answer.statusCode).toBe(204);
    expect(answer.headers["access-control-allow-origin"]).toBe("http://localhost:3000");
    expect(answer.headers["access-control-allow-methods"]).toContain("POST");
    expect(answer.headers["access-control-allow-headers"]).toContain("authorization");
    expect(calls).toEqual([]);
  });

  it.each(["cross-site", "same-site", "nonsense", ""])(
    "refuses Sec-Fetch-Site %j without a listed origin",
    async (site) => {
      const fixture = build({ allowedOrigins: ["http://localhost:3000"] });
      expect(await getStatus(fixture, { "sec-fetch-site": site })).toBe(403);
      expect(await getStatus(fixture, { "sec-fetch-site": site, origin: `http://localhost:${PORT}` })).toBe(
        403,
      );
    },
  );

  it.each(["same-origin", "none"])("accepts Sec-Fetch-Site %s", async (site) => {
    expect(await getStatus(build(), { "sec-fetch-site": site })).toBe(200);
  });
});

describe("the token check", () => {
  it.each([
    "",
    "Bearer",
    "Bearer ",
    "Bearer wrong",
    `Basic ${TOKEN}`,
    TOKEN,
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN.slice(0, -1)}`,
    `Bearer ${TOKEN.toUpperCase()}`,
    `Bearer ${TOKEN}, Bearer ${TOKEN}`,
    `Bearer ${TOKEN} extra`,
  ])("refuses %j with 401", async (authorization) => {
    expect(await getStatus(build(), { authorization })).toBe(401);
  });

  it("counts wrong tokens in one bucket for all spellings of the address, then answers 429", async () => {
    let time = 1_000_000;
    const fixture = build({ now: () => time });
    const hosts = [`127.0.0.1:${PORT}`, `localhost:${PORT}`, `[::1]:${PORT}`];
    for (let index = 0; index < 10; index += 1) {
      const host = hosts[index % hosts.length] ?? "";
      expect(await getStatus(fixture, { host, authorization: `Bearer guess-${index}` })).toBe(401);
    }
    const headers = { ...GOOD_HEADERS, authorization: "Bearer guess-11" };
    const answer = await fixture.app.inject({ url: "/api/status", headers });
    expect(answer.statusCode).toBe(429);
    expect(answer.json()).toMatchObject({ code: "RATE_LIMITED" });
    expect(answer.headers["retry-after"]).toBe("60");
    expect(await getStatus(fixture, {})).toBe(200);
    time += 60_000;
    expect(await getStatus(fixture, { authorization: "Bearer guess-12" })).toBe(401);
  });

  it("does not count requests without a token", async () => {
    const fixture = build();
    for (let index = 0; index < 30; index += 1) {
      const answer = await fixture.app.inject({ url: "/api/status", headers: { host: GOOD_HEADERS.host } });
      expect(answer.statusCode).toBe(401);
    }
    expect(await getStatus(fixture, { authorization: "Bearer wrong" })).toBe(401);
  });

  it("requires no token when the operator switched it off, but still checks host and origin", async () => {
    const fixture = build({ mode: () => "none" });
    const { host } = GOOD_HEADERS;
    const plain = await fixture.app.inject({ url: "/api/status", headers: { host } });
    expect(plain.statusCode).toBe(200);
    expect(fixture.calls[0]?.actor).toBe("local");
    expect(await getStatus(fixture, { host: "evil.example" })).toBe(403);
    expect(await getStatus(fixture, { origin: "null" })).toBe(403);
    expect(await getStatus(fixture, { "sec-fetch-site": "cross-site" })).toBe(403);
  });

  it("never accepts an empty token, even when none is configured", () => {
    const limits = { wrongTokens: 10, wrongTokenWindowMs: 60_000 };
    const auth = { mode: () => "token" as const, token: "" };
    const refuseWrong = createWrongCredentials({ limits, now: () => 0 });
    const authenticator = createAuthenticator({ auth, refuseWrong, identify: () => undefined });
    for (const value of ["Bearer ", "Bearer x", ""]) {
      expect(() => authenticator.authenticate(["Authorization", value])).toThrow();
    }
  });
});

describe("the session check", () => {
  const secret = "s".repeat(43);
  const listed = "http://localhost:3000";
  const session = { [SESSION_HEADER]: secret };
  const own = { ...session, host: `127.0.0.1:${PORT}`, "sec-fetch-site": "same-origin" };
  const buildWithSession = (options: FixtureOptions = {}): Fixture =>
    build({
      sessions: { identify: (given) => (given === secret ? "one" : undefined) },
      allowedHosts: ["box.lan"],
      allowedOrigins: [listed],
      ...options,
    });
  const inject = async (fixture: Fixture, headers: Record<string, string>, method: "GET" | "POST" = "GET") =>
    await fixture.app.inject({ method, url: method === "GET" ? "/api/status" : "/api/message", headers });

  it("accepts the daemon's own page and names its caller", async () => {
    const fixture = buildWithSession();
    for (const name of ["127.0.0.1", "localhost", "[::1]"]) {
      const host = `${name}:${PORT}`;
      expect((await inject(fixture, { ...own, host })).statusCode).toBe(200);
      const page = { ...session, host, origin: `http://${host}`, "content-type": "application/json" };
      expect((await inject(fixture, page, "POST")).statusCode).not.toBe(403);
    }
    expect(fixture.calls[0]?.actor).toBe("browser");
  });

  it.each([
    ["another site", { "sec-fetch-site": "cross-site" }],
    ["another port", { "sec-fetch-site": "same-site" }],
    ["no page", { "sec-fetch-site": "none" }],
    ["a listed origin", { origin: listed, "sec-fetch-site": "same-site" }],
    ["a listed origin that claims to be the same", { origin: listed }],
    ["another name of this daemon", { origin: `http://localhost:${PORT}` }],
    ["another port with the same name", { origin: `http://127.0.0.1:${PORT + 1}` }],
    ["an opaque origin", { origin: "null" }],
  ])("refuses %s with 403, for readings and changes", async (_who, more) => {
    const fixture = buildWithSession();
    for (const method of ["GET", "POST"] as const)
      expect((await inject(fixture, { ...own, ...more }, method)).statusCode).toBe(403);
    expect(fixture.calls).toEqual([]);
  });

  it("refuses who states no origin, except readings over plain HTTP from another machine", async () => {
    const fixture = buildWithSession();
    const silent = { ...session, host: own.host };
    const remote = { ...session, host: "box.lan" };
    expect((await inject(fixture, silent)).statusCode).toBe(403);
    expect((await inject(fixture, silent, "POST")).statusCode).toBe(403);
    expect((await inject(fixture, remote)).statusCode).toBe(200);
    expect((await inject(fixture, remote, "POST")).statusCode).toBe(403);
    const page = { ...remote, origin: "http://box.lan", "content-type": "application/json" };
    expect((await inject(fixture, page, "POST")).statusCode).not.toBe(403);
    expect((await inject(fixture, { ...remote, origin: "https://box.lan" })).statusCode).toBe(200);
  });

  it("is made where no token is required, and where one is sent too", async () => {
    const foreign = { ...own, "sec-fetch-site": "none" };
    expect((await inject(buildWithSession({ mode: () => "none" }), foreign)).statusCode).toBe(403);
    expect((await inject(buildWithSession(), { ...foreign, ...GOOD_HEADERS })).statusCode).toBe(403);
  });

  it("never permits the header to a listed origin", async () => {
    const headers = {
      host: GOOD_HEADERS.host,
      origin: listed,
      "access-control-request-method": "GET",
      "access-control-request-headers": SESSION_HEADER,
    };
    const { app } = buildWithSession();
    const answer = await app.inject({ method: "OPTIONS", url: "/api/status", headers });
    expect(answer.headers["access-control-allow-headers"]).not.toContain(SESSION_HEADER);
    expect(answer.headers["access-control-allow-credentials"]).toBeUndefined();
  });

  it("reads no cookie, and removes that of earlier releases from the browser", async () => {
    const fixture = buildWithSession();
    const { host, "sec-fetch-site": site } = own;
    const answer = await inject(fixture, {
      host,
      "sec-fetch-site": site,
      cookie: `tinyagi_session=${secret}`,
    });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers["set-cookie"]).toMatch(/^tinyagi_session=; Path=\/; Max-Age=0;/);
    expect((await inject(fixture, { ...own, cookie: "a=1" })).headers["set-cookie"]).toBeUndefined();
  });
});
