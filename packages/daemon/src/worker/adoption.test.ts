/**
 * A daemon that is killed while an agent works on a worker: the next one takes the run over. All with a real engine, and
 * each of the three in a process of its own.
 */
import type { ChildProcess } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { needs, waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { ending, spawnTestDaemon, type TestDaemon } from "../fixture.js";
import { answered, NAME, PLACED, type PlacedTeam, placedTeam, send } from "./fixture.js";
import { joinDaemon } from "./join-home.js";

type Api = Pick<TestDaemon, "call" | "json">;

interface Running extends Api {
  readonly child: ChildProcess;
}

/** In a process of its own, so that it can be killed. Resolves when it answers. */
async function startDaemon({ home }: Pick<PlacedTeam, "home">): Promise<Running> {
  const child = spawnTestDaemon(home);
  child.stdout?.resume();
  child.stderr?.resume();
  const call: Api["call"] = (path, init = {}) => {
    const token = readFileSync(join(home.home, "auth", "token"), "utf8").trim();
    const headers = {
      authorization: `Bearer ${token}`,
      ...(init.body === undefined ? {} : { "content-type": "application/json" }),
    };
    return fetch(`http://127.0.0.1:${home.runtime().port}${path}`, { ...init, headers });
  };
  const answers = async () => home.runtime().pid === child.pid && (await call("/healthz")).ok;
  await waitFor(() => answers().catch(() => false), { what: "the daemon", timeoutMs: 120_000 });
  return {
    child,
    call,
    json: async <T>(path: string, init?: RequestInit) => (await (await call(path, init)).json()) as T,
  };
}

const texts = async (daemon: Running) =>
  (await answered(daemon, 1)).map(({ message }) => message.split("\n")[0]);

async function kill(child: ChildProcess): Promise<void> {
  const gone = ending(child);
  child.kill("SIGKILL");
  await gone;
}

interface Run {
  readonly runId: string;
  readonly status: string;
  readonly attempt: number;
}

/** A message whose agent works until `finish`. */
async function openWork(): Promise<{
  team: PlacedTeam;
  worker: ChildProcess;
  daemon: Running;
  finish(): void;
  starts(count: number): Promise<unknown>;
  runs(daemon: Running): Promise<Run[]>;
}> {
  const team = await placedTeam();
  const go = join(team.programs.dir, "go");
  const tools = [{ name: "Bash", input: { command: "make" } }];
  team.programs.setControl({ default: { tools, until: go, reply: "done" } });
  const worker = team.spawnWorker();
  const daemon = await startDaemon(team);
  await daemon.json("/api/message", send(`@${PLACED} work`));
  const starts = (count: number) =>
    waitFor(() => team.programs.runs().length === count, { what: `${count} starts`, timeoutMs: 80_000 });
  await starts(1);
  return {
    team,
    worker,
    daemon,
    starts,
    finish: () => writeFileSync(go, ""),
    runs: (current) => current.json<Run[]>("/api/runs"),
  };
}

const isHeld = async (daemon: Running) =>
  (await daemon.json<{ workers: { runs: number; online: boolean }[] }>("/api/workers")).workers.some(
    ({ runs, online }) => runs === 1 && online,
  );

describe("a daemon that is killed while an agent works on a worker", needs("redis-server"), () => {
  test("takes the run over when it starts again, and it ends once", { timeout: 300_000 }, async () => {
    const { team, daemon, finish, runs } = await openWork();
    await kill(daemon.child);
    const next = await startDaemon(team);
    await waitFor(() => isHeld(next), { what: "the run to go on", timeoutMs: 30_000 });
    finish();
    expect(await texts(next)).toEqual(["done"]);
    expect(team.programs.runs()).toHaveLength(1);
    expect(await runs(next)).toMatchObject([{ status: "completed", attempt: 1 }]);
    const { events } = await next.json<{ events: { type: string }[] }>(
      "/api/events?types=run.started,run.tool_started,run.interrupted,run.completed",
    );
    expect(events.map(({ type }) => type).sort()).toEqual([
      "run.completed",
      "run.started",
      "run.tool_started",
    ]);
  });

  test("has the answer of a run that ended while no daemon was there", { timeout: 300_000 }, async () => {
    const { team, daemon, finish, runs } = await openWork();
    await kill(daemon.child);
    finish();
    await waitFor(() => team.programs.runs().every(({ endedAt }) => endedAt !== undefined), {
      what: "the end of the agent",
    });
    const next = await startDaemon(team);
    expect(await texts(next)).toEqual(["done"]);
    expect(team.programs.runs()).toHaveLength(1);
    expect(await runs(next)).toMatchObject([{ status: "completed", attempt: 1 }]);
  });

  test("repeats the run when the worker died with it", { timeout: 300_000 }, async () => {
    const { team, worker, daemon, finish, starts } = await openWork();
    await kill(daemon.child);
    await kill(worker);
    const next = await startDaemon(team);
    team.spawnWorker();
    await starts(2);
    finish();
    expect((await answered(next, 1)).map(({ message }) => message)).toHaveLength(1);
    expect(team.programs.runs()).toHaveLength(2);
  });

  test("a run that was taken over takes a text, and goes on with it", { timeout: 300_000 }, async () => {
    const { team, daemon, finish, starts, runs } = await openWork();
    await kill(daemon.child);
    const next = await startDaemon(team);
    await waitFor(() => isHeld(next), { what: "the run to go on", timeoutMs: 30_000 });
    const [run] = await runs(next);
    const body = JSON.stringify({ command: "inject", text: "and hurry" });
    const steered = await next.call(`/api/runs/${run?.runId}/steer`, { method: "POST", body });
    expect([steered.status, await steered.text()]).toEqual([200, expect.anything()]);
    await starts(2);
    expect(team.programs.runs()[1]?.prompt).toContain("and hurry");
    finish();
    expect(await texts(next)).toEqual(["done"]);
    expect(await runs(next)).toMatchObject([{ status: "completed", attempt: 1 }]);
  });

  test("a run that was taken over can be cancelled", { timeout: 300_000 }, async () => {
    const { team, daemon, runs } = await openWork();
    await kill(daemon.child);
    const next = await startDaemon(team);
    await waitFor(() => isHeld(next), { what: "the run to go on", timeoutMs: 30_000 });
    const { lanes } = await next.json<{ lanes: { messages: { id: number }[] }[] }>("/api/queue/lanes");
    await next.call(`/api/queue/processing/${lanes[0]?.messages[0]?.id}/kill`, {
      method: "POST",
      body: "{}",
    });
    await waitFor(async () => (await runs(next))[0]?.status === "cancelled", {
      what: "the end",
      timeoutMs: 20_000,
    });
    expect(team.programs.runs()).toHaveLength(1);
  });

  test("takes it over through an engine of its own, which ended with it", { timeout: 300_000 }, async () => {
    const team = await placedTeam();
    const settings = JSON.parse(readFileSync(team.home.settingsPath, "utf8"));
    settings.execution.engine = { own: true };
    writeFileSync(team.home.settingsPath, JSON.stringify(settings));
    rmSync(join(team.home.home, "auth", "workers"), { recursive: true });
    const go = join(team.programs.dir, "go");
    const tools = [{ name: "Bash", input: { command: "make" } }];
    team.programs.setControl({ default: { tools, until: go, reply: "done" } });
    const daemon = await startDaemon(team);
    const invited = { method: "POST", body: JSON.stringify({ name: NAME }) };
    const { code } = await daemon.json<{ code: string }>("/api/workers", invited);
    await joinDaemon({ code, home: team.workerHome.home, signal: AbortSignal.timeout(60_000) });
    team.spawnWorker();
    await daemon.json("/api/message", send(`@${PLACED} work`));
    await waitFor(() => team.programs.runs().length === 1, { what: "the start", timeoutMs: 80_000 });
    await kill(daemon.child);
    const next = await startDaemon(team);
    await waitFor(() => isHeld(next), { what: "the run to go on", timeoutMs: 30_000 });
    writeFileSync(go, "");
    expect(await texts(next)).toEqual(["done"]);
    expect(team.programs.runs()).toHaveLength(1);
  });
});
