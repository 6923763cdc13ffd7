/** The folders and worktrees of the nodes of a graph: made for a run, released when their results are given back. */
import { type NodePlace, nodeName, type WorktreeRefusal } from "@tinyagi/contracts";
import type { GraphNodeRow, MessageRow } from "@tinyagi/kernel";
import { isOpen, type NodeSettings, type SpawnParts, settingsOfNode } from "./parts.js";

const NAME_MAX_CHARS = 60;

/** Where a node works; its own workspace for every other message. */
export async function resolvePlace(parts: SpawnParts, message: MessageRow, own: string): Promise<string> {
  const { store } = parts;
  const row = message.kind === "node" ? store.graphs.nodeOf(message.id) : undefined;
  if (row === undefined) return own;
  const settings = settingsOfNode(row);
  const local = nodeName(row.node_id);
  const place = await parts.workspaceOf(message.agent_id).makeNodePlace({
    name: settings.session ?? `${local.slice(0, NAME_MAX_CHARS)}-${message.id}`,
    parent: whereOf(parts, settings.parent) ?? { agentId: message.agent_id, place: own },
    writes: settings.writes,
  });
  if (settings.place === undefined)
    await store.write(() => {
      store.graphs.setNodeSettings(row.graph_id, row.node_id, JSON.stringify({ ...settings, place }));
      if (place.refusal !== undefined) recordPlainPlace(parts, { row, message, place });
    });
  return place.path;
}

function recordPlainPlace(
  { journal }: SpawnParts,
  { row, message, place }: { row: GraphNodeRow; message: MessageRow; place: NodePlace },
): void {
  if (place.refusal === undefined) return;
  const { graph_id: graphId, node_id: node } = row;
  journal.append(
    "node.without_worktree",
    { graphId, node, agent: message.agent_id, path: place.path, reason: place.refusal },
    { conversationId: message.conversation_id, messageRowId: message.id, agentId: message.agent_id },
  );
}

/** Why nodes work in a plain folder although they write to a repository, by node. */
export function listRefusals(
  { store }: SpawnParts,
  graphId: string,
  nodes: readonly string[],
): Map<string, WorktreeRefusal> {
  const found = new Map<string, WorktreeRefusal>();
  for (const node of nodes) {
    const row = store.graphs.node(graphId, node);
    const refusal = row === undefined ? undefined : settingsOfNode(row).place?.refusal;
    if (refusal !== undefined) found.set(node, refusal);
  }
  return found;
}

/** Whose run of a message works or worked, and in which place if it has one of its own. */
function whereOf(
  { store }: SpawnParts,
  messageRowId: number | null,
): { agentId: string; place: string | null } | undefined {
  const message = messageRowId === null ? undefined : store.messages.get(messageRowId);
  if (message === undefined) return undefined;
  const row = message.kind === "node" ? store.graphs.nodeOf(message.id) : undefined;
  const place = row === undefined ? undefined : settingsOfNode(row).place;
  return { agentId: message.agent_id, place: place?.path ?? null };
}

/** Where the run of a message works or worked. */
export async function resolveFolder(
  parts: SpawnParts,
  messageRowId: number | null,
  fallback: string,
): Promise<string> {
  const where = whereOf(parts, messageRowId);
  if (where === undefined) return fallback;
  return where.place ?? (await parts.workspaceOf(where.agentId).prepare({})).folder;
}

/**
 * Removes worktrees of ended nodes that hold no work.
 *
 * @returns those that were kept, by node
 */
export async function releasePlaces(
  parts: SpawnParts,
  graphId: string,
  nodes: readonly string[],
): Promise<Map<string, { path: string; branch: string }>> {
  const kept = new Map<string, { path: string; branch: string }>();
  for (const node of nodes) {
    const row = parts.store.graphs.node(graphId, node);
    const message = row === undefined ? undefined : parts.store.messages.get(row.message_row_id);
    if (row === undefined || message === undefined || isOpen(message)) continue;
    const { place, ...settings } = settingsOfNode(row);
    if (place?.worktree === undefined) continue;
    if ((await parts.workspaceOf(message.agent_id).releaseNodePlace(place)).kept) {
      kept.set(node, { path: place.worktree.root, branch: place.worktree.branch });
      await recordRetained(parts, { graphId, node, message, place: { worktree: place.worktree } });
    } else await forget(parts, { graphId, node, settings });
  }
  return kept;
}

/** Once for each worktree: the row says that it was told. */
async function recordRetained(
  parts: SpawnParts,
  kept: {
    graphId: string;
    node: string;
    message: MessageRow;
    place: { worktree: NonNullable<NodePlace["worktree"]> };
  },
): Promise<void> {
  const { store, journal } = parts;
  const { graphId, node, message } = kept;
  const { root: path, branch } = kept.place.worktree;
  await store.write(() => {
    const row = store.graphs.node(graphId, node);
    if (row === undefined || settingsOfNode(row).kept === true) return;
    const settings: NodeSettings = { ...settingsOfNode(row), kept: true };
    store.graphs.setNodeSettings(graphId, node, JSON.stringify(settings));
    journal.append(
      "node.workspace_kept",
      { graphId, node, agent: message.agent_id, path, branch },
      { conversationId: message.conversation_id, messageRowId: message.id, agentId: message.agent_id },
    );
  });
}

async function forget(
  { store }: SpawnParts,
  removed: { graphId: string; node: string; settings: NodeSettings },
): Promise<void> {
  const { graphId, node, settings } = removed;
  await store.write(() => store.graphs.setNodeSettings(graphId, node, JSON.stringify(settings)));
}
