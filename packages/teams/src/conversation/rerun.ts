/**
 * Runs earlier work again, in a new conversation that is linked to the old one: a whole message, or from one sub-agent on.
 * The old conversation, its runs and its graph stay as they are.
 */
import { AppError, ROOT_NODE } from "@tinyagi/contracts";
import { buildContext, type ConversationRow, type MessageRow } from "@tinyagi/kernel";
import type { GraphFork } from "../spawn/fork-graph.js";
import { type ConversationContext, isOpen } from "./context.js";
import { enqueue } from "./enqueue.js";
import { openFollowUp } from "./open.js";

export interface Rerun {
  /** Any run of the tree. With `from`, `node` or `generation`: a run of the graph of sub-agents. */
  runId: string;
  /** This sub-agent runs again as it is, and what depends on it. */
  from?: string | undefined;
  /** This sub-agent runs again from its start, and what depends on it. */
  node?: string | undefined;
  /** Only plans up to this generation of the graph are kept. */
  generation?: number | undefined;
  /** Replaces the text of the message, or that of `node`. Default: its text. */
  prompt?: string | undefined;
  /** Work that was sent with the same key before is not run again. */
  key?: string | undefined;
}

/** One message that runs again. */
interface Again {
  message: MessageRow;
  conversation: ConversationRow;
  /** Replaces the text of the message. */
  text: string | undefined;
  fork: GraphFork | undefined;
  key: string | undefined;
}

/**
 * @returns the new conversation, or the one of an earlier request with the same key
 * @throws AppError `NOT_FOUND` when the run, its message or the sub-agent does not exist, `CONFLICT` when the same text
 *   still waits or runs, or when the key belongs to another conversation, `UNKNOWN_AGENT` when its agent was removed
 */
export async function rerun(context: ConversationContext, wanted: Rerun): Promise<string> {
  const fork = await resolveFork(context, wanted);
  const text = wanted.node === undefined || wanted.node === ROOT_NODE ? wanted.prompt : undefined;
  return context.store.write(() => {
    const { message, conversation } =
      fork === undefined ? findRoot(context, wanted) : getOwner(context, fork.root);
    const earlier = findEarlier(context, conversation, wanted.key);
    return earlier ?? start(context, { message, conversation, text, fork, key: wanted.key });
  });
}

/** @returns undefined when the whole message runs again */
async function resolveFork(
  context: ConversationContext,
  { runId, from, node, generation, prompt }: Rerun,
): Promise<GraphFork | undefined> {
  if (from === undefined && node === undefined && generation === undefined) return undefined;
  const run = context.store.runs.get(runId);
  if (run === undefined || context.spawns === undefined) throw notFound();
  const fork = await context.spawns.planFork({
    messageRowId: run.message_row_id,
    again: from,
    generation: node === ROOT_NODE ? (generation ?? 0) : generation,
    edited: node === undefined || node === ROOT_NODE ? undefined : { node, prompt },
  });
  return fork;
}

function start(context: ConversationContext, { message, conversation, text, fork, key }: Again): string {
  if (!context.directory().agents.has(message.agent_id))
    throw new AppError("UNKNOWN_AGENT", `There is no agent @${message.agent_id} any more.`);
  if (isOpen(message) && text === undefined && fork === undefined)
    throw new AppError(
      "CONFLICT",
      "The message of this run has not ended, so it cannot be retried. Cancel it first, or fork it with another prompt.",
    );
  const owner = openFollowUp(context, conversation, {
    agentId: message.agent_id,
    teamId: message.team_id,
    ...(text === undefined ? {} : { text }),
    ...(key === undefined ? {} : { inboundId: toInboundKey(key) }),
  });
  const queued = enqueue(context, owner, {
    messageId: context.newId("internal"),
    agentId: message.agent_id,
    teamId: message.team_id,
    kind: message.kind === "chain" ? "chain" : "user",
    ...contentAgain(message, text),
    ...(message.chain_step === null ? {} : { chainStep: message.chain_step }),
  });
  if (fork !== undefined) context.spawns?.continueFork(queued, fork);
  return owner.id;
}

/** What a message says, when it runs again as one of a person. @param text replaces its author's words */
function contentAgain(
  { kind, from_agent: from, team_id: team, ...content }: MessageRow,
  text: string | undefined,
) {
  const { join, repeats = { kind, from, team }, ...others } = buildContext(content);
  const context = { ...others, repeats };
  return {
    text: text ?? content.text,
    shared: content.shared,
    // The request to join answers has no words of an author: other ones replace all of it.
    context: join === undefined || text !== undefined ? context : { ...context, join },
  };
}

const toInboundKey = (key: string) => `rerun:${key}`;

/** @throws AppError `CONFLICT` */
function findEarlier(
  { store }: ConversationContext,
  { id, channel }: ConversationRow,
  key: string | undefined,
): string | undefined {
  const earlier = key === undefined ? undefined : store.conversations.findInbound(channel, toInboundKey(key));
  if (earlier === undefined) return undefined;
  if (earlier.follow_up_of !== id)
    throw new AppError("CONFLICT", "This key was used for other work. Use a new one.");
  return earlier.id;
}

function findRoot(
  context: ConversationContext,
  { runId }: Rerun,
): { message: MessageRow; conversation: ConversationRow } {
  const { store } = context;
  const run = store.runs.get(runId);
  const root = run === undefined ? undefined : (store.runs.get(run.root_run_id) ?? run);
  return getOwner(context, root === undefined ? undefined : store.messages.get(root.message_row_id));
}

function getOwner(
  { store }: ConversationContext,
  message: MessageRow | undefined,
): { message: MessageRow; conversation: ConversationRow } {
  const conversation = message === undefined ? undefined : store.conversations.get(message.conversation_id);
  if (message === undefined || conversation === undefined) throw notFound();
  return { message, conversation };
}

function notFound(): AppError {
  return new AppError("NOT_FOUND", "There is no run with this id, or its message was deleted.");
}
