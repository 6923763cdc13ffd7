/**
 * Runs an agent on a model API: the loop of `@tinyagi/agents` with tools that are restricted to the workspace. Sessions
 * are transcript files in the home. The provider's key must never reach a command that the model runs. A failed run does
 * not change its session.
 */
import { randomUUID } from "node:crypto";
import {
  AgentHarness,
  type AgentModel,
  type AgentTool,
  createCompactingModel,
  createSeeingModel,
  type McpTools,
  type SeeingModel,
} from "@tinyagi/agents";
import {
  findContextWindow,
  getContextWindow,
  type Harness,
  type HarnessContext,
  HarnessError,
  type HarnessRequest,
  type HarnessResult,
  seesPictures,
} from "@tinyagi/contracts";
import { createSkillIndex } from "@tinyagi/features";
import { cutNote } from "../cut-note.js";
import { createAgentProcesses } from "../process/agent-process.js";
import type { StartAgentProcess } from "../process/process-contract.js";
import { type CommandSandboxOptions, createCommandSandbox } from "../sandbox/command-sandbox.js";
import { createEndpointModel, formatOf } from "./endpoint-model.js";
import { createApiEvents } from "./events.js";
import { apiFailure, partialFailure } from "./failure.js";
import type { FileWorkEntry } from "./file-work/entry.js";
import { createFileWork } from "./file-work/file-work.js";
import { withFurtherTools } from "./further-tools.js";
import { type FindOwnTools, openOwnTools } from "./own-tools.js";
import { createApprover, offeredTools } from "./permission.js";
import { messageWithPictures, readPicture } from "./pictures.js";
import { type FindPlaces, placesOf } from "./run-places.js";
import { watchRun } from "./run-watch.js";
import { type ApiSession, type ApiSessionStore, createApiSessionStore, portable } from "./session-store.js";
import { runCommandTool } from "./tool/command-tool.js";
import { FILE_TOOLS } from "./tool/table.js";
import { inThread, recordDenial, type ToolScene, toAgentTool } from "./tool/workspace-tool.js";

const TOOLS = [...FILE_TOOLS.map(inThread), runCommandTool];
/** Steps of one run. Most runs reach the request's time limit first. */
const MODEL_CALLS_MAX = 200;
const TOOL_CALLS_MAX = 500;
/** Retries of a failed call. After them, the queue retries the message. */
const RETRIES_MAX = 2;
/** A longer wait happens in the queue, where people see it and a fallback can answer. */
const RETRY_WAIT_MAX_MS = 10_000;
const SECRET_NAME = /KEY|SECRET|PASSWORD|AUTH_TOKEN|OAUTH_TOKEN/i;

