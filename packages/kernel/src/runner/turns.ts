/**
 * Invokes an agent turn by turn until no new input is left. All turns share a session, and each one counts for the
 * budgets, also one that was interrupted. A run that is not steered has one turn.
 */
import {
  type BackgroundEnded,
  type HarnessContext,
  HarnessError,
  type HarnessEvent,
  type InvokedTurn,
  type InvokeRequest,
  type InvokeResult,
  type SteerTurn,
  type Usage,
} from "@tinyagi/contracts";
import type { SteerInput, TurnStart } from "../steering/live-runs.js";
import { inputsText, inputText, steeredPrompt } from "../steering/steer-text.js";
import type { RunContext, RunParts } from "./context.js";
import { type Perceived, unperceived } from "./perceived.js";
import { recordPerceived } from "./record-perceived.js";

/** The session that the next turn continues; the current turn may change it. */
export interface TurnSession {
  current: { sessionId: string; sessionTotals: Usage | undefined } | undefined;
}

export type TurnRequest = Omit<InvokeRequest, "sessionId" | "sessionTotals">;

export interface TurnOptions {
  runId: string;
  /** Of the first turn. A run that goes on since before a restart needs it when a text ends its turn. */
  toRequest: () => Promise<TurnRequest>;
  session: TurnSession;
  signal: AbortSignal;
  onEvent: (event: HarnessEvent) => void;
}

/** @throws what the last turn throws */
export async function runTurns(
  parts: RunParts,
  { claim }: RunContext,
  { toRequest, runId, session, signal, onEvent }: TurnOptions,
): Promise<TurnsResult> {
  const { record, perceived } = recordPerceived(parts, claim);
  const firstMembers = claim.batch.length - (claim.adopted?.inputs.length ?? 0);
  let goesOn = claim.adopted !== undefined;
  const results = await parts.liveRuns.run(claim, signal, async (start) => {
    const wasGoingOn = goesOn;
    goesOn = false;
    return wasGoingOn ? adoptTurn(start) : startTurn(start);
  });
  return { ...joined(results), ...perceived() };

  /** The program of this turn was started by an earlier daemon. */
  function adoptTurn({ signal: turn }: TurnStart): Promise<InvokeResult> {
    const { adopt } = parts.invoker;
    if (adopt === undefined) throw new HarnessError("interrupted", "Nobody has this run any more.");
    return during(() => adopt({ runId, agentId: claim.agent_id }, contextOf(turn)));
  }

  async function startTurn(start: TurnStart): Promise<InvokeResult> {
    const request = await toRequest();
    const { inputs, answered, signal: turn, onSteerable } = start;
    const { sessionId, sessionTotals } = session.current ?? {};
    // Only a session knows what was answered.
    const asked =
      answered === undefined || sessionId === undefined
        ? steeredPrompt(request.prompt, inputs)
        : inputsText(inputs.slice(answered));
    // A text that arrived meanwhile is part of no message that is known here.
    const { work, ...wanted } = request;
    const { prompt, pictures, ...files } = await perceive(parts, { ...request, prompt: asked }, turn);
    record(files);
    const has: InvokedTurn = {
      members: firstMembers + inputs.length,
      inputs: inputs.length,
      usage: parts.budgets.usageOf(runId),
    };
    return during(() =>
      parts.invoker.invoke(
        {
          ...wanted,
          ...(inputs.length > 0 || work === undefined ? {} : { work }),
          prompt,
          ...(pictures.length === 0 ? {} : { pictures }),
          ...(sessionId === undefined ? {} : { sessionId }),
          ...(sessionTotals === undefined ? {} : { sessionTotals }),
        },
        {
          ...contextOf(turn),
          turn: has,
          onSteerable: (steer) => onSteerable(steer && ((input) => steerHearing(input, steer, turn))),
        },
      ),
    );
  }

  function contextOf(turn: AbortSignal): HarnessContext {
    return {
      signal: turn,
      onEvent,
      ...(parts.waits === undefined ? {} : { waiting: parts.waits.stateOf(runId) }),
    };
  }

  /** The usage of the turn counts however it ends. */
  async function during(invoke: () => Promise<InvokeResult>): Promise<InvokeResult> {
    let usage: Usage | undefined;
    try {
      const result = await invoke();
      if (result.sessionId !== undefined)
        session.current = { sessionId: result.sessionId, sessionTotals: result.sessionTotals };
      usage = result.usage;
      return result;
    } finally {
      parts.budgets.endTurn(runId, usage);
    }
  }

  /** The turn reads what a recording says, as it does of its first message. Pictures need a prompt that shows them. */
  async function steerHearing(input: SteerInput, steer: SteerTurn, turn: AbortSignal) {
    const perceivedInput = await perceive(
      parts,
      { runId, agentId: claim.agent_id, prompt: inputText(input) },
      turn,
    );
    const { prompt, pictures, ...files } = perceivedInput;
    if (pictures.length > 0) return "too_late";
    record(files);
    return steer(prompt);
  }
}

/** What runs answer, and what they perceived of the files of their messages. */
type TurnsResult = InvokeResult & Pick<Perceived, "heard" | "unheard">;

async function perceive(
  { perceive: look }: RunParts,
  { runId, agentId, prompt }: Pick<TurnRequest, "runId" | "agentId" | "prompt">,
  signal: AbortSignal,
): Promise<Perceived> {
  return look === undefined ? unperceived(prompt) : look({ runId, agentId, prompt }, signal);
}

/** A turn that ended just before new input arrived has an answer of its own: the texts follow each other. */
function joined(results: readonly InvokeResult[]): InvokeResult {
  const [first, ...more] = results;
  if (first === undefined) throw new Error("a run without a result");
  return more.reduce((one, other) => {
    const rebuiltFrom = one.rebuiltFrom ?? other.rebuiltFrom;
    const backgroundEnded = endedTogether(one.backgroundEnded, other.backgroundEnded);
    return {
      ...other,
      text: `${one.text}\n\n${other.text}`,
      deniedTools: [...new Set([...one.deniedTools, ...other.deniedTools])],
      ...(rebuiltFrom === undefined ? {} : { rebuiltFrom }),
      ...(backgroundEnded === undefined ? {} : { backgroundEnded }),
    };
  }, first);
}

function endedTogether(
  one: BackgroundEnded | undefined,
  other: BackgroundEnded | undefined,
): BackgroundEnded | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return { count: one.count + other.count, commands: [...one.commands, ...other.commands] };
}
