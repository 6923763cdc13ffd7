/** A command finds the daemon of its home, and never sends the home's token to another program. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { serveHome } from "../testing/fake-server.js";
import { invoke, withHome } from "../testing/invoke.js";

/** Another program on a port, which records the credentials that it receives. */
async function stranger(): Promise<{ port: number; heard: string[] } & AsyncDisposable> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(request.headers.authorization ?? "");
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    heard,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

describe("a home without a living daemon", () => {
  it("does not send its token to another program on the daemon's former port", async () => {
    await withHome(async (home) => {
      await using other = await stranger();
      await mkdir(join(home, "auth"));
      await writeFile(join(home, "auth", "token"), "the-token-of-this-home\n");
      const gone = { pid: process.pid, startTime: "long ago", port: other.port, bootId: "b", version: "1" };
      await writeFile(join(home, "daemon.json"), JSON.stringify(gone));
      const { code, stderr } = await invoke(["agent", "list"], { home });
      expect(other.heard).toEqual([]);
      expect({ code, stderr }).toEqual({
        code: 69,
        stderr: "tinyagi: The daemon is not running.\n  Start it: tinyagi start\n",
      });
    });
  });

  it("does not guess a default port, and ignores port 0, with which a daemon chooses one", async () => {
    await withHome(async (home) => {
      for (const env of [{}, { TINYAGI_API_PORT: "0" }]) {
        const { code, stderr } = await invoke(["status"], { home, env });
        expect({ code, stderr }).toMatchObject({ code: 69, stderr: expect.stringContaining("not running") });
        expect(stderr).not.toContain("127.0.0.1");
      }
    });
  });

  it("uses the given port", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      const file = join(home, "daemon.json");
      const { port } = JSON.parse(await readFile(file, "utf8")) as { port: number };
      await writeFile(file, "");
      const env = { TINYAGI_API_PORT: String(port) };
      expect(await invoke(["agent", "list"], { home, env })).toMatchObject({ code: 0, stderr: "" });
      expect(server.calls).toEqual([]);
    });
  });
});

it("a running daemon is found at its own port, even if the environment names another", async () => {
  await withHome(async (home) => {
    await using _server = await serveHome(home);
    const env = { TINYAGI_API_PORT: "1" };
    expect(await invoke(["agent", "list"], { home, env })).toMatchObject({ code: 0, stderr: "" });
  });
});
