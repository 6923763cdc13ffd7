/**
 * Runs an agent in the program that is kept for its lane, or in a new one, or in one of its own. Guarantees that a message is
 * prompted once: a kept program is asked before it is given a prompt, and one that fails afterwards fails the run.
 */
import { RUN_MARK } from "@tinyagi/base";
import {
  type AgentStart,
  type Harness,
  type HarnessContext,
  HarnessError,
  type HarnessRequest,
  type HarnessResult,
  type InvokeRequest,
  type Settings,
} from "@tinyagi/contracts";
import type { KeptAccess } from "@tinyagi/features";
import { afterStop } from "../process/after-stop.js";
import { expectsSession, forNobody, hasOneSession } from "./ahead.js";
import { changedPart, digestOf, type LiveBasis } from "./basis.js";
import type { LiveHarness, LiveProgram } from "./connection.js";
import { withGrant } from "./granted.js";
import type { KeptProgram, LaneHold, LivePool } from "./pool.js";

/** What runs in kept programs need. */
export interface LiveParts {
  readonly pool: LivePool;
  readonly access: KeptAccess;
  /** A mark for the processes of a new program, by which the next daemon finds them. */
  readonly newMark: () => string;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** A program could not be opened ahead, which no message notices. */
  readonly onNotAhead: (what: { agentId: string; error: unknown }) => void;
  /** A program could not be kept open, which no message notices. */
  readonly onNotOpened: (what: { agentId: string; error: unknown; isForeign: boolean }) => void;
}

/** One run of one agent. */
export interface LiveRunOptions {
  readonly parts: LiveParts;
  readonly harness: LiveHarness;
  readonly request: InvokeRequest;
  readonly settings: Settings;
  /** Runs it in a program of its own. */
  readonly alone: Harness["run"];
}

/** Why nothing is kept for a run. Pure. @returns undefined if a program may be */
export function whyAlone({
  harness,
  request: { agent },
  settings,
}: Pick<LiveRunOptions, "harness" | "request" | "settings">): AgentStart | undefined {
  const { live } = settings.execution;
  if (!live.enabled || live.maxIdle === 0 || agent.live === false) return "off";
  return harness.live === undefined || agent.permissions === "container" ? "unsupported" : undefined;
}

interface LaneRun {
  readonly options: LiveRunOptions;
  readonly live: LiveProgram;
  readonly hold: LaneHold;
  readonly bare: HarnessRequest;
  readonly context: HarnessContext;
}

/** A program for a run, which has its access. */
interface Chosen {
  readonly program: KeptProgram;
  readonly start: AgentStart;
  readonly dismiss: () => void;
}

/** The `run` of a harness for one run. Its requests have no access yet. */
export function liveRun(options: LiveRunOptions): Harness["run"] {
  const { parts, harness, request, alone } = options;
  return async (bare, given) => {
    const context = timing(given, parts.now);
    const reason = whyAlone(options);
    const { live } = harness;
    const { lane, laneConversation } = request;
    const hold = lane === undefined ? parts.pool.holdNone() : parts.pool.hold(lane, laneConversation);
    if (reason !== undefined || live === undefined) {
      if (hold !== undefined) await leave(hold);
      await hold?.gone();
      return alone(bare, telling(context, reason ?? "unsupported"));
    }
    if (hold === undefined) return alone(bare, telling(context, "busy"));
    const run = { options, live, hold, bare, context };
    let chosen: Chosen | AgentStart;
    try {
      chosen = await chooseUnlessCancelled(run);
    } catch (error) {
      await leave(hold);
      throw error;
    }
    if (typeof chosen !== "string") return prompt(run, chosen);
    await leave(hold);
    return alone(bare, telling(context, chosen));
  };
}

/** Gives a lane back without a program: one that was kept would hold the session that the run goes on with, as codex does. */
async function leave(hold: LaneHold): Promise<void> {
  if (hold.program !== undefined) await hold.close(hold.program);
  void hold.release(undefined);
}

