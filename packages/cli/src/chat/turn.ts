/**
 * One turn of a chat: sends a text, shows the work, prints the answer. Guarantees: Ctrl-C ends the wait and nothing else, and
 * what is typed after it is not lost; what was refused is said, and the chat goes on.
 */
import type { SendMessageBody } from "@tinyagi/contracts";
import { attach, converse } from "../command/conversation/converse.js";
import type { CliContext } from "../context/context.js";
import { toFailure } from "../error/cli-error.js";
import { listen, type Terminal, type TypedKey } from "./keypress.js";

export interface Turn {
  /** The conversation that the person left before its end. */
  readonly left: string | undefined;
  readonly failed: boolean;
  /** What was typed after Ctrl-C: it belongs to the next text. */
  readonly typed: readonly TypedKey[];
}

/** Sent again, the message could be worked on twice. */
const UNCERTAIN =
  "It is not known whether your message was accepted. Before you send it again, look: tinyagi conversation list";

/** @throws the signal's reason when the whole command ends */
export async function takeTurn(
  context: CliContext,
  body: SendMessageBody | { conversation: string },
): Promise<Turn> {
  const leave = new AbortController();
  let left: string | undefined;
  const typed: TypedKey[] = [];
  const keys = watchKeys(context, (key) => {
    if (typeof key === "object" && key.name === "interrupt")
      leave.abort(new Error("the person left the conversation"));
    else if (leave.signal.aborted) typed.push(key);
  });
  const turn: CliContext = { ...context, signal: AbortSignal.any([context.signal, leave.signal]) };
  const options = {
    show: true,
    keys,
    onLeft: (id: string) => {
      left = id;
    },
  };
  keys.release();
  try {
    if ("conversation" in body) await attach(turn, body.conversation, options);
    else await converse(turn, body, options);
    return { left: undefined, failed: turn.exitCode !== 0, typed };
  } catch (error) {
    if (context.signal.aborted) throw error;
    const failure = toFailure(error);
    // A question that was left open is asked again by `/wait`.
    if (!leave.signal.aborted && failure.code !== "CANCELLED") context.output.fail(failure);
    else if (left === undefined && !("conversation" in body)) context.output.talk(UNCERTAIN);
    return { left, failed: true, typed };
  } finally {
    keys.hold();
  }
}

/** Keys are those of the work while no question is asked. */
function watchKeys(
  { stdin }: CliContext,
  onKey: (key: TypedKey) => void,
): { hold: () => void; release: () => void } {
  const terminal: Terminal = stdin;
  let stop: (() => void) | undefined;
  return {
    hold: () => {
      stop?.();
      stop = undefined;
    },
    release: () => {
      if (terminal.isTTY !== true) return;
      stop ??= listen(terminal, onKey);
    },
  };
}
