/**
 * Runs an agent once: chooses the harness, builds the environment and sets the limits. If the session was lost, it runs
 * the agent once more without it. Every failure is a `HarnessError`, and so is an empty answer. Between runs it keeps
 * only which credentials were refused. It must not read `process.env`.
 */

import { homedir } from "node:os";
import {
  type AgentConfig,
  type ContainerRules,
  containerRules,
  type Effort,
  failureWith,
  type Harness,
  type HarnessContext,
  HarnessError,
  type HarnessLimits,
  type HarnessReach,
  type HarnessRequest,
  harnessRow,
  type InvokeRequest,
  type InvokeResult,
  type PermissionMode,
  type Settings,
} from "@tinyagi/contracts";
import { isBlank } from "@tinyagi/contracts/clean-text";
import type { RunAccess } from "@tinyagi/features";
import { expandHome } from "@tinyagi/home";
import {
  foldersOfOthers,
  hasSeveralLogins,
  type InvokerPort,
  loginOrder,
  type ResolvedProvider,
  type RunLogin,
  resolveAccesses,
  resolveLogin,
  resolveProvider,
} from "@tinyagi/kernel";
import { carryingTexts } from "../live/carried.js";
import type { LiveHarness } from "../live/connection.js";
import { granted } from "../live/granted.js";
import { type LiveParts, liveRun } from "../live/live-runs.js";
import { agentEnvironment } from "./environment.js";
import { resolveAll, secretsOf } from "./provider-secrets.js";
import { createRefusedCredentials, type RefusedCredentials } from "./refused-credentials.js";
import { runShowing } from "./without-pictures.js";

const MIB = 1024 * 1024;
/** The streamed output of a long run reaches tens of MiB. More than this is out of control. */
export const MAX_OUTPUT_BYTES = 512 * MIB;
export const MAX_LINE_BYTES = 16 * MIB;

/** Settings of {@link createInvoker}. */
export interface InvokerOptions {
  /** The harnesses by id. */
  readonly harnesses: ReadonlyMap<string, LiveHarness>;
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
  /** Folders no agent may read: the home. */
  readonly deniedPaths: readonly string[];
  /** Resolves `env:NAME` and `file:/path` to the secret. Returns any other value unchanged. */
  readonly resolveSecret: (value: string) => string | Promise<string>;
  /** Returns the current settings. Called for every run. */
  readonly settings: () => Settings;
  /** Gives each run access to the API. Without it, agents have no access. */
  readonly access?: RunAccess;
  /** Keeps programs open between runs. Without it, each run has one of its own. */
  readonly live?: LiveParts;
  /** What an agent that is not in `bypass` mode may read outside its workspace. Without it, nothing more is closed. */
  readonly reach?: (request: InvokeRequest) => Promise<HarnessReach>;
  /**
   * Milliseconds of a clock that never goes back. With it, a run whose credential is refused before the agent did
   * anything uses the next stored one of the same provider.
   */
  readonly now?: () => number;
}

/** Creates an invoker. */
export function createInvoker(options: InvokerOptions): InvokerPort {
  const refused = options.now === undefined ? undefined : createRefusedCredentials(options.now);
  return {
    invoke: async (request, context) => {
      const settings = options.settings();
      const { provider } = request.agent;
      const login = request.login ?? loginOrder(provider, settings)[0];
      const accesses = resolveAccesses(request.agent, settings, login);
      const harness = resolveHarness(accesses[0], options);
      try {
        const prepare = (provider: ResolvedProvider) =>
          harnessRequest({ request, provider, settings, options, harness });
        const runner = { ...harness, run: carryingTexts(chooseRun({ harness, request, settings, options })) };
        return await runWithCredentials(accesses, { harness: runner, prepare, refused, context });
      } catch (error) {
        throw asHarnessError(error, harness);
      }
    },
    resolve: (agent) => {
      const provider = resolveProvider(agent, options.settings());
      resolveHarness(provider, options);
      return {
        ...toIdentity(provider),
        ...effortFor(agent, provider),
        permissions: resolvePermissions(agent),
        ...loginsIn(provider.provider, options.settings()),
      };
    },
  };
}

