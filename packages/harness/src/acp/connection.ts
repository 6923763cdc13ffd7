/**
 * An agent program that speaks ACP and stays open: each prompt is a turn of one session. What the program asks is answered
 * by the agent's permission mode, and by a person where the mode says so. Must be closed, so that its place is released.
 */
import {
  type ClientContext,
  client,
  methods,
  type RequestPermissionRequest,
  type RequestPermissionResponse,
} from "@agentclientprotocol/sdk";
import {
  type AcpManners,
  failureWith,
  type HarnessContext,
  type HarnessRequest,
  type SteerTurn,
} from "@tinyagi/contracts";
import type { Permit } from "../api/permit.js";
import { type CliInvocation, cliStart, runCli } from "../cli/cli-run.js";
import { compact, type JsonObject, toList, toObject, toText } from "../cli/json-line.js";
import type { ProgramConnection } from "../live/connection.js";
import {
  type KeepProcess,
  type KeptPatience,
  type KeptProcess,
  PING_PATIENCE,
} from "../process/kept-contract.js";
import { mayWithoutPerson, mergeCall, toAskedCall, toOutcome } from "./permission.js";
import { promptBlocks } from "./prompt.js";
import { type AcpHello, acpPing, createAcpProtocol, isAnswerTo } from "./protocol.js";
import { createRunning, type Running } from "./running.js";
import { type OpenSession, openSession } from "./session.js";
import { type AcpSpent, createAcpTurn } from "./turn.js";
import { createWire } from "./wire.js";

/** To replace a program whose sessions end with it costs the conversation: one that is silent is waited for, too. */
const LAST_SESSION_PATIENCE: KeptPatience = { silentMs: 5_000, workingMs: 10_000 };
const PROTOCOL = 1;

/** What a connection needs. */
export interface AcpConnectionParts {
  readonly keepProcess: KeepProcess;
  /** How the program is started, and what all turns have in common. */
  readonly invocation: Omit<CliInvocation, "startProcess" | "stdin" | "parser">;
  readonly manners: AcpManners;
  /** Command that logs the program in, if it is known. */
  readonly login?: string | undefined;
  /** Whether a sandbox holds the program. */
  readonly enclosed: boolean;
  /** Whether the program has a key in its environment. */
  readonly hasKey: boolean;
  /** Asks a person. Absent: nobody can be asked, so nothing is allowed. */
  readonly permit: Permit | undefined;
  /** The request that the program was opened for. Later turns have its access. */
  readonly request: HarnessRequest;
}

/** Prepares a connection. The first prompt starts the program. */
export function openAcp(parts: AcpConnectionParts): ProgramConnection {
  const protocol = createAcpProtocol();
  const kept = parts.keepProcess(protocol);
  const spent: AcpSpent = { usd: 0 };
  let running: Running | undefined;
  let opened: OpenSession | undefined;
  let lastUpdateAt: number | undefined;
  let questions = 0;
  const wire = createWire(kept.write, (params) => {
    lastUpdateAt = performance.now();
    const update = toObject(params.update);
    // Of a session that is being opened, updates tell what was said before.
    if (opened === undefined || update === undefined || running === undefined) return;
    if (parts.manners.lateReplay === true && update.sessionUpdate === "user_message_chunk")
      running.turn.forget();
    running.turn.update(update);
  });
  const peer = client({ name: "tinyagi" })
    .onRequest(methods.client.session.requestPermission, ({ params }) => answerFor(parts, running, params))
    .connect(wire.stream);
  peer.signal.addEventListener("abort", wire.close, { once: true });
  void kept.ended.then(() => peer.close());

  async function talk(current: Running): Promise<void> {
    const { turn, request, signal } = current;
    try {
      const hello = await protocol.opened;
      const isFirst = opened === undefined;
      opened ??= await begin({ parts, hello, agent: peer.agent, lastUpdateAt: () => lastUpdateAt }, request);
      protocol.setSession(opened.sessionId);
      turn.setSession(opened);
      signal.throwIfAborted();
      const prompt = await promptBlocks(request, { isFirst, capabilities: capabilitiesIn(hello) });
      await current.send(opened.sessionId, prompt);
    } catch (error) {
      current.fail(error);
    }
  }

  const steer: SteerTurn = async (text) =>
    opened === undefined ? "too_late" : (running?.steer(opened.sessionId, text) ?? "too_late");

  async function prompt(request: HarnessRequest, context: HarnessContext) {
    const turn = createAcpTurn(wire.receive, spent);
    const asked = Object.assign({}, parts.request, { prompt: request.prompt, pictures: request.pictures });
    const program = { name: parts.invocation.name, login: parts.login };
    running = createRunning({ turn, request: asked, signal: context.signal, peer, program });
    void talk(running);
    try {
      const invocation = { ...parts.invocation, startProcess: kept.startTurn, parser: turn, stdin: "" };
      return await runCli(invocation, request, context);
    } finally {
      running = undefined;
    }
  }

  return {
    prompt,
    openAhead: (request) => kept.open(cliStart(parts.invocation, request)),
    // Others would end their turn for it, or take it for the next one.
    ...(parts.manners.joinsPrompts === true ? { steer } : {}),
    answers() {
      questions += 1;
      return ping(kept, parts.manners, `tinyagi-${questions}`);
    },
    // The list of its tools is made when a session is opened. What a run may not use is refused when it is called.
    refresh: async () => true,
    isUsable: kept.isUsable,
    wasOpen: kept.wasOpen,
    isForeign: kept.isForeign,
    sessionId: () => opened?.sessionId,
    pid: kept.pid,
    async close() {
      await kept.stop();
      peer.close();
    },
    ended: kept.ended,
  };
}

