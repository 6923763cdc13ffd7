/** A daemon elsewhere: which commands reach it, and where its token may go. */
import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type FakeServer, serveHome, TOKEN } from "../../testing/fake-server.js";
import { type Invocation, type InvocationResult, invoke, withHome } from "../../testing/invoke.js";

interface Elsewhere {
  server: FakeServer;
  url: string;
  /** A home of this machine, without a daemon. */
  home: string;
  tokenFile: string;
  tinyagi: (words: readonly string[], options?: Partial<Invocation>) => Promise<InvocationResult>;
}

const STATUS = {
  ok: true,
  uptime: 61,
  version: "9.9.9",
  bootId: "b",
  pid: 42,
  home: "/h",
  live: 0,
  channels: {},
  server: { running: true, port: 1 },
  heartbeat: { running: false, interval: 0, lastSent: {} },
  settings: { valid: true, problem: null },
};

async function elsewhere(use: (it: Elsewhere) => Promise<void>): Promise<void> {
  await withHome(async (far) => {
    await using server = await serveHome(far);
    server.answers.set("GET /api/status", { status: 200, body: STATUS });
    server.answers.set("GET /api/queue/status", {
      status: 200,
      body: { incoming: 0, queued: 0, processing: 0, dead: 0 },
    });
    await withHome(async (home) => {
      const tokenFile = join(home, "far.token");
      await writeFile(tokenFile, `${TOKEN}\n`);
      const tinyagi: Elsewhere["tinyagi"] = (words, options) =>
        invoke(words, { home, env: { TINYAGI_API_PORT: "1" }, ...options });
      await use({ server, url: server.url, home, tokenFile, tinyagi });
    });
  });
}

it("--host and --token-file address a daemon elsewhere, wherever they are in the words", async () => {
  await elsewhere(async ({ server, url, tokenFile, tinyagi }) => {
    for (const words of [
      ["--host", url, "--token-file", tokenFile, "agent", "list", "--json"],
      ["agent", "list", "--json", `--host=${url.replace("http://", "")}`, `--token-file=${tokenFile}`],
    ])
      expect(JSON.parse((await tinyagi(words)).stdout)).toEqual(server.agents);
    expect((await tinyagi(["agent", "list"])).code).toBe(69);
    expect((await tinyagi(["agent", "list", "--token-file", tokenFile])).code).toBe(2);
  });
});

it("the token of this home is never sent to another address", async () => {
  await elsewhere(async ({ server, url, home, tinyagi }) => {
    await withHome(async (other) => {
      await using own = await serveHome(other);
      const { code } = await invoke(["agent", "list", "--host", url], { home: other });
      expect({ code, own: own.urls }).toEqual({ code: 4, own: [] });
      expect(server.tokens.at(-1)).toBeUndefined();
    });
    expect((await tinyagi(["agent", "list", "--host", url])).code).toBe(4);
    expect(await readdir(home)).toEqual(["far.token"]);
  });
});

it("login keeps address and token in a file that only you can read, and logout forgets them", async () => {
  await elsewhere(async ({ server, url, home, tinyagi }) => {
    const { code, stdout } = await tinyagi(["login", url], { input: `${TOKEN}\n` });
    expect({ code, stdout }).toEqual({ code: 0, stdout: `Logged in: ${url} (TinyAGI 9.9.9)\n` });
    const { mode } = await stat(join(home, "auth", "login.json"));
    expect(mode & 0o777).toBe(0o600);
    expect(JSON.parse((await tinyagi(["agents", "--json"])).stdout)).toEqual(server.agents);
    expect((await tinyagi(["status"])).stdout).toContain(url);
    expect((await tinyagi([])).stdout).toContain("TinyAGI 9.9.9 is running");
    expect((await tinyagi(["logout"])).stdout).toContain(url);
    expect((await tinyagi(["agents"])).code).toBe(69);
  });
});

it("a wrong token is not kept", async () => {
  await elsewhere(async ({ url, home, tinyagi }) => {
    expect((await tinyagi(["login", url], { input: "wrong-token\n" })).code).toBe(4);
    expect((await tinyagi(["login", url], { input: "two words\n" })).code).toBe(2);
    expect(await readdir(home)).toEqual(["far.token"]);
  });
});

it.each(["http://box.example", "http://192.0.2.7:3777", "http://127.0.0.1.evil.example", "http://0.0.0.0:1"])(
  "plain HTTP to another machine is refused before anything is sent: %s",
  async (host) => {
    await elsewhere(async ({ tokenFile, tinyagi }) => {
      for (const words of [
        ["agents", "--host", host, "--token-file", tokenFile],
        ["login", host, "--token-file", tokenFile],
      ]) {
        const { code, stderr } = await tinyagi(words);
        expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("--allow-http") });
      }
    });
  },
);

it.each(["nonsense://x", "http://", "https://box.example/path", "https://me:secret@box.example"])(
  "%s is no address of a daemon",
  async (host) => {
    await elsewhere(async ({ tokenFile, tinyagi }) => {
      const { code, stderr } = await tinyagi(["agents", "--host", host, "--token-file", tokenFile]);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("--host 127.0.0.1:3777") });
    });
  },
);

it.each(["start", "stop", "doctor", "backup", "update", "logs", "restore x", "service status"])(
  "%s says that it works on the machine of its daemon",
  async (line) => {
    await elsewhere(async ({ server, url, tokenFile, tinyagi }) => {
      const { code, stderr } = await tinyagi([...line.split(" "), "--host", url, "--token-file", tokenFile]);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("on that machine") });
      await tinyagi(["login", url, "--token-file", tokenFile]);
      const again = await tinyagi(line.split(" "));
      expect({ code: again.code, stderr: again.stderr }).toEqual({
        code: 2,
        stderr: expect.stringContaining("tinyagi logout"),
      });
      expect(server.calls).toEqual([]);
    });
  },
);

it("settings are read and changed there, not in the files of this machine", async () => {
  await elsewhere(async ({ server, url, home, tokenFile, tinyagi }) => {
    await writeFile(join(home, "settings.json"), '{"limits": {"hops": 1}}');
    server.answers.set("GET /api/settings", { status: 200, body: { limits: { hops: 7 } } });
    const words = ["config", "get", "limits.hops", "--host", url, "--token-file", tokenFile];
    expect((await tinyagi(words)).stdout).toContain("7");
  });
});
