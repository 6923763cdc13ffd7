/**
 * Accepts a person's message: routes it, writes conversation, messages and events in one transaction, and answers only
 * when they are durable. A caller that gets an answer can rely on it. A caller that gets an error can send again.
 */
import { AppError, type ReplyNote } from "@tinyagi/contracts";
import { storedAsker } from "@tinyagi/kernel";
import { type UserRoute, wholeText } from "../routing/user-message.js";
import { closeIfDone } from "./close.js";
import type { ConversationContext } from "./context.js";
import { enqueue } from "./enqueue.js";
import type { Accepted, InboundMessage } from "./inbound.js";
import { addPart } from "./inbound-part.js";
import { assertOffered, choiceOfChain } from "./offered-choice.js";
import { openConversation, teamRules } from "./open.js";
import { forgetLostDefault, type InboundRoute, routeInbound } from "./route-inbound.js";
import { askedBy, refusedAmong } from "./use-of-agents.js";
import { joinWindow, windowEnd } from "./window.js";

/**
 * @throws AppError `INVALID_INPUT` (empty text, more receivers than `limits.messages`), `UNKNOWN_AGENT`, `NO_AGENTS`, `DUPLICATE_MESSAGE` (details name the id), `STORE_UNAVAILABLE`
 */
export async function accept(context: ConversationContext, inbound: InboundMessage): Promise<Accepted> {
  return context.store.write(prepare(context, inbound));
}

/**
 * Routes a message. The function it returns accepts it inside a write of the caller, so that the message is durable
 * together with something else. That write may be repeated, and the function with it.
 *
 * @throws AppError as `accept` does for a message that cannot be routed
 */
export function prepare(context: ConversationContext, inbound: InboundMessage): () => Accepted {
  const { store, failpoints } = context;
  const route = routeInbound(context, inbound);
  return () => {
    const accepted = acceptRouted(context, inbound, route);
    failpoints.hit("accept.before-commit");
    store.afterCommit(() => failpoints.hit("accept.after-commit"));
    return accepted;
  };
}

/**
 * Like `accept`, but inside a write of the caller, for work that must be durable together with something else. It throws
 * the `AppError`s of `accept` before it writes anything.
 */
export function acceptWithin(context: ConversationContext, inbound: InboundMessage): Accepted {
  return acceptRouted(context, inbound, routeInbound(context, inbound));
}

function acceptRouted(context: ConversationContext, given: InboundMessage, routed: InboundRoute): Accepted {
  const inbound = { ...given, text: routed.text };
  const messageId = inbound.messageId ?? context.newId("api");
  assertNew(context, inbound, messageId);
  const joined = joinWindow(context, { inbound, messageId, routed });
  if (joined !== undefined) return joined;
  const { route } = routed;
  const lost = forgetLostDefault(context, inbound, routed);
  const wanted = (route.kind === "chain" ? route.steps : route.targets).map(({ agentId }) => agentId);
  const { refused, notes } = refusedAmong(context, askedBy(inbound), wanted);
  // A chain without one of its steps is another request.
  if (route.kind === "chain" && inbound.choice !== undefined) throw choiceOfChain();
  if (route.kind === "chain")
    return refused.size > 0
      ? answerRefused(context, { inbound, messageId, notes })
      : acceptChain(context, { inbound, messageId, route });
  const targets = route.targets.filter(({ agentId }) => !refused.has(agentId));
  assertOffered(
    context,
    targets.map(({ agentId }) => agentId),
    inbound.choice,
  );
  if (targets.length === 0) return answerRefused(context, { inbound, messageId, notes });
  return acceptTargets(context, {
    inbound,
    messageId,
    route: { ...route, targets },
    notes: lost === null ? notes : [lost, ...notes],
  });
}

/** A conversation without an agent: its reply says why there is none. */
function answerRefused(
  context: ConversationContext,
  { inbound, messageId, notes }: { inbound: InboundMessage; messageId: string; notes: readonly ReplyNote[] },
): Accepted {
  const conversation = openConversation(context, {
    ...origin(inbound, messageId),
    teamId: null,
    targets: [],
    notes,
  });
  closeIfDone(context, conversation.id);
  return { conversationId: conversation.id, messageId, agents: [] };
}