/** Runs a request with access to the API: in a kept program, where there can be one, or in one of its own. */
function chooseRun({
  harness,
  request,
  settings,
  options,
}: Omit<CallParts, "provider"> & { harness: LiveHarness }): Harness["run"] {
  const { access, live } = options;
  const alone = granted(harness, access);
  return live === undefined ? alone : liveRun({ parts: live, harness, request, settings, alone });
}

/** Where a provider has several logins, which one is used is decided for each run. */
function loginsIn(provider: string, settings: Settings): { logins?: RunLogin[] } {
  if (!hasSeveralLogins(provider, settings)) return {};
  const logins = loginOrder(provider, settings).map((name) => ({
    name,
    keepsSessions: resolveLogin(provider, settings, name)?.config_dir !== undefined,
  }));
  return { logins };
}

/** @throws HarnessError where nothing could be put into a container: no run silently does without it */
function resolveContainer(
  agent: AgentConfig,
  { harness }: ResolvedProvider,
  settings: Settings,
): { container?: ContainerRules } {
  if (resolvePermissions(agent) !== "container") return {};
  const row = harnessRow(harness);
  if (row !== undefined && row.cli === undefined)
    throw new HarnessError(
      "invalid",
      `the agent is to run in a container, but no container can hold "${harness}"; choose another provider, or another mode: tinyagi agent set <id> --permissions sandboxed`,
    );
  return { container: containerRules(settings.container, agent) };
}

function resolvePermissions({ permissions = "sandboxed" }: AgentConfig): PermissionMode {
  return permissions;
}

/** Another program of the agent's list may not take the effort of the first one. */
function effortFor({ effort }: AgentConfig, { harness }: ResolvedProvider): { effort?: Effort } {
  const isTaken = effort !== undefined && harnessRow(harness)?.efforts?.includes(effort) === true;
  return isTaken ? { effort } : {};
}

function toIdentity({ harness, provider, model }: ResolvedProvider) {
  return { harness, provider, ...(model === undefined ? {} : { model }) };
}

function resolveHarness(provider: ResolvedProvider, { harnesses }: InvokerOptions): LiveHarness {
  const harness = harnesses.get(provider.harness);
  if (harness !== undefined) return harness;
  throw new HarnessError(
    "invalid",
    `provider "${provider.provider}" cannot be used: this daemon has no harness "${provider.harness}"`,
  );
}

interface CallParts {
  readonly request: InvokeRequest;
  readonly provider: ResolvedProvider;
  readonly settings: Settings;
  readonly options: InvokerOptions;
}

async function harnessRequest({
  request,
  provider,
  settings,
  options,
  harness,
}: CallParts & { readonly harness: Harness }): Promise<HarnessRequest> {
  const { runId, agentId, agent, prompt, work, systemPrompt, cwd, sessionId, sessionTotals } = request;
  return {
    runId,
    agentId,
    cwd,
    ...(request.workspace === undefined ? {} : { workspace: request.workspace }),
    prompt,
    ...(request.pictures === undefined ? {} : { pictures: request.pictures }),
    ...(agent.vision === undefined ? {} : { vision: agent.vision }),
    ...(work === undefined ? {} : { work }),
    systemPrompt,
    permissions: resolvePermissions(agent),
    ...resolveContainer(agent, provider, settings),
    env: {
      ...agentEnvironment({
        hostEnv: options.hostEnv,
        runId,
        agentId,
        extra: await resolveAll(agent.env ?? {}, options),
        secrets: await secretsOf(provider, options),
      }),
      ...resolveFolder(provider, options),
    },
    deniedPaths: [...options.deniedPaths, ...closedLogins({ provider, settings, request, options })],
    ...(resolvePermissions(agent) === "bypass" ? {} : await reachOf(request, options, harness)),
    limits: getLimits(settings),
    ...(provider.model === undefined ? {} : { model: provider.model }),
    ...effortFor(agent, provider),
    ...(request.effortIsChosen === true ? { effortIsChosen: true as const } : {}),
    ...(provider.program === undefined ? {} : { program: provider.program }),
    ...(provider.endpoint === undefined ? {} : { endpoint: provider.endpoint }),
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(sessionTotals === undefined ? {} : { sessionTotals }),
  };
}