/** Settings of {@link createModelHarness}. */
export interface ApiHarnessOptions extends CommandSandboxOptions {
  /** Folder of the transcripts. Created if it is missing. */
  readonly sessions: string;
  /** Folders outside the workspace that agents may read: files that people sent. */
  readonly readable?: readonly string[];
  readonly newId?: () => string;
  /** The tools of TinyAGI in this process. Default: they are reached over HTTP. */
  readonly ownTools?: FindOwnTools | undefined;
  /** Starts commands. All harnesses of a daemon share one. */
  readonly startProcess?: StartAgentProcess;
  /** The program of the thread for file tools. Default: the one of this package. */
  readonly fileWork?: FileWorkEntry;
  /** The cheap model that writes summaries. Default: none, and the agent's own model writes them. */
  readonly choreModel?: () => Promise<AgentModel | undefined>;
  /** Used in place of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Creates the harness that `createApiHarness` loads. */
export function createModelHarness(options: ApiHarnessOptions): Harness {
  const store = createApiSessionStore(options.sessions);
  const newId = options.newId ?? randomUUID;
  const startProcess = options.startProcess ?? createAgentProcesses();
  const sandboxOf = createCommandSandbox(options);
  const skills = createSkillIndex();
  return {
    id: "api",
    run: async (given, context) => {
      if (context.signal.aborted) throw new HarnessError("cancelled", "api was stopped");
      try {
        const request = await skills.addTo(given);
        const ignored = () => context.onEvent({ type: "effort.ignored" });
        const asked = createEndpointModel(request, {
          idleTimeoutMs: request.limits.idleTimeoutMs,
          fetch: options.fetch,
          onEffortIgnored: ignored,
        });
        const model = seeing(asked, request);
        const session = await openSession(store, request, newId);
        const places = placesOf(request, { sandboxOf, readable: options.readable ?? [] });
        return await runLoop({
          request,
          context,
          model,
          session,
          places,
          store,
          options,
          newId,
          startProcess,
        });
      } catch (error) {
        const failure = context.signal.aborted
          ? new HarnessError("cancelled", "api was stopped", { cause: error })
          : apiFailure(error, { env: given.env, partialText: "" });
        context.onEvent({ type: "error", class: failure.class, message: failure.message });
        throw failure;
      }
    },
  };
}

interface Call {
  readonly request: HarnessRequest;
  readonly context: HarnessContext;
  readonly model: SeeingModel;
  readonly session: ApiSession & { readonly id: string };
  readonly places: FindPlaces;
  readonly store: ApiSessionStore;
  readonly options: ApiHarnessOptions;
  readonly newId: () => string;
  readonly startProcess: StartAgentProcess;
}

async function runLoop(call: Call): Promise<HarnessResult> {
  const { request, context, session } = call;
  context.onEvent({ type: "session", sessionId: session.id });
  using watch = watchRun(context, request.limits);
  const { signal } = watch;
  const window = request.endpoint?.contextWindow ?? findContextWindow(request.model ?? "");
  const events = createApiEvents({ onEvent: context.onEvent, touch: watch.touch, window });
  const denied = new Set<string>();
  await using files = createFileWork({
    folder: async () => (await call.places()).folder,
    entry: call.options.fileWork,
  });
  let own: McpTools | undefined;
  try {
    own = await openOwnTools(request, context, call.options.ownTools);
    const model = createCompactingModel(call.model, {
      window: window ?? getContextWindow(request.model ?? ""),
      summariser: call.options.choreModel,
      onCompacted: (tokens) => events.onEvent({ type: "context.compacted", ...tokens }),
    });
    const agent = new AgentHarness({
      name: request.agentId,
      model,
      ...(request.systemPrompt === "" ? {} : { system: request.systemPrompt }),
      tools: [
        ...collectTools(call, { files, denied, onEvent: events.onEvent }),
        ...withFurtherTools(offeredTools(own), session.messages),
      ],
      policy: {
        modelCalls: MODEL_CALLS_MAX,
        toolCalls: TOOL_CALLS_MAX,
        retries: RETRIES_MAX,
        retryWaitMs: RETRY_WAIT_MAX_MS,
        // Waits do not count, so the harness watches the time itself.
        wallClockMs: Number.MAX_SAFE_INTEGER,
      },
      services: { sink: events.sink },
    });
    const messages = [...session.messages, messageWithPictures(request)];
    const result = await agent.run(messages, {
      signal,
      approve: createApprover(own, {
        signal,
        onDenied: (tool) => recordDenial({ denied, onEvent: events.onEvent }, tool),
      }),
      onText: events.onText,
      onReasoning: events.onReasoning,
      onRestart: events.onRestart,
    });
    const failure = partialFailure(result);
    if (failure !== undefined) throw failure;
    await call.store.save(session.id, {
      format: session.format,
      messages: call.model.stored(model.compacted(result.messages)),
    });
    return {
      text: result.limit === null ? result.text : `${result.text}${cutNote("output limit")}`,
      sessionId: session.id,
      usage: result.usage,
      deniedTools: [...denied],
    };
  } catch (error) {
    throw apiFailure(watch.explain(error), { env: request.env, partialText: events.partialText() });
  } finally {
    await own?.[Symbol.asyncDispose]();
  }
}

function collectTools(
  { request, places, startProcess }: Call,
  run: Pick<ToolScene, "files" | "onEvent" | "denied">,
): AgentTool[] {
  const scene: ToolScene = {
    ...run,
    places,
    permissions: request.permissions,
    env: commandEnvironment(request),
    limits: request.limits,
    startProcess,
  };
  return TOOLS.map((tool) => toAgentTool(tool, scene));
}

/** The environment of commands: the agent's environment without provider keys. */
function commandEnvironment({ env, endpoint }: HarnessRequest): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => name !== endpoint?.keyEnv && !SECRET_NAME.test(name)),
  );
}

/** The format of Chat Completions has no pictures in the results of tools. */
function seeing(model: AgentModel, request: HarnessRequest): SeeingModel {
  return createSeeingModel({
    model,
    sees: request.vision ?? seesPictures(model.id),
    inResults: formatOf(request.endpoint) !== "openai-chat",
    read: readPicture,
  });
}

async function openSession(
  store: ApiSessionStore,
  request: HarnessRequest,
  newId: () => string,
): Promise<ApiSession & { id: string }> {
  const format = formatOf(request.endpoint);
  const { sessionId } = request;
  if (sessionId !== undefined && sessionId !== "") {
    const found = await store.load(sessionId);
    if (found === undefined)
      throw new HarnessError("not_found", "api no longer has this session", { sessionLost: true });
    const messages = found.format === format ? found.messages : portable(found.messages);
    return { id: sessionId, format, messages };
  }
  const session = { id: `api-${newId()}`, format, messages: [] };
  // The queue can store the id before the first answer arrives. The session must exist by then.
  await store.save(session.id, session);
  return session;
}
