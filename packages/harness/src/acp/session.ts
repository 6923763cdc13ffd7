/**
 * Opens the session of a run: the stored one where there is one, with the tools of TinyAGI and the model of the agent. The
 * old conversation, which some programs send again, is waited for, so that it never lands in an answer.
 */
import { type ClientContext, methods, RequestError } from "@agentclientprotocol/sdk";
import { type AcpManners, failureWith, HarnessError, type HarnessRequest } from "@tinyagi/contracts";
import { type JsonObject, toList, toObject, toText } from "../cli/json-line.js";
import { MCP_SERVER } from "../cli/mcp.js";

/** A replay that was begun goes on without a pause as long as this. */
const REPLAY_QUIET_MS = 400;
/** A program that has not begun its replay by then has nothing to send. */
const REPLAY_MAX_MS = 5_000;
const AUTH_REQUIRED = -32_000;
/** Most values that a refusal names: the program wrote them. */
const SHOWN_MAX = 10;

/** What a session needs. */
export interface SessionParts {
  readonly agent: ClientContext;
  /** What the program can do, as it said. */
  readonly capabilities: JsonObject;
  readonly manners: AcpManners;
  /** When the last update came, milliseconds of a clock that never goes back. Undefined: none did. */
  readonly lastUpdateAt: () => number | undefined;
}

/** A session that was opened. */
export interface OpenSession {
  readonly sessionId: string;
  /** It works without the effort of the settings, which its program does not offer. */
  readonly ignoresEffort: boolean;
}

/** @throws what the program refused; a lost session is a HarnessError that says so */
export async function openSession(parts: SessionParts, request: HarnessRequest): Promise<OpenSession> {
  const { agent } = parts;
  const place = { cwd: request.cwd, mcpServers: mcpServers(parts, request) };
  const { sessionId: stored } = request;
  const opened =
    stored === undefined
      ? ((await agent.request(methods.agent.session.new, place)) as JsonObject)
      : await reopen(parts, { ...place, sessionId: stored });
  const sessionId = stored ?? toText(opened.sessionId) ?? "";
  // A prompt of no session would be anybody's, and the next run could not go on with it.
  if (sessionId === "") throw failureWith("program", "the program did not name its session; update it");
  const chosen = await chooseModel(agent, { sessionId, opened, request, manners: parts.manners });
  const ignoresEffort = !(await chooseEffort(agent, { sessionId, opened: chosen, request }));
  return { sessionId, ignoresEffort };
}

/** Without HTTP there is no way to them: an address of a program would have to carry the token in its arguments. */
function mcpServers({ capabilities }: SessionParts, { mcp }: HarnessRequest) {
  if (mcp === undefined || toObject(capabilities.mcpCapabilities)?.http !== true) return [];
  const headers = [{ name: "Authorization", value: `Bearer ${mcp.token}` }];
  return [{ type: "http" as const, name: MCP_SERVER, url: mcp.url, headers }];
}

interface StoredSession {
  readonly sessionId: string;
  readonly cwd: string;
  readonly mcpServers: ReturnType<typeof mcpServers>;
}

async function reopen(parts: SessionParts, stored: StoredSession): Promise<JsonObject> {
  const { agent, capabilities, manners } = parts;
  const resumes = toObject(toObject(capabilities.sessionCapabilities)?.resume) !== undefined;
  if (!resumes && capabilities.loadSession !== true)
    throw new HarnessError("not_found", "the program cannot go on with a session", { sessionLost: true });
  try {
    if (resumes) return toObject(await agent.request(methods.agent.session.resume, stored)) ?? {};
    const startedAt = performance.now();
    const opened = toObject(await agent.request(methods.agent.session.load, stored)) ?? {};
    if (manners.lateReplay === true) await replayEnds(parts, startedAt);
    return opened;
  } catch (error) {
    // An unknown session has no code of its own.
    if (!(error instanceof RequestError) || error.code === AUTH_REQUIRED) throw error;
    throw new HarnessError("not_found", "the program no longer has this session", {
      sessionLost: true,
      cause: error,
    });
  }
}

