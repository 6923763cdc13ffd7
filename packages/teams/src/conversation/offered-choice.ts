/** Refuses a message whose model or effort its agents cannot answer with, before anything of it is stored. */
import { AppError, type RunChoice } from "@tinyagi/contracts";
import { type ChoiceRefusal, refuseChoice } from "@tinyagi/kernel";
import type { ConversationContext } from "./context.js";

/** Of what a provider offers, as many names are shown. */
const NAMES_SHOWN = 12;

/** @throws AppError `INVALID_INPUT` for the first agent that cannot */
export function assertOffered(
  { settings }: Pick<ConversationContext, "settings">,
  agents: readonly string[],
  choice: RunChoice | undefined,
): void {
  if (choice === undefined) return;
  const known = settings();
  for (const id of agents) {
    const agent = known.agents[id];
    const refusal = agent === undefined ? undefined : refuseChoice(agent, choice, known);
    if (refusal !== undefined) throw refused(id, refusal);
  }
}

function refused(agent: string, { part, offered }: ChoiceRefusal): AppError {
  const names = offered.slice(0, NAMES_SHOWN).join(", ");
  const what = part === "model" ? "offers no such model" : "takes no such effort";
  const instead =
    names === ""
      ? `Send the message without ${part === "model" ? "a model" : "an effort"}.`
      : `Use one of these: ${names}.`;
  return new AppError("INVALID_INPUT", `The provider of @${agent} ${what}. ${instead}`, {
    details: [{ path: part, message: "not offered" }],
  });
}

/** Each step of a chain has an agent of its own, with a model of its own. */
export function choiceOfChain(): AppError {
  return new AppError(
    "INVALID_INPUT",
    "A message to a chain of agents takes no model and no effort. Send it to one agent, or leave them out.",
  );
}
