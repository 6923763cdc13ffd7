/**
 * The entry point for every message from a person. It checks in this order: strangers on a channel, commands, the
 * sender's default, then agents. A stranger's text never passes the first check, and what a person only passed on goes to
 * agents alone: somebody else may have written it.
 */
import { AppError, CHAT_COMMANDS, isAppError, LOCAL_CHANNELS, type SenderRole } from "@tinyagi/contracts";
import { findRole, personOf, type SenderKey, type SessionRequest } from "@tinyagi/kernel";
import type { Accepted, InboundMessage } from "../conversation/inbound.js";
import { askedBy } from "../conversation/use-of-agents.js";
import type { CommandCall } from "./command-call.js";
import { commandRefusal } from "./command-rights.js";
import { runCommand } from "./commands.js";
import type { InboxCaller } from "./inbox-caller.js";
import type { InboxParts } from "./inbox-parts.js";
import { type Command, parseCommand, withoutEscape } from "./parse-command.js";
import { applySticky, parseSticky, type StickyChange, stickyRefusal } from "./sticky-default.js";
import { createStopWork } from "./stop-work.js";
import { parseWith } from "./with-choice.js";

const STRANGER_METADATA_MAX_CHARS = 2_000;

export interface Received extends Accepted {
  /** The answer of TinyAGI itself to a command or a change of the default. The outbox contains it too. */
  reply?: string;
  /**
   * Set when the sender is not approved: `pending` senders have just received a code, `blocked` senders get no
   * answer.
   */
  pairing?: "pending" | "blocked";
}

type Accept = (inbound: InboundMessage) => Promise<Accepted>;

export interface Inbox {
  /**
   * @param accept accepts messages for agents; default `Conversations.accept`
   * @throws AppError of `accept`; `INVALID_INPUT` when a channel's message has no `senderId`
   */
  receive(inbound: InboundMessage, caller: InboxCaller, accept?: Accept): Promise<Received>;
  /**
   * Decides about a sender of a channel before the channel downloads anything of the message. A stranger gets a code as
   * with `receive`. @throws AppError `INVALID_INPUT` when there is no `senderId`
   */
  admit(inbound: Omit<InboundMessage, "text">): Promise<Received["pairing"] | "approved">;
}

export function createInbox(parts: InboxParts): Inbox {
  const withStop = { ...parts, stopWork: createStopWork(parts) };

  async function command(inbound: InboundMessage, wanted: Command, call: CommandCall): Promise<Received> {
    // Checked before the command runs, not only when the answer is stored: a repeated request must not act twice.
    assertUnused(parts, inbound);
    const result = await runCommand(withStop, wanted, call);
    const kept = keptText(wanted);
    const received = await parts.conversations.answerAsHost(inbound, {
      reply: result.reply,
      ...(kept === undefined ? {} : { keptText: kept }),
    });
    result.afterwards?.();
    return received;
  }

  async function sticky(
    inbound: InboundMessage,
    change: StickyChange,
    { person, role, asked }: CommandCall,
  ): Promise<Received> {
    const address = change.kind === "set" ? change.address : undefined;
    const refusal =
      commandRefusal({ name: "default", argument: null }, role) ??
      (address && stickyRefusal(parts, asked, address));
    if (refusal !== undefined) return parts.conversations.answerAsHost(inbound, { reply: () => refusal });
    return parts.conversations.answerAsHost(inbound, {
      reply: () =>
        applySticky(
          { store: parts.store, directory: parts.directory(), now: parts.clock.now() },
          person,
          change,
        ),
    });
  }

  return {
    async admit(inbound) {
      const decision = await gate(parts, { ...inbound, text: "" });
      return typeof decision === "object" ? decision.pairing : "approved";
    },
    async receive(given, caller, accept = parts.conversations.accept) {
      const received = { ...given, from: caller };
      if (caller === "run") {
        if (given.choice !== undefined) throw mayNotChoose();
        return accept(received);
      }
      const gated = caller === "channel" ? await gate(parts, received) : undefined;
      if (typeof gated === "object") return gated;
      const inbound = caller === "channel" ? { ...received, asker: getAsker(received) } : received;
      // A change is never a command: what it would do, its sender did not send.
      if (inbound.edits === true) return parts.conversations.edit(inbound);
      const asked = toSessionRequest(inbound);
      const messageId = inbound.messageId ?? parts.newId("api");
      const role = gated ?? findRole(parts.store, asked) ?? "guest";
      assertMayChoose(inbound, caller, role);
      if (inbound.forwarded !== undefined) return accept(inbound);
      const call = toCall(parts, inbound, { caller, asked, role, messageId });
      const wanted = parseCommand(inbound.text);
      const chosen =
        wanted?.name === "with" && commandRefusal(wanted, role) === undefined && parseWith(wanted.text);
      if (chosen) {
        const message = { ...inbound, messageId, ...chosen };
        return answerRefusal(parts, message, () => accept(message));
      }
      if (wanted !== null) return command({ ...inbound, messageId }, wanted, call);
      const addressed = inbound.target !== undefined && inbound.target !== null;
      const change = addressed ? null : parseSticky(inbound.text, parts.directory());
      if (change !== null) return sticky(inbound, change, call);
      return accept({ ...inbound, text: withoutEscape(inbound.text) });
    },
  };
}

