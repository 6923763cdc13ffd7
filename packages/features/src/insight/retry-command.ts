/** How a failed message runs again. That of a sub-agent runs again in its graph, and not before the graph has ended. */
import type { Advice } from "@tinyagi/contracts";
import type { MessageRow, Store } from "@tinyagi/kernel";

/** The sub-agent whose message it is; null for that of an agent itself. */
export function toSubAgent(
  store: Pick<Store, "graphs" | "runs">,
  { id, kind }: Pick<MessageRow, "id" | "kind">,
): Extract<Advice, { code: "retry" }>["subAgent"] {
  if (kind !== "node") return null;
  const node = store.graphs.nodeOf(id);
  const graph = node && store.graphs.get(node.graph_id);
  return {
    run: store.runs.newestOf(id) ?? null,
    node: node?.node_id ?? null,
    isOpen: graph?.status === "open",
  };
}
