/** How a failed message runs again. That of a sub-agent runs again in its graph, and not before the graph has ended. */
import type { MessageRow } from "../store/schema.js";
import type { Store } from "../store/store.js";

/** @returns the end of a sentence: "retry it with `tinyagi queue retry 7`." */
export function retryWords(store: Store, { id, kind }: Pick<MessageRow, "id" | "kind">): string {
  if (kind !== "node") return `retry it with \`tinyagi queue retry ${id}\`.`;
  const run = store.runs.newestOf(id) ?? "<run>";
  const node = store.graphs.nodeOf(id);
  const retry = `retry it with \`tinyagi retry ${run} --from ${node?.node_id ?? "<agent>"}\`.`;
  const graph = node && store.graphs.get(node.graph_id);
  return graph?.status === "open" ? `when its graph has ended, ${retry}` : retry;
}
