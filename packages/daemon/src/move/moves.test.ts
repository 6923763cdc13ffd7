/** Agents move between a daemon and a worker, over a real engine and with real processes. @requirement WORKER-3 */
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { MoveView } from "@tinyagi/contracts";
import { needs, waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { ending, startTestDaemon } from "../fixture.js";
import { NAME, PLACED } from "../worker/fixture.js";
import { move, online, placeOf, post, settled, until } from "./fixture.js";

describe("an agent that moves", needs("redis-server"), () => {
  test("takes its files along, keeps the old folder, and goes back again", async () => {
    const { daemon, here, there } = await settled();
    expect(await move(daemon, "here")).toMatchObject({ ok: true, move: { from: NAME, to: "here" } });
    const first = await until(daemon, ({ kept }) => kept !== null);
    expect(first).toMatchObject({ state: "done", files: 1, problem: null });
    expect(readFileSync(join(here, "src/app.ts"), "utf8")).toBe("export {};\n");
    expect(existsSync(there)).toBe(false);
    expect(existsSync(join(first.kept ?? "", "src/app.ts"))).toBe(true);
    expect(await placeOf(daemon)).toBeUndefined();
    writeFileSync(join(here, "more.md"), "more");
    await move(daemon, NAME);
    await until(daemon, ({ to, kept }) => to === NAME && kept !== null);
    expect(readFileSync(join(there, "more.md"), "utf8")).toBe("more");
    expect(existsSync(here)).toBe(false);
    expect(await placeOf(daemon)).toBe(NAME);
  });

  test("can be undone: it continues with the folder that was kept", async () => {
    const { daemon, here, there } = await settled();
    await move(daemon, "here");
    await until(daemon, ({ kept }) => kept !== null);
    writeFileSync(join(here, "lost.md"), "written after the move");
    await daemon.json(`/api/agents/${PLACED}/move/undo`, post({}));
    expect(await until(daemon, ({ state }) => state === "undone")).toMatchObject({ undoUntil: null });
    expect(readdirSync(there)).toEqual(["src"]);
    expect(existsSync(join(here, "lost.md"))).toBe(true);
    expect(await placeOf(daemon)).toBe(NAME);
  });

  test("waits for its run, starts nothing meanwhile, and answers what came at its new place", async () => {
    const { team, daemon } = await settled();
    const go = join(team.programs.dir, "go");
    team.programs.setControl({ default: { until: go, reply: "done" } });
    await daemon.json("/api/message", post({ message: `@${PLACED} work`, channel: "api", sender: "kim" }));
    await waitFor(() => team.programs.runs().length === 1, { what: "the agent" });
    await move(daemon, "here");
    expect(await until(daemon, ({ waitsFor }) => waitsFor !== null)).toMatchObject({
      state: "waiting",
      waitsFor: "runs",
    });
    const other = await daemon.json<{ move: MoveView }>(`/api/agents/${PLACED}/move`, { method: "DELETE" });
    expect(other.move).toMatchObject({ state: "cancelled", to: "here" });
    await move(daemon, "here");
    writeFileSync(go, "");
    expect(await until(daemon, ({ state }) => state !== "waiting")).toMatchObject({ problem: null });
    await until(daemon, ({ state }) => state === "done");
    expect(team.programs.runs()).toHaveLength(1);
  });

  test.for(["the worker", "the engine", "the daemon"] as const)(
    "loses nothing when %s ends in the middle, and arrives",
    { timeout: 240_000 },
    async (what) => {
      const stage = await settled();
      const { team, here, there } = stage;
      let { daemon } = stage;
      let worker: ChildProcess | undefined;
      if (what === "the worker") {
        await stage.worker.stop();
        worker = team.spawnWorker();
        await online(daemon);
      }
      const contents = new Map(
        Array.from({ length: 12 }, (_, index) => [`part-${index}.bin`, randomBytes(300_000)] as const),
      );
      for (const [name, bytes] of contents) writeFileSync(join(there, name), bytes);
      await move(daemon, "here");
      await until(daemon, ({ bytes }) => bytes > 300_000);
      if (worker !== undefined) {
        const gone = ending(worker);
        worker.kill("SIGKILL");
        await gone;
        await until(daemon, ({ waitsFor, state }) => waitsFor === "machine" || state === "done");
        team.spawnWorker();
      } else if (what === "the engine") {
        await team.server.kill();
        await team.server.start();
      } else {
        await daemon.stop({ signal: "test", graceMs: 0 });
        expect(existsSync(there)).toBe(true);
        daemon = await startTestDaemon(team.home);
      }
      await until(daemon, ({ kept }) => kept !== null);
      for (const [name, bytes] of contents) expect(readFileSync(join(here, name)).equals(bytes)).toBe(true);
      expect(await placeOf(daemon)).toBeUndefined();
    },
  );

  test("is refused to where it is, to nobody, and while it moves", async () => {
    const { daemon, worker } = await settled();
    const ask = async (to: string, force = false) =>
      (await daemon.call(`/api/agents/${PLACED}/move`, post({ to, force }))).status;
    expect(await ask(NAME)).toBe(409);
    expect(await ask("nobody")).toBe(404);
    expect(await ask("here", true)).toBe(409);
    await worker.stop();
    await move(daemon, "here");
    expect(await ask("here")).toBe(409);
    await until(daemon, ({ waitsFor }) => waitsFor === "machine");
    await daemon.json(`/api/agents/${PLACED}/move`, { method: "DELETE" });
    await daemon.json(`/api/agents/${PLACED}/move`, post({ to: "here", force: true }));
    expect(await until(daemon, ({ state }) => state === "done")).toMatchObject({ forced: true, kept: null });
    expect(await placeOf(daemon)).toBeUndefined();
  });
});
