/**
 * What becomes of a message while its agent works on a worker, and something fails: a real engine, a network between, and the
 * worker in a process of its own. Each row of the table of faults in docs/guide/workers.md is one here.
 */
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { homePaths } from "@tinyagi/home";
import { needs, waitFor } from "@tinyagi/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { promised } from "../../../../tests/support/promised-time.js";
import { EXIT } from "../exit-code.js";
import { ending, startTestDaemon, type TestDaemon, testHome } from "../fixture.js";
import { answered, NAME, PLACED, type PlacedTeam, placedTeam, send } from "./fixture.js";

/** Its agents have ended by then: the promise of the design. */
const AGENTS_END_MS = 2_000;

interface Stage {
  readonly team: PlacedTeam;
  worker: ChildProcess;
  daemon: TestDaemon;
}

interface Fault {
  readonly name: string;
  /** Happens while the agent works. */
  readonly act: (stage: Stage) => Promise<void>;
  /** How often the agent starts for the message. */
  readonly starts: number;
}

type Pause = Omit<Fault, "starts">;

async function kill(worker: ChildProcess): Promise<void> {
  const gone = ending(worker);
  worker.kill("SIGKILL");
  await gone;
}

/** Whether the daemon hears the worker. */
async function isOnline({ daemon }: Pick<Stage, "daemon">): Promise<boolean> {
  const { workers } = await daemon.json<{ workers: { name: string; online: boolean }[] }>("/api/workers");
  return workers.find(({ name }) => name === NAME)?.online === true;
}

const missed = (stage: Stage) =>
  waitFor(async () => !(await isOnline(stage)), { what: "the worker to be missed" });
const heard = (stage: Stage) => waitFor(() => isOnline(stage), { what: "the worker" });

/** Each happens while the agent works for a message of its own. It starts once for it, and its answer comes once. */
const PAUSES: readonly Pause[] = [
  {
    name: "the worker is frozen, missed, and goes on",
    async act(stage) {
      stage.worker.kill("SIGSTOP");
      await missed(stage);
      stage.worker.kill("SIGCONT");
    },
  },
  { name: "all connections of the worker break", act: async ({ team }) => team.network.cut() },
  {
    name: "the worker reaches no engine for longer than it is awaited, within its lease",
    async act(stage) {
      await stage.team.network.leave();
      await missed(stage);
      await stage.team.network.comeBack();
    },
  },
  {
    name: "the cable of the worker is pulled, and nobody tells it",
    async act(stage) {
      stage.team.network.pull();
      await missed(stage);
      stage.team.network.plug();
    },
  },
  {
    name: "the engine is killed and starts again with what it had",
    async act({ team: { server } }) {
      await server.kill();
      await server.start();
    },
  },
  {
    name: "the engine is killed and starts again, empty",
    async act({ team: { server } }) {
      await server.kill();
      server.forget();
      await server.start();
    },
  },
  { name: "the engine is emptied", act: async ({ team }) => void (await team.server.send("FLUSHALL")) },
  {
    name: "the memory of the engine is full, and it takes nothing",
    async act(stage) {
      await stage.team.server.send("CONFIG SET maxmemory 1");
      await missed(stage);
      await stage.team.server.send("CONFIG SET maxmemory 0");
    },
  },
];

/** In each the message is answered in the end, once. */
const FAULTS: readonly Fault[] = [
  {
    name: "the worker is killed and starts again",
    starts: 2,
    async act(stage) {
      const pid = stage.team.programs.runs()[0]?.pid;
      const began = performance.now();
      await kill(stage.worker);
      await waitFor(() => !existsSync(`/proc/${pid}`), { what: "the end of the agent" });
      expect(performance.now() - began).toBeLessThan(promised(AGENTS_END_MS));
      stage.team.spawnWorker();
    },
  },
  {
    name: "the daemon is stopped and starts again",
    starts: 2,
    async act(stage) {
      await stage.daemon.stop({ signal: "test", graceMs: 0 });
      stage.daemon = await startTestDaemon(stage.team.home);
    },
  },
  {
    name: "a machine with a copy of the worker's home takes its name",
    // The program of the other machine does not have the session: the second start only finds that out.
    starts: 3,
    async act({ team, worker }) {
      const gone = ending(worker);
      team.spawnWorker(testHome());
      expect(await gone).toMatchObject({ code: EXIT.locked });
    },
  },
];

