/**
 * What a command and the daemon load before they answer. Time depends on the machine, this does not: most of the time
 * of a start goes to files that are opened, read and compiled.
 */
import { describe, expect, test } from "vitest";
import { type Loaded, loadedBy } from "./support/loaded-modules.js";
import { openStage } from "./support/stage.js";

const settings = { agents: {}, teams: {} };
const COMMAND = "/bin/tinyagi.mjs";
const DAEMON = "/daemon/src/main.js";

function modulesAbout(loaded: Loaded, part: RegExp): string[] {
  return loaded.modules.filter((module) => part.test(module));
}

describe("tinyagi --help", () => {
  test("loads no command, no schema and no database", async () => {
    await using stage = await openStage();
    const loaded = await loadedBy(COMMAND, async (env) => {
      expect((await stage.cli(["--help"], { env })).code).toBe(0);
    });
    expect(modulesAbout(loaded, /\/src\/command\/|node_modules\/(zod|better-sqlite3)\//)).toEqual([]);
    expect(modulesAbout(loaded, /cli\/src\/program\.ts/)).toHaveLength(1);
    expect(loaded.files.length).toBeLessThanOrEqual(21);
  });
});

describe("tinyagi status", () => {
  test("loads the client and its own command, and nothing of the daemon", async () => {
    await using stage = await openStage({ settings });
    await stage.start();
    const loaded = await loadedBy(COMMAND, async (env) => {
      expect((await stage.cli(["status"], { env })).code).toBe(0);
    });
    expect(modulesAbout(loaded, /src\/command\//)).toEqual([
      "packages/cli/src/command/daemon/status.ts",
      "packages/cli/src/command/daemon/daemon.ts",
      "packages/cli/src/command/option.ts",
    ]);
    expect(modulesAbout(loaded, /packages\/(server|harness|teams)\/|core\/src\/store\//)).toEqual([]);
    expect(modulesAbout(loaded, /node_modules\/(better-sqlite3|fastify|yaml|@clack)\//)).toEqual([]);
    expect(modulesAbout(loaded, /client\/src\/client\.ts/)).toHaveLength(1);
    expect(loaded.files.length).toBeLessThanOrEqual(43);
  });
});

describe("a daemon that no agent runs in", () => {
  test("loads a few files, and no library of model providers, telemetry, archives or the command line", async () => {
    await using stage = await openStage({ settings });
    const loaded = await loadedBy(DAEMON, async (env) => {
      const daemon = await stage.start(env);
      expect((await daemon.call("GET", "/healthz")).status).toBe(200);
      await daemon.stop();
    });
    expect(
      modulesAbout(
        loaded,
        /node_modules\/(@agentclientprotocol|@ai-sdk|ai|@opentelemetry|@redis|tar|commander|@clack)\//,
      ),
    ).toEqual([]);
    // Of workers, only what says that there are none.
    expect(modulesAbout(loaded, /daemon\/src\/worker\/workers\.ts/)).toHaveLength(1);
    expect(
      modulesAbout(loaded, /packages\/worker\/src\/|daemon\/src\/worker\/(?!workers|worker-views)/),
    ).toEqual([]);
    expect(modulesAbout(loaded, /server\/src\/app\.ts/)).toHaveLength(1);
    // better-sqlite3 cannot be bundled; it is 15 of them. Words, facts and figures that other programs share are twenty-six.
    expect(loaded.files.length).toBeLessThanOrEqual(68);
  });
});
