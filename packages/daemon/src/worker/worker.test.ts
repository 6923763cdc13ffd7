/** A daemon with an agent on a worker, over a real engine. */
import type { ChildProcess } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { needs, waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { EXIT } from "../exit-code.js";
import { ending, startTestDaemon, type TestDaemon, testHome } from "../fixture.js";
import { PLACED, type PlacedTeam, placedTeam } from "./fixture.js";

interface Answer {
  agent: string;
  message: string;
}

const send = (message: string) => ({
  method: "POST",
  body: JSON.stringify({ message, channel: "api", sender: "kim" }),
});
const answers = (daemon: TestDaemon) => daemon.json<Answer[]>("/api/responses?limit=20");

async function answered(daemon: TestDaemon, count: number): Promise<Answer[]> {
  return waitFor(
    async () => {
      const all = await answers(daemon);
      return all.length >= count ? all : undefined;
    },
    { what: `${count} answers` },
  );
}

describe("an agent on a worker", needs("redis-server"), () => {
  test("answers a message there, in a workspace of that machine", async () => {
    const team = await placedTeam();
    const daemon = await startTestDaemon(team.home);
    await team.startWorker();
    await daemon.json("/api/message", send(`@${PLACED} hello`));
    const [answer] = await answered(daemon, 1);
    expect(answer?.agent).toBe(PLACED);
    expect(
      existsSync(join(team.workerHome.environment.variables.HOME ?? "", "tinyagi-workspace", PLACED)),
    ).toBe(true);
  });

  test("waits for its worker, while agents here answer", async () => {
    const team = await placedTeam();
    const daemon = await startTestDaemon(team.home);
    await daemon.json("/api/message", send(`@${PLACED} hello`));
    await daemon.json("/api/message", send("hello"));
    expect((await answered(daemon, 1)).map(({ agent }) => agent)).toEqual(["tinyagi"]);
    expect(await daemon.json("/api/queue/status")).toMatchObject({ processing: 0, incoming: 1 });
    const { lanes } = await daemon.json<{ lanes: { messages: { id: number }[] }[] }>("/api/queue/lanes");
    expect(lanes).toMatchObject([
      { messages: [{ wait: { for: "place", place: { place: "nas", because: "away" } } }] },
    ]);
    expect(await daemon.json(`/api/messages/${lanes[0]?.messages[0]?.id}/why`)).toMatchObject({
      outcome: "waiting",
      reasons: [{ code: "waits.place", agent: PLACED, place: "nas", because: "away" }],
      advice: { code: "place" },
    });
    await team.startWorker();
    expect((await answered(daemon, 2)).map(({ agent }) => agent).sort()).toEqual([PLACED, "tinyagi"]);
  });

  test("a second worker in the same home is refused", async () => {
    const team = await placedTeam();
    await team.startWorker();
    await expect(team.startWorker()).rejects.toMatchObject({ code: "HOME_LOCKED" });
  });
});

interface Fault {
  readonly name: string;
  /** Happens while the agent works. */
  readonly act: (parts: Stage) => Promise<void>;
  /** How often the agent starts for the message. */
  readonly starts: number;
}

interface Stage {
  readonly team: PlacedTeam;
  readonly worker: ChildProcess;
  daemon: TestDaemon;
}

/** In each the message is answered in the end, once. */
const FAULTS: readonly Fault[] = [
  {
    name: "the worker is killed and starts again",
    starts: 2,
    async act({ team, worker }) {
      const gone = ending(worker);
      worker.kill("SIGKILL");
      await gone;
      team.spawnWorker();
    },
  },
  {
    name: "the engine is killed and starts again, empty",
    starts: 1,
    async act({ team: { server } }) {
      await server.kill();
      await server.start();
    },
  },
  {
    name: "the engine is emptied",
    starts: 1,
    act: async ({ team: { server } }) => void (await server.send("FLUSHALL")),
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

describe("a message to an agent on a worker is answered once when", needs("redis-server"), () => {
  test.for(FAULTS)("$name", { timeout: 60_000 }, async ({ act, starts }) => {
    const team = await placedTeam();
    const go = join(team.programs.dir, "go");
    team.programs.setControl({ default: { until: go, reply: "done" } });
    const worker = team.spawnWorker();
    const stage: Stage = {
      team,
      worker,
      daemon: await startTestDaemon(team.home),
    };
    await stage.daemon.json("/api/message", send(`@${PLACED} work`));
    await waitFor(() => team.programs.runs().length === 1, { what: "the agent" });
    await act(stage);
    await waitFor(() => team.programs.runs().length === starts, { what: `${starts} starts` });
    writeFileSync(go, "");
    const replies = await answered(stage.daemon, 1);
    expect(replies.map(({ message }) => message.split("\n")[0])).toEqual(["done"]);
    expect(team.programs.runs()).toHaveLength(starts);
    // Those before it had ended when the last one began.
    for (const { pid } of team.programs.runs().slice(0, -1)) expect(existsSync(`/proc/${pid}`)).toBe(false);
  });
});