interface Work {
  readonly stage: Stage;
  /** Sends a message, and resolves when its agent works. It does until `finish`. */
  begin(text: string): Promise<void>;
  finish(): void;
  starts(count: number): Promise<unknown>;
}

async function openWork(variables: Record<string, string> = {}): Promise<Work> {
  const keepIn = mkdtempSync(join(tmpdir(), "tinyagi-engine-"));
  onTestFinished(() => rmSync(keepIn, { recursive: true, force: true }));
  const team = await placedTeam({ keepIn });
  const stage: Stage = {
    team,
    worker: team.spawnWorker(team.workerHome, variables),
    daemon: await startTestDaemon(team.home),
  };
  const starts = (count: number) =>
    waitFor(() => team.programs.runs().length === count, { what: `${count} starts`, timeoutMs: 80_000 });
  let go = "";
  return {
    stage,
    starts,
    async begin(text) {
      const before = team.programs.runs().length;
      go = join(team.programs.dir, `go-${before}`);
      team.programs.setControl({ default: { until: go, reply: `done ${text}` } });
      await stage.daemon.json("/api/message", send(`@${PLACED} ${text}`));
      await starts(before + 1);
    },
    finish: () => writeFileSync(go, ""),
  };
}

const texts = async (daemon: TestDaemon, count: number) =>
  (await answered(daemon, count)).map(({ message }) => message.split("\n")[0]);

describe("a message to an agent on a worker is answered once when", needs("redis-server"), () => {
  test("nothing more than a pause is to be seen of a fault", { timeout: 240_000 }, async () => {
    const { stage, begin, finish } = await openWork();
    for (const [at, { name, act }] of PAUSES.entries()) {
      await begin(name);
      await act(stage);
      await heard(stage);
      finish();
      expect(await texts(stage.daemon, at + 1)).toContain(`done ${name}`);
      expect({ name, starts: stage.team.programs.runs().length }).toEqual({ name, starts: at + 1 });
    }
    expect(await texts(stage.daemon, PAUSES.length)).toHaveLength(PAUSES.length);
  });

  test.for(FAULTS)("$name", { timeout: 200_000 }, async ({ act, starts: count }) => {
    const { stage, begin, starts, finish } = await openWork();
    const { programs } = stage.team;
    await begin("work");
    await act(stage);
    await starts(count);
    finish();
    expect(await texts(stage.daemon, 1)).toEqual(["done work"]);
    expect(programs.runs()).toHaveLength(count);
    // Those before it had ended when the last one began.
    for (const { pid } of programs.runs().slice(0, -1)) expect(existsSync(`/proc/${pid}`)).toBe(false);
  });

  test("its end is known on the worker alone, and the worker is killed before it can say it", {
    timeout: 200_000,
  }, async () => {
    const { stage, begin, finish } = await openWork();
    await begin("work");
    await stage.team.network.leave();
    finish();
    const kept = join(homePaths(stage.team.workerHome.home).auth, "worker.json");
    const isKept = () => JSON.parse(readFileSync(kept, "utf8")).done.length === 1;
    await waitFor(isKept, { what: "the end to be kept" });
    await kill(stage.worker);
    await stage.team.network.comeBack();
    stage.team.spawnWorker();
    expect(await texts(stage.daemon, 1)).toEqual(["done work"]);
    expect(stage.team.programs.runs()).toHaveLength(1);
  });

  test.for([
    ["ahead", 86_400_000],
    ["behind", -86_400_000],
  ] as const)("the clock of the worker is a day %s", { timeout: 200_000 }, async ([, skewMs]) => {
    const skewed = `const now = Date.now; Date.now = () => now() + ${skewMs};`;
    const { stage, begin, finish } = await openWork({
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(skewed)}`,
    });
    await begin("work");
    finish();
    expect(await texts(stage.daemon, 1)).toEqual(["done work"]);
  });

  test("it comes while the engine is away, and agents here answer meanwhile", {
    timeout: 200_000,
  }, async () => {
    const { stage, begin, finish } = await openWork();
    await heard(stage);
    await stage.team.server.kill();
    const begun = begin("work");
    await stage.daemon.json("/api/message", send("hello"));
    expect((await answered(stage.daemon, 1)).map(({ agent }) => agent)).toEqual(["tinyagi"]);
    await stage.team.server.start();
    await begun;
    finish();
    expect((await answered(stage.daemon, 2)).map(({ agent }) => agent).sort()).toEqual([PLACED, "tinyagi"]);
    expect(stage.team.programs.runs()).toHaveLength(1);
  });
});