function ping(kept: KeptProcess, { sessionsEnd }: AcpManners, id: string): Promise<boolean> {
  const patience = sessionsEnd === true ? LAST_SESSION_PATIENCE : PING_PATIENCE;
  return kept.ask(acpPing(id), { isAnswer: (line) => isAnswerTo(id, line), ...patience });
}

/** What nobody waits for any more is neither allowed nor refused. */
const CANCELLED: RequestPermissionResponse = { outcome: { outcome: "cancelled" } };

async function answerFor(
  { enclosed, manners, permit, request: { permissions } }: AcpConnectionParts,
  running: Running | undefined,
  { toolCall, options }: RequestPermissionRequest,
): Promise<RequestPermissionResponse> {
  if (running === undefined) return CANCELLED;
  const { turn, signal } = running;
  const { toolCallId: callId } = toolCall;
  const call = mergeCall(turn.callOf(callId), compact<Record<string, unknown>>(toolCall));
  if (mayWithoutPerson(permissions, { enclosed, kind: toText(call.kind) })) return toOutcome(true, options);
  const { tool, input, unclear } = toAskedCall(call, manners);
  const mayAsk = permit !== undefined && unclear === undefined;
  const allowed = mayAsk && (await isPermitted(permit, { tool, input, callId }, signal));
  if (signal.aborted) return CANCELLED;
  if (!allowed) turn.deny(unclear === undefined ? tool : `${tool} (${unclear})`);
  return toOutcome(allowed, options);
}

async function isPermitted(
  permit: Permit,
  question: Parameters<Permit>[0],
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return (await permit(question, signal)) === undefined;
  } catch {
    return false; // Nobody could be asked, or the run has ended: nobody said yes.
  }
}

function capabilitiesIn({ result }: AcpHello): JsonObject {
  return toObject(result?.agentCapabilities) ?? {};
}

interface Beginning {
  readonly parts: AcpConnectionParts;
  readonly hello: AcpHello;
  readonly agent: ClientContext;
  readonly lastUpdateAt: () => number | undefined;
}

async function begin(
  { parts, hello, agent, lastUpdateAt }: Beginning,
  request: HarnessRequest,
): Promise<OpenSession> {
  const { name } = parts.invocation;
  const { result, error } = hello;
  if (result === undefined) {
    const said = toText(error?.message) ?? "";
    throw failureWith("program", `${name} did not begin to speak ACP${said === "" ? "" : `: ${said}`}`);
  }
  if (result.protocolVersion !== PROTOCOL)
    throw failureWith(
      "program",
      `${name} speaks version ${JSON.stringify(result.protocolVersion)} of ACP, not ${PROTOCOL}; install a release that speaks it`,
    );
  const { manners } = parts;
  const method = toList(result.authMethods)
    .map((one) => toText(toObject(one)?.id))
    .find((id) => id !== undefined && id === manners.keyMethod);
  if (method !== undefined && parts.hasKey)
    await agent.request(methods.agent.authenticate, { methodId: method });
  return openSession({ agent, capabilities: capabilitiesIn(hello), manners, lastUpdateAt }, request);
}
