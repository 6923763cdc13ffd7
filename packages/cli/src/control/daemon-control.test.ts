import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { processStartTime } from "@tinyagi/base/process-table";
import { describe, expect, it } from "vitest";
import type { DaemonInfo } from "../context/daemon-file.js";
import { invoke, withHome } from "../testing/invoke.js";

const linux = process.platform === "linux";

const readInfo = async (home: string): Promise<DaemonInfo> =>
  JSON.parse(await readFile(join(home, "daemon.json"), "utf8")) as DaemonInfo;

/** Runs `use` with a started fake daemon, and always stops the daemon. */
async function withDaemon(
  mode: string,
  use: (home: string, info: DaemonInfo) => Promise<void>,
): Promise<void> {
  await withHome(async (home) => {
    const started = await invoke(["start"], { home, env: { FAKE_MODE: mode } });
    expect(started).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^(Starting the daemon, \d+ s\n)*$/),
    });
    const info = await readInfo(home);
    try {
      await use(home, info);
    } finally {
      if ((await processStartTime(info.pid)) === info.startTime) process.kill(info.pid, "SIGKILL");
    }
  });
}

/** Another program's port. */
async function listenSomewhere(): Promise<{ port: number } & AsyncDisposable> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { port, [Symbol.asyncDispose]: async () => void (await once(server.close(), "close")) };
}

describe.runIf(linux)("start", () => {
  it("starts a daemon in the background, says where it is, and does nothing the second time", async () => {
    await withDaemon("serve", async (home, info) => {
      const again = await invoke(["start"], { home });
      expect(again.code).toBe(0);
      expect(again.stdout).toBe(
        `TinyAGI is already running (pid ${info.pid}) at http://127.0.0.1:${info.port}\n`,
      );
      expect((await readInfo(home)).pid).toBe(info.pid);
      const json = await invoke(["start", "--json"], { home });
      expect(JSON.parse(json.stdout)).toEqual({ already: true, ...info });
    });
  });

  it.each([
    ["bad-settings", 78, "settings.json is not valid: line 3, column 7: unexpected }"],
    ["port-busy", 71, "port 3777 is in use"],
    ["silent", 3, "The daemon stopped without a message (exit code 3)."],
  ])("reports a daemon that fails with %s by its own words and exit code", async (mode, code, words) => {
    await withHome(async (home) => {
      const result = await invoke(["start"], { home, env: { FAKE_MODE: mode } });
      expect(result.code).toBe(code);
      expect(result.stdout).toBe("");
      expect(result.stderr.split("\n")[0]).toBe(`tinyagi: ${words}`);
    });
  });

  it("says that it runs already when another start was faster", async () => {
    await withDaemon("serve", async (home) => {
      const file = join(home, "daemon.json");
      const written = await readFile(file, "utf8");
      await writeFile(file, "");
      const starting = invoke(["start"], { home, env: { FAKE_MODE: "home-held" } });
      await writeFile(file, written);
      expect((await starting).stdout).toContain("already running");
    });
  });

  it("says of a daemon that hangs that it waits for it, and what ends it", async () => {
    await withDaemon("serve", async (home, info) => {
      process.kill(info.pid, "SIGSTOP");
      const started = await invoke(["start", "--timeout", "4"], { home });
      const [first, second] = started.stderr.split("\n");
      expect(first).toMatch(
        `TinyAGI (pid ${info.pid}) runs but does not answer. To end it: tinyagi stop --force. Waiting, `,
      );
      expect(second).toBe(`tinyagi: TinyAGI (pid ${info.pid}) is running but does not answer.`);
      expect(started.code).toBe(69);
    });
  });

  it("reports in one line that the home is not writable, with a distinct exit code", async () => {
    await withHome(async (home) => {
      await writeFile(join(home, "file"), "");
      for (const place of [join(home, "file", "below"), "/proc/tinyagi/home"]) {
        const result = await invoke(["start"], { home, env: { TINYAGI_HOME: place } });
        expect(result.code).toBe(74);
        expect(result.stderr).toContain("Cannot write to the home directory");
      }
    });
  });
});

