/** For tests: a worker over a home of its own, in this process or in its own. The daemon has one agent on it. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createFakeAgentBin,
  type EngineServer,
  type FakeAgentBin,
  startEngineServer,
} from "@tinyagi/testkit";
import type { Joined } from "@tinyagi/worker";
import { onTestFinished } from "vitest";
import { type TestHome, testHome, testHostEntry } from "../fixture.js";
import type { WorkerPlaces } from "./places.js";
import { joinedPath } from "./run-worker.js";
import { type RunningWorker, startWorker } from "./worker.js";

export const PLACED = "coder";
const HOME_ID = "home1";
const NAME = "nas";
const SLOTS = 4;
const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));

export interface PlacedTeam {
  readonly server: EngineServer;
  readonly home: TestHome;
  readonly workerHome: TestHome;
  readonly workers: WorkerPlaces;
  /** The agent programs of the worker's machine. */
  readonly programs: FakeAgentBin;
  startWorker(): Promise<RunningWorker>;
  /** In a process of its own. @param home default: the worker's */
  spawnWorker(home?: TestHome): ChildProcess;
}

/** An engine, a home with the agent `coder` on the worker `nas`, and `tinyagi` here. Nothing of it runs yet. */
export async function placedTeam(): Promise<PlacedTeam> {
  const server = await startEngineServer();
  onTestFinished(() => server[Symbol.asyncDispose]());
  const key = randomBytes(32);
  const home = testHome({
    agents: {
      tinyagi: { name: "TinyAGI", provider: "demo", model: "" },
      [PLACED]: { name: "Coder", provider: "anthropic", model: "", permissions: "bypass", live: false },
    },
    default_agent: "tinyagi",
  });
  const workerHome = testHome();
  const programs = createFakeAgentBin(`${dirname(workerHome.home)}/bin`);
  const variables = { PATH: `${programs.dir}:${process.env.PATH ?? ""}` };
  const joined = { url: server.url, homeId: HOME_ID, name: NAME, slots: SLOTS };
  const write = (place: TestHome) => {
    const path = joinedPath(place.home);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify({ ...joined, key: key.toString("base64") } satisfies Joined));
  };
  write(workerHome);
  return {
    server,
    home,
    workerHome,
    programs,
    workers: {
      url: server.url,
      homeId: HOME_ID,
      workers: new Map([[NAME, { key, slots: SLOTS }]]),
      placeOf: (agentId) => (agentId === PLACED ? NAME : undefined),
    },
    async startWorker() {
      const { environment } = workerHome;
      const worker = await startWorker({
        ...joined,
        environment: { ...environment, variables: { ...environment.variables, ...variables } },
        key,
        foreground: false,
        hostEntry: await testHostEntry(),
      });
      onTestFinished(() => worker.stop());
      return worker;
    },
    spawnWorker(place = workerHome) {
      if (place !== workerHome) write(place);
      const child = spawn(process.execPath, ["--conditions=@tinyagi/source", "--import", "tsx", MAIN], {
        env: { ...place.env, ...variables },
        stdio: ["ignore", "ignore", "inherit"],
      });
      onTestFinished(() => void child.kill("SIGKILL"));
      return child;
    },
  };
}
