/**
 * `/confirm`: an owner confirms what a page wants to do. The stored reply never contains the code: pages can read replies.
 * The channel of the chat gets the code when it fetches the reply; see {@link confirmationReply}.
 */
import { ACTS, type Confirmation, confirmationLines } from "@tinyagi/contracts";
import type { Confirmations } from "@tinyagi/kernel";
import type { CommandCall, CommandResult } from "./command-call.js";

export function confirmAct(
  { confirmations }: { confirmations: Pick<Confirmations, "list" | "announce"> },
  { id }: { id: string | null },
  { role, caller, channel, messageId, by }: CommandCall,
): CommandResult {
  if (role !== "owner")
    return say("Only an owner may use /confirm. You are a member. Ask an owner to do it.");
  // Whoever passes messages on could pretend to be an owner, and could read the answer.
  if (caller !== "channel")
    return say("/confirm works in a chat of a connected channel. In a terminal, use: tinyagi confirm");
  const open = confirmations.list();
  const wanted = id === null && open.length === 1 ? open[0] : open.find((one) => one.id === id);
  if (wanted === undefined)
    return say(open.length === 0 ? "Nothing waits for a confirmation." : choice(open));
  confirmations.announce({ channel, messageId, by }, wanted.id);
  return say("The confirmation is shown only in the chat that asked for it.");
}

/** What the chat shows. `null`: the confirmation has ended. */
export function confirmationReply(given: { confirmation: Confirmation; code: string } | null): string {
  if (given === null)
    return "This confirmation has expired. Repeat the change on the page, then write /confirm.";
  const { code, confirmation } = given;
  return [
    ...confirmationLines(confirmation),
    "",
    "Is this what you want? Then type this code into the page within 5 minutes. If not, do nothing.",
    `${code.slice(0, 4)} ${code.slice(4)}`,
  ].join("\n");
}

function choice(open: readonly Confirmation[]): string {
  return [
    "Several confirmations wait. Choose one:",
    ...open.map(({ id, act }) => `/confirm ${id} - ${ACTS[act].what}`),
  ].join("\n");
}

function say(text: string): CommandResult {
  return { reply: () => text };
}
