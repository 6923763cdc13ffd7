/** A daemon, an engine and workers on this machine, each a process of its own, and an agent that tells when it does what. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  createTempHome,
  type EngineServer,
  startEngineServer,
  type TempHome,
  waitFor,
} from "@tinyagi/testkit";
import { type BenchDaemon, startBenchDaemon } from "./daemon.js";

const DIST = fileURLToPath(new URL("../../packages/cli/dist/daemon/src/worker/main.js", import.meta.url));
const CLI = fileURLToPath(new URL("../../packages/cli/bin/tinyagi.mjs", import.meta.url));

export interface BenchWorkers extends AsyncDisposable {
  readonly daemon: BenchDaemon;
  readonly engine: EngineServer;
  /** Agents of this machine, as many as each worker has. */
  readonly local: readonly string[];
  /** Agents of each worker. */
  readonly placed: readonly (readonly string[])[];
  /** Pids of the agents that were told to hold, by run. */
  held(): Map<string, number>;
  /** Lets those that hold go on. */
  release(): void;
  /** Epoch milliseconds at which an agent said that it uses a tool, by run. */
  saidAt(runId: string): number | undefined;
  /** Kills a worker and starts it again at once. */
  restartWorker(index: number): Promise<void>;
  allOnline(): Promise<void>;
}

export async function openBenchWorkers(count: number, slots: number): Promise<BenchWorkers> {
  const engine = await startEngineServer();
  const ids = (name: string) => Array.from({ length: slots }, (_unused, at) => `${name}-${at}`);
  const names = Array.from({ length: count }, (_unused, at) => `w${at}`);
  const agent = (id: string, place?: string) => [
    id,
    { name: id, provider: "anthropic", model: "sonnet", ...(place === undefined ? {} : { place }) },
  ];
  const daemon = await startBenchDaemon({
    agents: Object.fromEntries([
      ...ids("here").map((id) => agent(id)),
      ...names.flatMap((name) => ids(name).map((id) => agent(id, name))),
    ]),
    execution: { maxLiveAgents: (count + 1) * slots, engine: { url: engine.url } },
  });
  const folder = dirname(daemon.agentCommand);
  writeAgent(folder);
  const workers: { home: TempHome; env: NodeJS.ProcessEnv; child: ChildProcess }[] = [];
  for (const name of names) {
    const home = await createTempHome();
    const env = { ...home.env, PATH: `${folder}:${process.env.PATH ?? ""}`, TINYAGI_LOG_LEVEL: "warn" };
    const { code } = await daemon.client.call("inviteWorker", { body: { name, slots } });
    await promisify(execFile)(process.execPath, [CLI, "worker", "join", "--no-start", code], { env });
    workers.push({ home, env, child: startWorker(env) });
  }
  async function allOnline(): Promise<void> {
    const isOnline = async () => {
      const { workers: views } = await daemon.client.call("listWorkers", {});
      return views.length === count && views.every(({ online }) => online);
    };
    await waitFor(isOnline, { what: "the workers", timeoutMs: 60_000, intervalMs: 5 });
  }
  await allOnline();
  const path = (name: string) => join(folder, name);
  return {
    daemon,
    engine,
    local: ids("here"),
    placed: names.map(ids),
    held: () => readHeld(folder),
    release() {
      // Whoever opens the pipe to read waits for somebody who opens it to write.
      closeSync(openSync(path("go"), "r+"));
      for (const name of readdirSync(folder)) if (name.startsWith("held-")) rmSync(path(name));
    },
    saidAt: (runId) =>
      existsSync(path(`said-${runId}`)) ? Number(readFileSync(path(`said-${runId}`), "utf8")) : undefined,
    async restartWorker(index) {
      const worker = workers[index];
      if (worker === undefined) throw new Error(`there is no worker ${index}`);
      await endProcess(worker.child, "SIGKILL");
      worker.child = startWorker(worker.env);
    },
    allOnline,
    async [Symbol.asyncDispose]() {
      for (const { child, home } of workers) {
        await endProcess(child, "SIGTERM");
        await home.cleanup();
      }
      await daemon[Symbol.asyncDispose]();
      await engine[Symbol.asyncDispose]();
    },
  };
}

function startWorker(env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, [DIST], { env, stdio: ["ignore", "ignore", "inherit"] });
}

async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}

function readHeld(folder: string): Map<string, number> {
  const names = readdirSync(folder).filter((name) => name.startsWith("held-"));
  return new Map(names.map((name) => [name.slice(5), Number(readFileSync(join(folder, name), "utf8"))]));
}

/** `#hold#`: waits without processor time. `#tool#`: says when it uses a tool. `#work#`: takes two seconds. */
function writeAgent(folder: string): void {
  const path = join(folder, "claude");
  writeFileSync(
    path,
    `#!/bin/sh
id=bench-$$
for word do case $word in --replay-user-messages) exit 1 ;; esac; done
IFS= read -r line
printf '{"type":"system","subtype":"init","session_id":"%s","model":"bench","tools":[]}\\n' "$id"
case $line in
  *'#hold#'*) [ -p '${folder}/go' ] || mkfifo '${folder}/go' 2> '${folder}/made'; echo $$ > '${folder}'/held-$TINYAGI_RUN_ID; : < '${folder}/go' ;;
  *'#work#'*) sleep 2 ;;
  *'#tool#'*) date +%s%3N > '${folder}'/said-$TINYAGI_RUN_ID
    printf '{"type":"assistant","message":{"id":"m","role":"assistant","content":[{"type":"tool_use","id":"t","name":"Bash","input":{"command":"true"}}]},"parent_tool_use_id":null,"session_id":"%s"}\\n' "$id"
    sleep 0.3 ;;
esac
printf '{"type":"result","subtype":"success","is_error":false,"api_error_status":null,"num_turns":1,"result":"ok","session_id":"%s","total_cost_usd":0,"usage":{"input_tokens":1,"output_tokens":1,"cache_creation_input_tokens":0,"cache_read_input_tokens":0},"permission_denials":[]}\\n' "$id"
`,
  );
  chmodSync(path, 0o755);
}
