/** For tests: a daemon, a worker and an agent that has files there, and what is asked of a move. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { MoveView } from "@tinyagi/contracts";
import { waitFor } from "@tinyagi/testkit";
import { startTestDaemon, type TestDaemon, type TestHome } from "../fixture.js";
import { PLACED, placedTeam } from "../worker/fixture.js";

const folderThere = ({ environment }: TestHome) =>
  join(environment.variables.HOME ?? "", "tinyagi-workspace", PLACED);

export const post = (body: object) => ({ method: "POST", body: JSON.stringify(body) });

async function lastMove(daemon: TestDaemon): Promise<MoveView | undefined> {
  const { moves } = await daemon.json<{ moves: MoveView[] }>("/api/moves");
  return moves.find(({ agent }) => agent === PLACED);
}

export async function until(daemon: TestDaemon, isSo: (move: MoveView) => boolean): Promise<MoveView> {
  return waitFor(
    async () => {
      const move = await lastMove(daemon);
      if (move !== undefined && isSo(move)) return move;
      // The error of a wait names it.
      throw new Error(JSON.stringify(move));
    },
    { what: "the move", timeoutMs: 60_000 },
  );
}

export const move = (daemon: TestDaemon, to: string) =>
  daemon.json(`/api/agents/${PLACED}/move`, post({ to }));

export async function placeOf(daemon: TestDaemon): Promise<string | undefined> {
  const agents = await daemon.json<Record<string, { place?: string }>>("/api/agents");
  return agents[PLACED]?.place;
}

export async function online(daemon: TestDaemon): Promise<void> {
  await waitFor(
    async () => {
      const { workers } = await daemon.json<{ workers: { online: boolean }[] }>("/api/workers");
      return workers[0]?.online;
    },
    { what: "the worker", timeoutMs: 90_000 },
  );
}

/** The agent works there, with some files, and its worker is online. */
export async function settled() {
  const team = await placedTeam();
  const daemon = await startTestDaemon(team.home);
  const worker = await team.startWorker();
  await online(daemon);
  const there = folderThere(team.workerHome);
  const here = join(dirname(team.home.home), "ws", PLACED);
  mkdirSync(join(there, "src"), { recursive: true });
  writeFileSync(join(there, "src/app.ts"), "export {};\n");
  return { team, daemon, worker, here, there };
}
