/** The invoker of a worker: that of a daemon, with the settings and the access to the API that each run brings. */
import { AsyncLocalStorage } from "node:async_hooks";
import { join } from "node:path";
import type { Log, NewId } from "@tinyagi/base";
import { type HarnessContext, HarnessError, type InvokeResult, type Settings } from "@tinyagi/contracts";
import { type ApiAddress, createRunAccess, type RunAccess } from "@tinyagi/features";
import type { ProgramVersions } from "@tinyagi/harness";
import type { HomePaths, Workspaces } from "@tinyagi/home";
import type { Redactor } from "@tinyagi/kernel";
import type { CallRelay, PlacedRun } from "@tinyagi/worker";
import { accessFolder } from "../agent-access.js";
import type { Agents } from "../agent-host.js";
import { createAgentReach } from "../agent-reach.js";
import type { DaemonEnvironment } from "../environment.js";
import { createAgentInvoker } from "../invoker.js";
import type { KnownAgents } from "./known-agents.js";
import { readRunSettings } from "./run-settings.js";

export interface InvokerParts {
  readonly environment: DaemonEnvironment;
  readonly paths: HomePaths;
  readonly agents: Agents;
  readonly redactor: Redactor;
  readonly log: Log;
  readonly newId: NewId;
  readonly known: KnownAgents;
  readonly workspaces: Workspaces;
  readonly relay: CallRelay;
  readonly address: ApiAddress;
  readonly versions: ProgramVersions;
}

type LiveRun = PlacedRun & { readonly key: string };
export type Invoke = (run: LiveRun, context: HarnessContext) => Promise<InvokeResult>;

export async function openWorkerInvoker(parts: InvokerParts): Promise<Invoke> {
  const { environment, paths, agents, redactor, log, newId, known, workspaces, versions } = parts;
  // Runs work at the same time, and each sees its own settings for as long as it does.
  const ofRun = new AsyncLocalStorage<Settings>();
  const current = () => {
    const settings = ofRun.getStore();
    if (settings === undefined) throw new Error("a worker has settings only within a run");
    return settings;
  };
  const live = new Map<string, LiveRun>();
  const invoker = await createAgentInvoker({
    environment,
    settings: current,
    paths,
    access: openAccess(parts, live),
    reach: createAgentReach({
      settings: current,
      paths,
      workspaces,
      sent: ({ runId }) => (live.get(runId)?.files ?? []).map((place) => join(paths.filesIn, place)),
    }),
    newId,
    startProcess: agents.host.startProcess,
    redactor,
    log,
    versions,
  });
  return async (run, context) => {
    const { request } = run;
    const own = readRunSettings(run.settings);
    if (own === undefined)
      throw new HarnessError(
        "invalid",
        "The worker cannot read the settings of this run. Update TinyAGI on the worker.",
      );
    known.learn(request.agentId, own.agents[request.agentId] ?? request.agent);
    const cwd = await workspaces.ensure(request.agentId);
    context.signal.throwIfAborted();
    live.set(request.runId, run);
    try {
      return await ofRun.run(own, () => invoker.invoke({ ...request, cwd, workspace: cwd }, context));
    } finally {
      live.delete(request.runId);
      agents.host.sweep(request.runId);
    }
  };
}

/** The token of a run is of this worker, and opens nothing anywhere else. */
function openAccess(
  { paths, known, relay, address }: InvokerParts,
  live: ReadonlyMap<string, LiveRun>,
): RunAccess {
  return createRunAccess({
    folder: accessFolder(paths),
    address: () => address,
    conversationOf: (runId) => live.get(runId)?.conversationId ?? undefined,
    agentIds: () => Object.keys(known.settings().agents),
    tokens: {
      mintRun({ runId }) {
        const run = live.get(runId);
        if (run === undefined) throw new Error("a token is made for a live run only");
        const { token, close } = relay.open(run.key);
        return { token, revoke: close };
      },
      mintKept() {
        throw new Error("a worker keeps no program open between runs");
      },
    },
  });
}
