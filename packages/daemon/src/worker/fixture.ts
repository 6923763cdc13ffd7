/** For tests: a worker over a home of its own, in this process or in its own. The daemon has one agent on it. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { homePaths } from "@tinyagi/home";
import {
  createFakeAgentBin,
  type EngineServer,
  type EngineServerOptions,
  type FakeAgentBin,
  type NetworkPath,
  openNetworkPath,
  startEngineServer,
  testProgram,
  waitFor,
} from "@tinyagi/testkit";
import type { Joined } from "@tinyagi/worker";
import { onTestFinished } from "vitest";
import { type TestDaemon, type TestHome, testHome, testHostEntry } from "../fixture.js";
import { saveJoined } from "./joined-file.js";
import type { WorkerPlaces } from "./places.js";
import { type RunningWorker, startWorker } from "./worker.js";
import { workerFiles } from "./worker-files.js";

export const PLACED = "coder";
const HOME_ID = "home1";
export const NAME = "nas";
const SLOTS = 4;

export interface PlacedTeam {
  readonly server: EngineServer;
  /** Between the worker and the engine. The daemon does not use it. */
  readonly network: NetworkPath;
  readonly home: TestHome;
  readonly workerHome: TestHome;
  /** As a daemon that has the worker knows it. */
  readonly workers: WorkerPlaces;
  /** The agent programs of the worker's machine. */
  readonly programs: FakeAgentBin;
  startWorker(): Promise<RunningWorker>;
  /** In a process of its own. @param home default: the worker's */
  spawnWorker(home?: TestHome, variables?: Readonly<Record<string, string>>): ChildProcess;
}

/** An engine, a home with the agent `coder` on the worker `nas`, and `tinyagi` here. Nothing of it runs yet. */
export async function placedTeam(engine?: EngineServerOptions): Promise<PlacedTeam> {
  const server = await startEngineServer(engine);
  onTestFinished(() => server[Symbol.asyncDispose]());
  const network = await openNetworkPath(server.port);
  onTestFinished(() => network[Symbol.asyncDispose]());
  const key = randomBytes(32);
  const home = testHome({
    execution: { engine: { url: server.url }, workers: { [NAME]: { slots: SLOTS } } },
    agents: {
      tinyagi: { name: "TinyAGI", provider: "demo", model: "" },
      [PLACED]: {
        name: "Coder",
        provider: "anthropic",
        model: "",
        permissions: "bypass",
        live: false,
        place: NAME,
      },
    },
    default_agent: "tinyagi",
  });
  const workerHome = testHome();
  const programs = createFakeAgentBin(`${dirname(workerHome.home)}/bin`);
  const variables = { PATH: `${programs.dir}:${process.env.PATH ?? ""}` };
  const joined = { url: `redis://127.0.0.1:${network.port}`, homeId: HOME_ID, name: NAME, slots: SLOTS };
  const write = (place: TestHome) =>
    saveJoined(place.home, { ...joined, key: key.toString("base64") } satisfies Joined);
  write(workerHome);
  keepCredential(home, key);
  return {
    server,
    network,
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
    spawnWorker(place = workerHome, more = {}) {
      if (place !== workerHome) write(place);
      const child = spawn(process.execPath, testProgram("daemon/src/worker/main"), {
        env: { ...place.env, ...variables, ...more },
        stdio: ["ignore", "ignore", "inherit"],
      });
      onTestFinished(() => void child.kill("SIGKILL"));
      return child;
    },
  };
}

/** As if the worker had joined. */
function keepCredential({ home }: TestHome, key: Buffer): void {
  const folder = `${homePaths(home).auth}/workers`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/home.id`, HOME_ID);
  workerFiles(homePaths(home)).saveCredential(NAME, {
    key: key.toString("base64"),
    digest: "0".repeat(64),
    release: "",
    joinedAt: 0,
  });
}

interface Answer {
  agent: string;
  message: string;
}

export const send = (message: string) => ({
  method: "POST",
  body: JSON.stringify({ message, channel: "api", sender: "kim" }),
});

export async function answered(daemon: Pick<TestDaemon, "json">, count: number): Promise<Answer[]> {
  return waitFor(
    async () => {
      const all = await daemon.json<Answer[]>("/api/responses?limit=20");
      return all.length >= count ? all : undefined;
    },
    { what: `${count} answers`, timeoutMs: 40_000 },
  );
}
