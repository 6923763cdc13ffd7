/**
 * Invokes an agent turn by turn until no new input is left. All turns share a session, and each one counts for the
 * budgets, also one that was interrupted. A run that is not steered has one turn.
 */
import type {
  BackgroundEnded,
  HarnessEvent,
  InvokeRequest,
  InvokeResult,
  SteerTurn,
  Usage,
} from "@tinyagi/contracts";
import type { SteerInput } from "../steering/live-runs.js";
import { inputsText, inputText, steeredPrompt } from "../steering/steer-text.js";
import type { RunContext, RunParts } from "./context.js";
import { type Perceived, unperceived } from "./perceived.js";
import { recordPerceived } from "./record-perceived.js";

/** The session that the next turn continues; the current turn may change it. */
export interface TurnSession {
  current: { sessionId: string; sessionTotals: Usage | undefined } | undefined;
}

export interface TurnOptions {
  /** Of the first turn. */
  request: Omit<InvokeRequest, "sessionId" | "sessionTotals">;
  session: TurnSession;
  signal: AbortSignal;
  onEvent: (event: HarnessEvent) => void;
}

/** @throws what the last turn throws */
export async function runTurns(
  parts: RunParts,
  { claim }: RunContext,
  { request, session, signal, onEvent }: TurnOptions,
): Promise<TurnsResult> {
  const runId = claim.run_id;
  const { record, perceived } = recordPerceived(parts, claim);
  const results = await parts.liveRuns.run(claim, signal, async (start) => {
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
    let usage: Usage | undefined;
    try {
      const result = await parts.invoker.invoke(
        {
          ...wanted,
          ...(inputs.length > 0 || work === undefined ? {} : { work }),
          prompt,
          ...(pictures.length === 0 ? {} : { pictures }),
          ...(sessionId === undefined ? {} : { sessionId }),
          ...(sessionTotals === undefined ? {} : { sessionTotals }),
        },
        {
          signal: turn,
          onSteerable: (steer) => onSteerable(steer && ((input) => steerHearing(input, steer, turn))),
          onEvent,
          ...(parts.waits === undefined ? {} : { waiting: parts.waits.stateOf(runId) }),
        },
      );
      if (result.sessionId !== undefined)
        session.current = { sessionId: result.sessionId, sessionTotals: result.sessionTotals };
      usage = result.usage;
      return result;
    } finally {
      parts.budgets.endTurn(runId, usage);
    }
  });
  return { ...joined(results), ...perceived() };

  /** The turn reads what a recording says, as it does of its first message. Pictures need a prompt that shows them. */
  async function steerHearing(input: SteerInput, steer: SteerTurn, turn: AbortSignal) {
    const perceivedInput = await perceive(parts, { ...request, prompt: inputText(input) }, turn);
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
  { runId, agentId, prompt }: TurnOptions["request"],
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