/** Nobody waits for a choice whose run is cancelled: what it still chooses is closed. */
function chooseUnlessCancelled(run: LaneRun): Promise<Chosen | AgentStart> {
  const { hold, context } = run;
  const { signal } = context;
  return new Promise((resolve, reject) => {
    const cancel = () =>
      reject(new HarnessError("cancelled", "the run was stopped before its program had a prompt"));
    if (signal.aborted) return cancel();
    signal.addEventListener("abort", cancel, { once: true });
    choose(run)
      .finally(() => signal.removeEventListener("abort", cancel))
      .then((chosen) => {
        if (signal.aborted && typeof chosen !== "string") {
          chosen.dismiss();
          // The kept one was closed with the cancel.
          if (chosen.program !== hold.program) void hold.close(chosen.program);
        }
        resolve(chosen);
      }, reject);
  });
}

/** @returns why there is none, if no access can be given */
async function choose(run: LaneRun): Promise<Chosen | AgentStart> {
  const { options, live, hold, bare, context } = run;
  await hold.gone();
  const { pool, access } = options.parts;
  if (pool.refusesAny() && live.program !== undefined && pool.isRefused(await live.program(bare)))
    return "not_opened";
  const basis = await basisOf(live, access, bare);
  if (pool.isRefused(basis.program)) return "not_opened";
  const { program } = hold;
  if (program === undefined) return openedAhead(run, basis, hold.missing);
  const fit = await fitting(run, program, basis);
  if (typeof fit !== "string") return fit;
  if (context.signal.aborted) return fit;
  await hold.close(program);
  return openedAhead(run, basis, fit);
}

async function basisOf(live: LiveProgram, access: KeptAccess, bare: HarnessRequest): Promise<LiveBasis> {
  const found = await live.basis(bare);
  return { ...found, settings: digestOf([found.settings, access.basis()]) };
}

/** A program that was opened ahead for such a run, or a new one. */
async function openedAhead(run: LaneRun, basis: LiveBasis, start: AgentStart): Promise<Chosen | AgentStart> {
  const { options, hold, bare, context } = run;
  const isFolder = bare.cwd === (bare.workspace ?? bare.cwd);
  const program =
    options.request.lane !== undefined && isFolder && !context.signal.aborted
      ? options.parts.pool.takeAhead(bare.agentId, basis)
      : undefined;
  if (program === undefined) return open(run, basis, start);
  const dismiss = await admitted(program, bare.runId);
  if (dismiss !== undefined) return { program, start: "ahead", dismiss };
  await hold.close(program);
  return open(run, basis, start);
}

/** The kept program for this run, or why it does not fit. */
async function fitting(
  { bare }: LaneRun,
  program: KeptProgram,
  basis: LiveBasis,
): Promise<Chosen | AgentStart> {
  const { connection } = program;
  const kept = { ...program.basis, session: connection.sessionId() ?? "" };
  const changed = connection.isUsable() ? changedPart(kept, basis) : "crashed";
  if (changed !== undefined) return changed;
  const dismiss = await admitted(program, bare.runId);
  return dismiss === undefined ? "no_answer" : { program, start: "reused", dismiss };
}

/** Gives a program to a run, if it is there. */
async function admitted(
  { connection, grant }: KeptProgram,
  runId: string,
): Promise<(() => void) | undefined> {
  if (!(await connection.answers())) return undefined;
  const dismiss = grant.admit(runId);
  // The tools of a run depend on who asked and on settings that no start depends on.
  if (dismiss !== undefined && (await connection.refresh())) return dismiss;
  dismiss?.();
  return undefined;
}

async function open(
  { options, live, hold, bare, context }: LaneRun,
  basis: LiveBasis,
  start: AgentStart,
): Promise<Chosen | AgentStart> {
  const { access, newMark } = options.parts;
  if (context.signal.aborted) return start;
  const grant = await access.keep(bare.agentId);
  const dismiss = grant?.admit(bare.runId);
  if (grant === undefined || dismiss === undefined) {
    grant?.release();
    return "single";
  }
  try {
    const request = withGrant({ ...bare, env: { ...bare.env, [RUN_MARK]: newMark() } }, grant);
    const program = { agentId: bare.agentId, connection: await live.open(request), basis, grant };
    hold.take(program);
    return { program, start, dismiss };
  } catch (error) {
    dismiss();
    grant.release();
    throw error;
  }
}