/** Resolves when a replay that has begun is silent. */
function replayEnds({ lastUpdateAt }: SessionParts, startedAt: number): Promise<void> {
  const answeredAt = performance.now();
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const now = performance.now();
      const last = lastUpdateAt();
      const isQuiet =
        last !== undefined && last >= startedAt && now - Math.max(last, answeredAt) > REPLAY_QUIET_MS;
      if (!isQuiet && now - answeredAt < REPLAY_MAX_MS) return;
      clearInterval(timer);
      resolve();
    }, REPLAY_QUIET_MS / 8);
  });
}

interface ModelChoice {
  readonly sessionId: string;
  /** What the program answered when it opened the session. */
  readonly opened: JsonObject;
  readonly request: HarnessRequest;
  readonly manners: AcpManners;
}

/** Programs lose the choice when they load a session, so it is made each time. @returns the options after it */
async function chooseModel(
  agent: ClientContext,
  { sessionId, opened, request: { model }, manners }: ModelChoice,
): Promise<JsonObject> {
  if (model === undefined) return opened;
  const option = findOption(opened, "model");
  const current = option?.currentValue ?? toObject(opened.models)?.currentModelId;
  if (current === model) return opened;
  if (option !== undefined) {
    const configId = toText(option.id) ?? "model";
    // Which efforts there are may depend on the model.
    return (await setOption(agent, { sessionId, configId, value: model })) ?? opened;
  }
  if (toObject(opened.models) !== undefined)
    // Of programs that speak an earlier edition of the protocol.
    await agent.request("session/set_model", { sessionId, modelId: model });
  else if (manners.modelArgument === undefined)
    throw new HarnessError(
      "invalid",
      `the program does not let anybody choose its model; set its own: tinyagi agent set <id> --model ""`,
    );
  return opened;
}

/**
 * @returns false when the program offers no such effort, and works without
 * @throws HarnessError in its place, before the model is asked, when a person chose it for this message
 */
async function chooseEffort(
  agent: ClientContext,
  { sessionId, opened, request: { effort, effortIsChosen } }: Omit<ModelChoice, "manners">,
): Promise<boolean> {
  if (effort === undefined) return true;
  const option = findOption(opened, "thought_level");
  if (option?.currentValue === effort) return true;
  const offered = valuesOf(option?.options);
  if (option !== undefined && offered.includes(effort)) {
    await setOption(agent, { sessionId, configId: toText(option.id) ?? "thought_level", value: effort });
    return true;
  }
  if (effortIsChosen === true) throw unofferedEffort(effort, offered);
  return false;
}

function unofferedEffort(effort: string, offered: readonly string[]): HarnessError {
  return new HarnessError(
    "invalid",
    offered.length === 0
      ? "the program does not let anybody choose the effort of this model; send the message without one"
      : `the program offers no effort ${effort} for this model; it offers ${offered.slice(0, SHOWN_MAX).join(", ")}`,
  );
}

function findOption(opened: JsonObject, kind: "model" | "thought_level"): JsonObject | undefined {
  const options = toList(opened.configOptions).map(toObject);
  return (
    options.find((one) => one?.category === kind || one?.id === kind) ??
    // Programs from before the categories were published.
    (kind === "thought_level" ? options.find((one) => one?.id === "reasoning_effort") : undefined)
  );
}

/** The values of a select, which may be in groups. */
function valuesOf(options: unknown): string[] {
  return toList(options).flatMap((one) => {
    const { value, options: grouped } = toObject(one) ?? {};
    const text = toText(value);
    if (text !== undefined) return [text];
    return toList(grouped).flatMap((inner) => toText(toObject(inner)?.value) ?? []);
  });
}

async function setOption(
  agent: ClientContext,
  params: { sessionId: string; configId: string; value: string },
): Promise<JsonObject | undefined> {
  const answer = toObject(await agent.request(methods.agent.session.setConfigOption, params));
  return answer?.configOptions === undefined ? undefined : answer;
}
