/** LangGraph.js: agents as compiled graphs (model node, tool node), `Send` fan-out, binary recursion by sub-graphs. */
import { Annotation, END, Send, START, StateGraph } from "@langchain/langgraph";

const State = Annotation.Root({
  value: Annotation({ reducer: (_, next) => next, default: () => "" }),
  results: Annotation({ reducer: (all, more) => all.concat(more), default: () => [] }),
});

const agent = new StateGraph(State)
  .addNode("model", async () => ({ value: "call" }))
  .addNode("tool", async (state) => ({ value: `${state.value}ed` }))
  .addEdge(START, "model")
  .addEdge("model", "tool")
  .addEdge("tool", END)
  .compile();

/** One model call and one tool call for each of `count` agents at once. */
export const agents = (count) =>
  Promise.all(Array.from({ length: count }, () => agent.invoke({ value: "" })));

/** One graph that sends `count` tasks to a node. */
export function fanOut(count) {
  const graph = new StateGraph(State)
    .addNode("plan", async () => ({}))
    .addNode("child", async (state) => ({ results: [state.value] }))
    .addEdge(START, "plan")
    .addConditionalEdges("plan", () =>
      Array.from({ length: count }, (_, i) => new Send("child", { value: `c${i}` })),
    )
    .addEdge("child", END)
    .compile();
  return () => graph.invoke({ value: "" }, { recursionLimit: 100 });
}

/** A binary tree of agents, `levels` deep, each a run of its own. */
export async function tree(levels) {
  await agent.invoke({ value: "" });
  if (levels > 1) await Promise.all([tree(levels - 1), tree(levels - 1)]);
}
