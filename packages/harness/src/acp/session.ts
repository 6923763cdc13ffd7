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

/** What a session needs. */
export interface SessionParts {
  readonly agent: ClientContext;
  /** What the program can do, as it said. */
  readonly capabilities: JsonObject;
  readonly manners: AcpManners;
  /** When the last update came, milliseconds of a clock that never goes back. Undefined: none did. */
  readonly lastUpdateAt: () => number | undefined;
}

/** @returns the id of the session @throws what the program refused; a lost session is a HarnessError that says so */
export async function openSession(parts: SessionParts, request: HarnessRequest): Promise<string> {
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
  await chooseModel(agent, { sessionId, opened, request, manners: parts.manners });
  return sessionId;
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

/** Programs lose the choice when they load a session, so it is made each time. */
async function chooseModel(
  agent: ClientContext,
  { sessionId, opened, request: { model }, manners }: ModelChoice,
): Promise<void> {
  if (model === undefined) return;
  const option = toList(opened.configOptions)
    .map(toObject)
    .find((one) => one?.category === "model" || one?.id === "model");
  const current = option?.currentValue ?? toObject(opened.models)?.currentModelId;
  if (current === model) return;
  if (option !== undefined) {
    const configId = toText(option.id) ?? "model";
    await agent.request(methods.agent.session.setConfigOption, { sessionId, configId, value: model });
  } else if (toObject(opened.models) !== undefined)
    // Of programs that speak an earlier edition of the protocol.
    await agent.request("session/set_model", { sessionId, modelId: model });
  else if (manners.modelArgument === undefined)
    throw new HarnessError(
      "invalid",
      `the program does not let anybody choose its model; set its own: tinyagi agent set <id> --model ""`,
    );
}