/** @throws AppError `DUPLICATE_MESSAGE` when the channel has already used this id or content id */
export function assertNew(context: ConversationContext, inbound: InboundMessage, messageId: string): void {
  if (!wasTaken(context, inbound, messageId)) return;
  throw new AppError("DUPLICATE_MESSAGE", "duplicate messageId", {
    details: [{ path: "messageId", message: messageId }],
  });
}

function wasTaken(
  { store: { conversations, inbound } }: ConversationContext,
  { channel, contentId }: InboundMessage,
  messageId: string,
): boolean {
  if (inbound.get(channel, messageId) !== undefined) return true;
  if (conversations.findInbound(channel, messageId) !== undefined) return true;
  if (contentId === undefined) return false;
  // Kept under its content, such a message has its own id only where its replies are threaded.
  const same = conversations.findInbound(channel, contentId) ?? conversations.findThread(channel, messageId);
  return same !== undefined;
}

type Routed<K extends UserRoute["kind"]> = {
  inbound: InboundMessage;
  messageId: string;
  route: Extract<UserRoute, { kind: K }>;
};

function acceptTargets(
  context: ConversationContext,
  { inbound, messageId, route, notes }: Routed<"targets"> & { notes: readonly ReplyNote[] },
): Accepted {
  const agents = [...new Set(route.targets.map((target) => target.agentId))];
  const teamId = route.targets.length === 1 ? (route.targets[0]?.teamId ?? null) : null;
  const { messages } = teamRules(context, teamId).limits;
  if (route.targets.length > messages)
    throw new AppError(
      "INVALID_INPUT",
      `LIMIT_MESSAGES: a conversation has at most ${messages} messages, so one message reaches at most as many agents.`,
    );
  const conversation = openConversation(context, {
    ...origin(inbound, messageId),
    teamId,
    targets: agents,
    notes: route.note === null ? notes : [route.note, ...notes],
  });
  const text = wholeText(route.targets[0]);
  addPart(context, inbound, { key: messageId, conversationId: conversation.id, text, position: 0 });
  const notBefore = windowEnd(context, inbound);
  for (const [index, target] of route.targets.entries()) {
    enqueue(context, conversation, {
      messageId: index === 0 ? messageId : context.newId("internal"),
      agentId: target.agentId,
      teamId: target.teamId,
      kind: "user",
      text: target.text,
      shared: target.shared,
      incoming: index === 0 ? inbound.text : undefined,
      notBefore,
      ...(inbound.choice === undefined ? {} : { context: { choice: inbound.choice } }),
      whenBusy: inbound.whenBusy ?? context.settings().agents[target.agentId]?.whenBusy,
    });
  }
  return { conversationId: conversation.id, messageId, agents };
}

function acceptChain(context: ConversationContext, { inbound, messageId, route }: Routed<"chain">): Accepted {
  const agents = [...new Set(route.steps.map((step) => step.agentId))];
  const first = route.steps[0];
  if (first === undefined) throw new AppError("INVALID_INPUT", "message is required");
  const conversation = openConversation(context, {
    ...origin(inbound, messageId),
    teamId: first.teamId,
    targets: agents,
    chain: route.steps,
  });
  addPart(context, inbound, {
    key: messageId,
    conversationId: conversation.id,
    text: inbound.text,
    position: 0,
  });
  enqueue(context, conversation, {
    messageId,
    agentId: first.agentId,
    teamId: first.teamId,
    kind: "chain",
    chainStep: 0,
    incoming: inbound.text,
    text: first.instruction.trim(),
    context: { chain: { step: 1, steps: route.steps.length, request: inbound.text.trim(), results: [] } },
  });
  return { conversationId: conversation.id, messageId, agents };
}

function origin(inbound: InboundMessage, messageId: string) {
  return {
    inboundId: inbound.contentId ?? messageId,
    replyToId: messageId,
    channel: inbound.channel,
    sender: inbound.sender,
    senderId: inbound.senderId ?? null,
    text: inbound.text,
    metadata: inbound.metadata === undefined ? null : JSON.stringify(inbound.metadata),
    join: inbound.join,
    quiet: inbound.quiet,
    taskId: inbound.taskId,
    budget: inbound.budget,
    asker: storedAsker(inbound.asker),
  };
}