async function reachOf(
  request: InvokeRequest,
  { reach }: InvokerOptions,
  { findsReach }: Harness,
): Promise<Pick<HarnessRequest, "reach" | "findReach">> {
  if (reach === undefined) return {};
  return findsReach === true ? { findReach: () => reach(request) } : { reach: await reach(request) };
}

function resolveFolder({ loginFolder }: ResolvedProvider, options: InvokerOptions): Record<string, string> {
  return loginFolder === undefined
    ? {}
    : { [loginFolder.variable]: expandHome(loginFolder.path, userHome(options)) };
}

/** Folders of the other logins, with their keys. */
function closedLogins({
  provider,
  settings,
  request,
  options,
}: Pick<CallParts, "provider" | "settings" | "request" | "options">): string[] {
  const { login } = request;
  const own = login === undefined ? undefined : resolveLogin(provider.provider, settings, login);
  return foldersOfOthers(settings, own).map((path) => expandHome(path, userHome(options)));
}

function userHome({ hostEnv }: InvokerOptions): string {
  return hostEnv.HOME ?? homedir();
}

function getLimits({ execution }: Settings): HarnessLimits {
  return {
    timeoutMs: execution.timeoutMs,
    idleTimeoutMs: execution.idleTimeoutMs,
    maxOutputBytes: MAX_OUTPUT_BYTES,
    maxLineBytes: MAX_LINE_BYTES,
  };
}

interface CredentialRun {
  readonly harness: Harness;
  readonly prepare: (provider: ResolvedProvider) => Promise<HarnessRequest>;
  readonly refused: RefusedCredentials | undefined;
  readonly context: HarnessContext;
}

/** Tries the stored credentials in order. Once the agent has used a tool, nothing is repeated. */
async function runWithCredentials(
  [provider, ...others]: readonly [ResolvedProvider, ...ResolvedProvider[]],
  run: CredentialRun,
): Promise<InvokeResult> {
  const { harness, refused, context } = run;
  const [next, ...rest] = others;
  const request = await run.prepare(provider);
  if (refused === undefined || next === undefined) return runRebuilding(harness, request, context);
  const secret = Object.keys(provider.secretEnv).map((name) => request.env[name] ?? "");
  if (refused.has(secret)) return runWithCredentials([next, ...rest], run);
  const watched = watchTools(context);
  try {
    return await runRebuilding(harness, request, watched.context);
  } catch (error) {
    const isRefused = error instanceof HarnessError && error.class === "auth";
    if (!isRefused || watched.used()) throw error;
    refused.add(secret);
    context.onEvent({ type: "retrying", attempt: 2, reason: error.message });
    return runWithCredentials([next, ...rest], run);
  }
}

function watchTools(context: HarnessContext): { context: HarnessContext; used: () => boolean } {
  let used = false;
  return {
    used: () => used,
    context: {
      ...context,
      onEvent(event) {
        used ||= event.type === "tool.started";
        context.onEvent(event);
      },
    },
  };
}

async function runRebuilding(
  harness: Harness,
  request: HarnessRequest,
  context: HarnessContext,
): Promise<InvokeResult> {
  try {
    return checked(await runShowing(harness, request, context), harness);
  } catch (error) {
    const { sessionId: lost, sessionTotals: _, ...fresh } = request;
    if (!(error instanceof HarnessError) || !error.sessionLost || lost === undefined) throw error;
    return { ...checked(await harness.run(fresh, context), harness), rebuiltFrom: lost };
  }
}

function checked(result: InvokeResult, harness: Harness): InvokeResult {
  // Nobody would see a text of spaces and invisible characters: to them the message would have no answer.
  if (!isBlank(result.text)) return result;
  throw failureWith("empty", `${harness.id} returned an empty answer`);
}

/** Makes other errors, such as a full disk, transient: the problem may pass, so a retry makes sense. */
function asHarnessError(error: unknown, harness: Harness): HarnessError {
  if (error instanceof HarnessError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new HarnessError("transient", `${harness.id} could not be run: ${reason}`, { cause: error });
}
