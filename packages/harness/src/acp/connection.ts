/**
 * An agent program that speaks ACP and stays open: each prompt is a turn of one session. What the program asks is answered
 * by the agent's permission mode, and by a person where the mode says so. Must be closed, so that its place is released.
 */
import {
  type ClientContext,
  type ContentBlock,
  client,
  methods,
  type RequestPermissionRequest,
  type RequestPermissionResponse,
} from "@agentclientprotocol/sdk";
import { type AcpManners, failureWith, type HarnessContext, type HarnessRequest } from "@tinyagi/contracts";
import type { Permit } from "../api/permit.js";
import { type CliInvocation, runCli } from "../cli/cli-run.js";
import { compact, type JsonObject, toList, toObject, toText } from "../cli/json-line.js";
import type { Connection } from "../live/connection.js";
import type { KeepProcess } from "../process/kept-contract.js";
import { acpFailure } from "./failure.js";
import { mayWithoutPerson, mergeCall, toAskedCall, toOutcome } from "./permission.js";
import { asMessage, promptBlocks } from "./prompt.js";
import { type AcpHello, acpPing, createAcpProtocol, isAnswerTo } from "./protocol.js";
import { openSession } from "./session.js";
import { type AcpSpent, type AcpTurn, createAcpTurn } from "./turn.js";
import { createWire } from "./wire.js";

/** A program that needs longer for one line is busy with something else, or stopped. */
const PING_MAX_MS = 250;
/** To replace a program whose sessions end with it costs the conversation: one that is only slow is waited for. */
const LAST_SESSION_PING_MAX_MS = 5_000;
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

/** What is being answered. */
interface Running {
  readonly turn: AcpTurn;
  /** Prompts that have no answer yet: of a turn that was steered, more than one. */
  unanswered: number;
  readonly request: HarnessRequest;
  readonly signal: AbortSignal;
}

/** Prepares a connection. The first prompt starts the program. */
export function openAcp(parts: AcpConnectionParts): Connection {
  const protocol = createAcpProtocol();
  const kept = parts.keepProcess(protocol);
  const spent: AcpSpent = { usd: 0 };
  let running: Running | undefined;
  let session: string | undefined;
  let lastUpdateAt: number | undefined;
  let questions = 0;
  const wire = createWire(kept.write, (params) => {
    lastUpdateAt = performance.now();
    const update = toObject(params.update);
    // Of a session that is being opened, updates tell what was said before.
    if (session === undefined || update === undefined || running === undefined) return;
    if (parts.manners.lateReplay === true && update.sessionUpdate === "user_message_chunk")
      running.turn.forget();
    running.turn.update(update);
  });
  const peer = client({ name: "tinyagi" })
    .onRequest(methods.client.session.requestPermission, ({ params }) => answerFor(parts, running, params))
    .connect(wire.stream);
  peer.signal.addEventListener("abort", wire.close, { once: true });
  void kept.ended.then(() => peer.close());

  /** @throws what the program refused */
  async function send(current: Running, sessionId: string, prompt: ContentBlock[]): Promise<void> {
    current.unanswered += 1;
    const response = await peer.agent.request(methods.agent.session.prompt, { sessionId, prompt });
    current.unanswered -= 1;
    if (current.unanswered === 0) current.turn.end(toObject(response) ?? {});
  }

  function fail({ turn }: Running, error: unknown): void {
    // How the process ended is known there.
    if (peer.signal.aborted) return;
    turn.end(acpFailure(error, { name: parts.invocation.name, login: parts.login }));
  }

  async function talk(current: Running): Promise<void> {
    const { turn, request, signal } = current;
    try {
      const hello = await protocol.opened;
      const isFirst = session === undefined;
      session ??= await begin({ parts, hello, agent: peer.agent, lastUpdateAt: () => lastUpdateAt }, request);
      protocol.setSession(session);
      turn.setSession(session);
      signal.throwIfAborted();
      const prompt = await promptBlocks(request, { isFirst, capabilities: capabilitiesIn(hello) });
      await send(current, session, prompt);
    } catch (error) {
      fail(current, error);
    }
  }

  /** For a program that takes a second prompt into its turn. In others, it would end the turn or wait for its end. */
  async function steer(text: string): Promise<"taken" | "too_late"> {
    const current = running;
    if (current === undefined || session === undefined || current.unanswered === 0) return "too_late";
    send(current, session, [{ type: "text", text: asMessage(text) }]).catch((error: unknown) =>
      fail(current, error),
    );
    return "taken";
  }

  async function prompt(request: HarnessRequest, context: HarnessContext) {
    const turn = createAcpTurn(wire.receive, spent);
    const asked = Object.assign({}, parts.request, { prompt: request.prompt, pictures: request.pictures });
    running = { turn, request: asked, signal: context.signal, unanswered: 0 };
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
    ...(parts.manners.joinsPrompts === true ? { steer } : {}),
    answers() {
      questions += 1;
      const id = `tinyagi-${questions}`;
      const withinMs = parts.manners.sessionsEnd === true ? LAST_SESSION_PING_MAX_MS : PING_MAX_MS;
      return kept.ask(acpPing(id), { isAnswer: (line) => isAnswerTo(id, line), withinMs });
    },
    // The list of its tools is made when a session is opened. What a run may not use is refused when it is called.
    refresh: async () => true,
    isUsable: kept.isUsable,
    wasOpen: kept.wasOpen,
    isForeign: kept.isForeign,
    sessionId: () => session,
    pid: kept.pid,
    async close() {
      await kept.stop();
      peer.close();
    },
    ended: kept.ended,
  };
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
): Promise<string> {
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
