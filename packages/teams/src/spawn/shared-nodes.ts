/** The nodes that a forked graph shares with the graph it comes from: they have no message of their own. */
import { ROOT_NODE } from "@tinyagi/contracts";
import type { MessageRow, Store } from "@tinyagi/kernel";
import type { ForkSource, GraphRules } from "./parts.js";

/** Forks of forks that are followed to the message of a shared node. */
const FORKS_MAX = 1_000;

export function findForkSource(store: Store, graphId: string): ForkSource | undefined {
  const row = store.graphs.get(graphId);
  const rules: GraphRules | undefined = row === undefined ? undefined : JSON.parse(row.rules);
  return rules?.fork;
}

/** The message that a node had when its graph or the one that it was forked from ran it. */
export function messageOfNode(store: Store, graphId: string, node: string): MessageRow | undefined {
  for (let id = graphId, n = 0; n < FORKS_MAX; n++) {
    const row = store.graphs.node(id, node);
    if (row !== undefined) return store.messages.get(row.message_row_id);
    const source = findForkSource(store, id);
    if (source === undefined) return undefined;
    id = source.from;
  }
  return undefined;
}

/** Whether a node takes its end over from the source of its graph. */
export function isShared(store: Store, graphId: string, node: string): boolean {
  return node !== ROOT_NODE && (findForkSource(store, graphId)?.shared.includes(node) ?? false);
}
