/**
 * Takes a person's message in: routes it, writes conversation, messages and events in one transaction, and
 * answers only when that is durable. Whoever got an answer can rely on it; whoever got an error can send again.
 */
import { AppError, type JoinMode } from "@tinyagi/contracts";
import { renderChainStep } from "../routing/envelope.js";
import { parseUserMessage, type UserRoute } from "../routing/user-message.js";
import type { ConversationContext } from "./context.js";
import { enqueue } from "./enqueue.js";
import { openConversation, teamRules } from "./open.js";

export interface InboundMessage {
  text: string;
  channel: string;
  sender: string;
  senderId?: string | null | undefined;
  /** Idempotency key of the platform or client; generated when absent. */
  messageId?: string | undefined;
  /** Agent or team id that gets the whole text. */
  target?: string | null | undefined;
  join?: JoinMode | undefined;
  /** Opaque, handed back with every reply. */
  metadata?: Record<string, unknown> | undefined;
}

export interface Accepted {
  conversationId: string;
  messageId: string;
  agents: string[];
}

/**
 * @throws AppError `INVALID_INPUT` (empty text, more receivers than `limits.messages`), `UNKNOWN_AGENT`, `NO_AGENTS`, `DUPLICATE_MESSAGE` (details name the id), `STORE_UNAVAILABLE`
 */
export async function accept(context: ConversationContext, inbound: InboundMessage): Promise<Accepted> {
  const route = routeOf(context, inbound);
  const messageId = inbound.messageId ?? context.newId("api");
  const accepted = await context.store.write(() => {
    if (context.store.conversations.findInbound(inbound.channel, messageId) !== undefined) {
      throw new AppError("DUPLICATE_MESSAGE", "duplicate messageId", {
        details: [{ path: "messageId", message: messageId }],
      });
    }
    const result =
      route.kind === "chain"
        ? acceptChain(context, { inbound, messageId, route })
        : acceptTargets(context, { inbound, messageId, route });
    context.failpoints.hit("accept.before-commit");
    return result;
  });
  context.failpoints.hit("accept.after-commit");
  return accepted;
}

type Routed<K extends UserRoute["kind"]> = {
  inbound: InboundMessage;
  messageId: string;
  route: Extract<UserRoute, { kind: K }>;
};

function routeOf(
  context: ConversationContext,
  inbound: InboundMessage,
): Exclude<UserRoute, { kind: "refused" }> {
  if (inbound.text.trim() === "") throw new AppError("INVALID_INPUT", "message is required");
  const directory = context.directory();
  const target = inbound.target ?? undefined;
  if (target !== undefined && !directory.agents.has(target) && !directory.teams.has(target)) {
    throw new AppError(
      "UNKNOWN_AGENT",
      "There is no agent or team with that id. List them with `tinyagi agent list`.",
    );
  }
  const route = parseUserMessage(inbound.text, directory, target === undefined ? {} : { target });
  if (route.kind === "refused") throw new AppError(route.code, route.message);
  return route;
}

function acceptTargets(
  context: ConversationContext,
  { inbound, messageId, route }: Routed<"targets">,
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
    notes: route.note === null ? [] : [route.note],
  });
  for (const [index, target] of route.targets.entries()) {
    enqueue(context, conversation, {
      messageId: index === 0 ? messageId : context.newId("internal"),
      agentId: target.agentId,
      teamId: target.teamId,
      kind: "user",
      text: target.text,
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
  enqueue(context, conversation, {
    messageId,
    agentId: first.agentId,
    teamId: first.teamId,
    kind: "chain",
    chainStep: 0,
    text: renderChainStep({
      original: inbound.text,
      instruction: first.instruction,
      step: 1,
      steps: route.steps.length,
      outputs: [],
    }),
  });
  return { conversationId: conversation.id, messageId, agents };
}

function origin(inbound: InboundMessage, messageId: string) {
  return {
    inboundId: messageId,
    replyToId: messageId,
    channel: inbound.channel,
    sender: inbound.sender,
    senderId: inbound.senderId ?? null,
    text: inbound.text,
    metadata: inbound.metadata === undefined ? null : JSON.stringify(inbound.metadata),
    join: inbound.join,
  };
}