describe.runIf(linux)("stop", () => {
  it("stops the daemon and reports it, and reports when none runs", async () => {
    await withDaemon("serve", async (home, info) => {
      const stopped = await invoke(["stop"], { home });
      expect(stopped.code).toBe(0);
      expect(stopped.stdout).toMatch(new RegExp(`^TinyAGI \\(pid ${info.pid}\\) stopped in `));
      expect(await processStartTime(info.pid)).toBeUndefined();
      expect(await invoke(["stop"], { home })).toMatchObject({ code: 0, stdout: "TinyAGI is not running\n" });
    });
  });

  it("sends a second SIGTERM after the deadline", async () => {
    await withDaemon("slow", async (home) => {
      const stopped = await invoke(["stop", "--timeout", "0.1", "--json"], { home });
      expect(JSON.parse(stopped.stdout)).toMatchObject({ stopped: true, how: "hurried" });
    });
  });

  it("kills a daemon that hangs, says so, and leaves word for the next one", async () => {
    await withDaemon("serve", async (home, info) => {
      process.kill(info.pid, "SIGSTOP");
      const stopped = await invoke(["stop", "--timeout", "0.1"], { home });
      expect(stopped).toMatchObject({ code: 0 });
      expect(stopped.stdout).toMatch(new RegExp(`^TinyAGI \\(pid ${info.pid}\\) was killed after `));
      expect(await readFile(join(home, "daemon.hung"), "utf8")).toBe(info.bootId);
    });
  });

  it("never signals a process that reused the pid, nor pid 1", async () => {
    const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    await once(other, "spawn");
    try {
      await withHome(async (home) => {
        const file = join(home, "daemon.json");
        const stale = { startTime: "00000000:1", port: 1, bootId: "b", version: "1" };
        await writeFile(file, JSON.stringify({ pid: other.pid, ...stale }));
        const result = await invoke(["stop", "--force"], { home });
        expect(result).toMatchObject({ code: 0 });
        expect(result.stdout).toContain("is not running");
        expect(other.exitCode ?? other.signalCode).toBeNull();
        await writeFile(file, JSON.stringify({ ...stale, pid: 1, startTime: await processStartTime(1) }));
        expect((await invoke(["stop"], { home })).code).toBe(1);
      });
    } finally {
      other.kill("SIGKILL");
    }
  });
});

describe.runIf(linux)("restart and the foreground", () => {
  it("restarts into a new process", async () => {
    await withDaemon("serve", async (home, before) => {
      const result = await invoke(["restart"], { home });
      expect(result.code).toBe(0);
      expect(result.stderr).toContain("stopped");
      const after = await readInfo(home);
      expect(after.pid).not.toBe(before.pid);
      await invoke(["stop"], { home });
    });
  });

  it.each([
    ["settings that are not valid", { "settings.json": "{ broken" }, 78, "settings.json: line 1"],
    ["a port that another program uses", {}, 71, "Another program uses port"],
  ])("keeps the running daemon when the new one could not start: %s", async (_what, files, code, words) => {
    await withDaemon("serve", async (home, before) => {
      for (const [name, text] of Object.entries(files)) await writeFile(join(home, name), text);
      await using other = await listenSomewhere();
      const env = code === 71 ? { TINYAGI_API_PORT: String(other.port) } : {};
      const result = await invoke(["restart"], { home, env });
      expect(result).toMatchObject({ code, stdout: "" });
      expect(result.stderr).toContain(words);
      expect(result.stderr).toContain("was not stopped");
      expect(await processStartTime(before.pid)).toBe(before.startTime);
    });
  });

  it("tries again when the new daemon does not come up at once", async () => {
    await withDaemon("serve", async (home) => {
      const failed = await invoke(["restart"], { home, env: { FAKE_MODE: "fail-twice" } });
      expect(failed.stderr.match(/The start failed: not yet/g)).toHaveLength(2);
      expect(failed.code).toBe(0);
      await invoke(["stop"], { home });
    });
  });

  it("starts a daemon that crashed in the foreground again after a pause, until it is stopped", async () => {
    await withHome(async (home) => {
      const result = await invoke(["start", "--foreground"], { home, env: { FAKE_MODE: "crash-once" } });
      expect(result.stderr).toContain("The daemon ended with 1. Restarting the daemon in 1 s.");
      expect(result.code).toBe(0);
    });
  });

  it("passes a daemon's exit code on in the foreground", async () => {
    await withHome(async (home) => {
      const held = await invoke(["start", "--foreground"], { home, env: { FAKE_MODE: "home-held" } });
      expect(held.code).toBe(73);
    });
  });

  it("restarts the daemon when it requests it, unless a supervisor does that", async () => {
    await withHome(async (home) => {
      const env = { FAKE_MODE: "restart-once" };
      const again = await invoke(["start", "--foreground"], { home, env });
      expect(again.code).toBe(0);
      const supervised = { ...env, TINYAGI_SUPERVISED: "1", TINYAGI_HOME: join(home, "other") };
      await mkdir(supervised.TINYAGI_HOME);
      expect((await invoke(["start", "--foreground"], { home, env: supervised })).code).toBe(75);
    });
  });
});
