/** A machine joins a daemon that runs the engine itself. */
import { needs } from "@tinyagi/testkit";
import { readJoinCode } from "@tinyagi/worker";
import { describe, expect, test } from "vitest";
import { startTestDaemon, testHome } from "../fixture.js";
import { joinDaemon } from "./join-home.js";

describe("a daemon that runs the engine itself", needs("redis-server"), () => {
  test("lets a machine join with one command", { timeout: 120_000 }, async () => {
    const daemon = await startTestDaemon(
      testHome({
        execution: { engine: { own: true } },
        agents: { tinyagi: { name: "TinyAGI", provider: "demo", model: "" } },
        default_agent: "tinyagi",
      }),
    );
    const { engine } = await daemon.json<{ engine: { state: string; url: string } }>("/api/workers");
    expect(engine).toMatchObject({ state: "ready", url: expect.stringMatching(/^rediss:/) });
    const { code } = await daemon.json<{ code: string }>("/api/workers", {
      method: "POST",
      body: JSON.stringify({ name: "nas" }),
    });
    expect(readJoinCode(code)?.ca).toContain("BEGIN CERTIFICATE");
    const there = testHome();
    expect(await joinDaemon({ code, home: there.home, signal: AbortSignal.timeout(60_000) })).toMatchObject({
      worker: "nas",
    });
  });
});