async function prompt(run: LaneRun, { program, start, dismiss }: Chosen): Promise<HarnessResult> {
  const { options, hold, bare, context } = run;
  const { connection } = program;
  let reason: AgentStart | undefined = "failed";
  try {
    context.onSteerable?.(connection.steer);
    const result = await connection.prompt(bare, telling(context, start));
    reason = undefined;
    return result;
  } catch (error) {
    // One that did not end its turn has been ended for it.
    if (isCancelled(error)) reason = connection.isUsable() ? undefined : "stopped";
    if (!isUnopened(error, run, program)) throw error;
    const isForeign = connection.isForeign();
    if (isForeign) options.parts.pool.refuse(program.basis.program);
    options.parts.onNotOpened({ agentId: bare.agentId, error, isForeign });
    // No model was asked. What is wrong with the program shows when it runs as it always did.
    return await options.alone(bare, telling(context, "not_opened"));
  } finally {
    context.onSteerable?.(undefined);
    dismiss();
    const isEnded = afterStop(context.signal) === "program";
    const ended = connection.isUsable() || reason === "stopped" ? reason : "crashed";
    const released = hold.release(program, isEnded ? "stopped" : ended);
    if (reason === undefined && hasOneSession(options.request))
      options.parts.pool.noteAhead(bare.agentId, "one_session");
    if (reason === undefined && expectsSession(options.request, bare))
      void released
        .then(() => openNext(run, program))
        .catch((error: unknown) => options.parts.onNotAhead({ agentId: bare.agentId, error }));
    // The folder of a sub-agent may be removed next.
    if (isEnded || options.request.lane === undefined) await released;
  }
}

/** Opens a program for the next session of the agent. It has nothing of this run, and access only with a run of its own. */
async function openNext({ options, live, bare }: LaneRun, like: KeptProgram): Promise<void> {
  const { pool, access, newMark } = options.parts;
  const request = forNobody(bare);
  const basis = await basisOf(live, access, request);
  await pool.openAhead({
    like,
    basis,
    async prepare() {
      const grant = await access.keep(bare.agentId);
      if (grant === undefined) return undefined;
      const mark = newMark();
      const asked = withGrant({ ...request, runId: mark, env: { ...request.env, [RUN_MARK]: mark } }, grant);
      try {
        return { agentId: bare.agentId, connection: await live.open(asked), basis, grant };
      } catch (error) {
        grant.release();
        throw error;
      }
    },
    start: ({ connection }) => connection.openAhead(request),
  });
}

function isCancelled(error: unknown): boolean {
  return error instanceof HarnessError && error.class === "cancelled";
}

function isUnopened(error: unknown, { context }: LaneRun, { connection }: KeptProgram): boolean {
  if (connection.wasOpen() || context.signal.aborted) return false;
  if (!(error instanceof HarnessError) || error.sessionLost) return false;
  return error.class !== "interrupted" && error.failureCause !== "program";
}

/** Says when the program has the prompt: it names its session then. */
function timing(context: HarnessContext, now: () => number): HarnessContext {
  const begun = now();
  let hasProcess = false;
  let isReady = false;
  return {
    ...context,
    onEvent(event) {
      context.onEvent(event);
      hasProcess ||= event.type === "process.started";
      if (isReady || !hasProcess || event.type !== "session") return;
      isReady = true;
      context.onEvent({ type: "process.ready", startMs: Math.round(now() - begun) });
    },
  };
}

/** Says with the process of the run how it came to it. */
function telling(context: HarnessContext, start: AgentStart): HarnessContext {
  return {
    ...context,
    onEvent: (event) => context.onEvent(event.type === "process.started" ? { ...event, start } : event),
  };
}
