/** What an agent reads when its run is steered. Pure. */
import type { SteerInput } from "./live-runs.js";

/** Notes in front of the prompt of a run that continues with new input. */
const CONTINUED =
  "[Note from TinyAGI: you were interrupted while you worked on the message below, because a person wrote something new; it follows the message. Check what is already done before you repeat it.]";
const HEADERS: Readonly<Record<SteerInput["kind"], string>> = {
  inject: "[New from the person, while you worked: take it into account and answer everything together.]",
  redirect: "[New from the person: stop the work so far. This replaces it.]",
};

/**
 * The prompt of a turn. It repeats the message, because the session of an interrupted turn may be lost.
 *
 * @param prompt of the first turn
 */
export function steeredPrompt(prompt: string, inputs: readonly SteerInput[]): string {
  if (inputs.length === 0) return prompt;
  return [CONTINUED, prompt, inputsText(inputs)].join("\n\n");
}

/** The prompt of a turn in a session that has answered everything before. */
export function inputsText(inputs: readonly SteerInput[]): string {
  return inputs.map(inputText).join("\n\n");
}

/** What a turn reads of one input. */
export function inputText({ kind, text }: SteerInput): string {
  return `${HEADERS[kind]}\n${text}`;
}