/** In a chat, a choice that cannot be met is answered: its sender sees no errors of the API. */
async function answerRefusal(
  { conversations }: InboxParts,
  inbound: InboundMessage,
  accepting: () => Promise<Accepted>,
): Promise<Received> {
  try {
    return await accepting();
  } catch (error) {
    if (!isAppError(error, "INVALID_INPUT")) throw error;
    return conversations.answerAsHost(inbound, { reply: () => error.message });
  }
}

/** @throws AppError `FORBIDDEN` */
function assertMayChoose({ choice }: InboundMessage, caller: InboxCaller, role: SenderRole): void {
  if (choice === undefined || caller !== "channel" || role === CHAT_COMMANDS.with.least) return;
  throw mayNotChoose();
}

/** Whoever pays for a model chooses it. */
function mayNotChoose(): AppError {
  return new AppError("FORBIDDEN", "Only an owner may choose the model or the effort of a message.");
}

/** What is stored of a command that contains a code, or an answer that only its agent may read. */
function keptText(command: Command): string | undefined {
  if (command.name === "decide") return `/${command.act} ${command.id}`;
  // It may be a mistyped command with a code.
  if (command.name === "unknown") return `/${command.word}`;
  if (command.name === "misused") return `/${command.command}`;
  return command.name === "approve" || command.name === "deny" ? `/${command.name}` : undefined;
}

/** The role of an approved sender, or the result of a stranger's message. */
async function gate(parts: InboxParts, inbound: InboundMessage): Promise<SenderRole | Received> {
  const senderId = inbound.senderId ?? "";
  if (senderId === "")
    throw new AppError("INVALID_INPUT", "`senderId` is required: it identifies the person on a channel.");
  const messageId = inbound.messageId ?? parts.newId("api");
  const decision = await parts.pairing.gate(
    { channel: inbound.channel, senderId },
    { sender: inbound.sender, onCode: (code) => replyWithCode(parts, { inbound, messageId, code }) },
  );
  if (decision.kind === "approved") return decision.role;
  const pairing = decision.kind === "pending" ? "pending" : "blocked";
  return { conversationId: "", messageId, agents: [], pairing };
}

/** Runs inside the write that stores the code. The journal records the reply without its text. */
function replyWithCode(
  { outbox }: InboxParts,
  { inbound, messageId, code }: { inbound: InboundMessage; messageId: string; code: string },
): void {
  const text = (shown: string): string =>
    [
      "This sender is not paired yet.",
      `Your pairing code: ${shown}`,
      "Ask the TinyAGI owner to approve you with:",
      `tinyagi pairing approve ${shown}`,
    ].join("\n");
  outbox.add({
    conversationId: null,
    messageId,
    channel: inbound.channel,
    sender: inbound.sender,
    senderId: inbound.senderId ?? null,
    message: text(code),
    originalMessage: "",
    agent: null,
    files: [],
    metadata: toThread(inbound),
    journalText: text("********"),
  });
}

/**
 * Metadata that the channel needs to send the answer to the right thread. Longer metadata of a stranger is dropped.
 */
function toThread({ metadata }: InboundMessage): string | null {
  const text = metadata === undefined ? null : JSON.stringify(metadata);
  return text === null || text.length > STRANGER_METADATA_MAX_CHARS ? null : text;
}

/** A channel's message counts as its sender's own only while the sender is approved. */
function getAsker({ channel, senderId }: InboundMessage): SenderKey {
  return { channel, senderId: senderId ?? "" };
}

function toSessionRequest(inbound: InboundMessage): SessionRequest {
  const { metadata } = inbound;
  return { ...askedBy(inbound), id: "", metadata: metadata === undefined ? null : JSON.stringify(metadata) };
}

function toCall(
  parts: InboxParts,
  inbound: InboundMessage,
  given: Pick<CommandCall, "caller" | "asked" | "role" | "messageId">,
): CommandCall {
  const open = given.caller === "channel" || !LOCAL_CHANNELS.has(inbound.channel);
  const { channel, target } = inbound;
  const by = open ? `${channel}:${inbound.senderId ?? inbound.sender}` : "operator";
  const bound = target == null ? {} : { target };
  const isGroup = inbound.about?.chat?.kind === "group";
  return { ...given, ...bound, channel, person: personOf(parts.store, given.asked), open, isGroup, by };
}

function assertUnused({ store }: InboxParts, { channel, messageId }: InboundMessage): void {
  if (messageId === undefined || store.conversations.findInbound(channel, messageId) === undefined) return;
  throw new AppError("DUPLICATE_MESSAGE", "duplicate messageId", {
    details: [{ path: "messageId", message: messageId }],
  });
}
