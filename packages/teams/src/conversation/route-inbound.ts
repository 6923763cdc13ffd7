/** Where an inbound message goes: to its addressed agent or team, else where its text says, else to the sender's default. */
import { AppError, type ReplyNote } from "@tinyagi/contracts";
import { findRole, type PersonKey, toPersonKey } from "@tinyagi/kernel";
import { quoteForwarded } from "../routing/forwarded.js";
import { parseUserMessage, type UserRoute } from "../routing/user-message.js";
import type { ConversationContext } from "./context.js";
import type { InboundMessage } from "./inbound.js";
import { answeredReply } from "./inbound-part.js";
import { askedBy, refusalFor } from "./use-of-agents.js";

export interface InboundRoute {
  /** The whole text, with what was passed on. */
  text: string;
  route: Exclude<UserRoute, { kind: "refused" }>;
  /** The sender's former default, which no longer exists. */
  lostDefault: string | null;
  /** Whether the sender chose the receiver: by a name in the text, or by what the message answers. */
  namesReceiver: boolean;
}

/** A prefix, or a tag anywhere. Other brackets are ordinary text, such as `[file: …]`. */
const ADDRESSED = /^\s*@|\[@/;

/** @throws AppError `INVALID_INPUT`, `UNKNOWN_AGENT`, `NO_AGENTS` */
export function routeInbound(context: ConversationContext, inbound: InboundMessage): InboundRoute {
  const text = withForwarded(inbound);
  if (text === "") throw new AppError("INVALID_INPUT", "message is required");
  const directory = context.directory();
  const exists = (id: string): boolean => directory.agents.has(id) || directory.teams.has(id);
  const given = inbound.target ?? undefined;
  if (given !== undefined && !exists(given)) {
    throw new AppError(
      "UNKNOWN_AGENT",
      "There is no agent or team with that id. List them with `tinyagi agent list`.",
    );
  }
  const answered = answeredAgent(context, inbound, exists);
  const target = answered === undefined ? given : undefined;
  const chosen =
    answered ?? (target === undefined ? getDefault(context, personOf(context, inbound)) : undefined);
  const wanted = chosen !== undefined && exists(chosen) ? chosen : openDefault(context, inbound);
  const fallback = wanted === undefined ? {} : { fallback: wanted };
  const route = parseUserMessage(inbound.text, directory, {
    ...(target === undefined ? fallback : { target }),
    ...(inbound.forwarded === undefined ? {} : { appendix: quoteForwarded(inbound.forwarded) }),
  });
  if (route.kind === "refused") throw new AppError(route.code, route.message);
  const untagged = route.kind === "targets" && route.explicit === "default";
  const lostDefault = chosen !== undefined && !exists(chosen) && untagged ? chosen : null;
  // The agent of a group is only a default there.
  const isGiven = inbound.from === "channel" && target !== undefined && !ADDRESSED.test(inbound.text);
  const namesReceiver = answered !== undefined || (!untagged && !isGiven);
  return { text, route, lostDefault, namesReceiver };
}

/** Who wrote the message of TinyAGI that this one answers: for one that joins several answers, the first agent asked. */
function answeredAgent(
  { store }: ConversationContext,
  { channel, metadata, about }: InboundMessage,
  exists: (id: string) => boolean,
): string | undefined {
  const agent = answeredReply(store, { channel, chat: metadata?.chat, about })?.agent_id ?? undefined;
  return agent !== undefined && exists(agent) ? agent : undefined;
}

function withForwarded({ text, forwarded }: InboundMessage): string {
  const parts = [text.trim(), forwarded === undefined ? "" : quoteForwarded(forwarded)];
  return forwarded === undefined && parts[0] !== "" ? text : parts.filter((part) => part !== "").join("\n\n");
}

/** The first agent that the settings name for the person's role, where the default agent is not open to that role. */
function openDefault(context: ConversationContext, inbound: InboundMessage): string | undefined {
  const { defaultAgent, agents } = context.directory();
  const asked = askedBy(inbound);
  const isOpen = (id: string) => agents.has(id) && refusalFor(context, asked, id) === undefined;
  const role = findRole(context.store, asked);
  if (role === undefined || role === "owner" || (defaultAgent !== null && isOpen(defaultAgent)))
    return undefined;
  return context.settings().roles[role].agents?.find(isOpen);
}

/** Inside the accepting write: removes a default that no longer exists. @returns the note for the sender, once */
export function forgetLostDefault(
  context: ConversationContext,
  inbound: InboundMessage,
  { route, lostDefault }: InboundRoute,
): ReplyNote | null {
  if (lostDefault === null || route.kind !== "targets") return null;
  const person = personOf(context, inbound);
  context.store.senderDefaults.clear(person.channel, person.senderKey);
  const receiver = route.targets[0]?.agentId ?? "";
  return { code: "default.lost", lost: lostDefault, agent: receiver };
}

function personOf({ store }: ConversationContext, { channel, sender, senderId }: InboundMessage): PersonKey {
  return toPersonKey(store, { channel, sender, senderId });
}

function getDefault({ store }: ConversationContext, { channel, senderKey }: PersonKey): string | undefined {
  return store.senderDefaults.get(channel, senderKey);
}
