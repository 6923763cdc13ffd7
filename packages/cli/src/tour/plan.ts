/** The scene with a plan: an agent wants sub-agents, a person approves, the graph runs. */
import { type ConversationDetail, nodeDepth, nodePath } from "@tinyagi/contracts";
import { type DemoHome, wait } from "./demo-home.js";
import { lastReplyOf, type Scene, type Teller } from "./scene.js";

const LOOK_EVERY_MS = 50;
const ENDED: ReadonlySet<string> = new Set(["completed", "dead", "cancelled"]);

export const planWithApproval: Scene = {
  id: "plan",
  title: "An agent plans sub-agents, and asks you first",
  async play(home, tell) {
    tell.command("tinyagi run '@lead plan: a page for a bakery'");
    const body = { message: "plan: a page for a bakery", agent: "lead" };
    const { conversationId } = await home.client().call("sendMessage", { body, signal: tell.signal });
    const asked = new Set<string>();
    const states = new Map<string, string>();
    for (;;) {
      await approveAll(home, tell, asked);
      const params = { id: conversationId };
      const now = await home.client().call("getConversation", { params, signal: tell.signal });
      tellNodes(tell, now, states);
      if (now.status !== "open")
        return finish(tell, now, { approvals: asked.size, nodes: [...states.keys()] });
      await wait(LOOK_EVERY_MS, tell.signal);
    }
  },
};

/** As the person would after reading the plan. */
async function approveAll(home: DemoHome, tell: Teller, asked: Set<string>): Promise<void> {
  const client = home.client();
  const { approvals } = await client.call("listApprovals", { signal: tell.signal });
  for (const { id, digest, agent } of approvals) {
    if (asked.has(id)) continue;
    asked.add(id);
    tell.event(`@${agent} wants to start sub-agents. Nothing starts before you decide.`);
    tell.command(`tinyagi approve ${id}`);
    await client.call("approveApproval", { params: { id }, body: { digest }, signal: tell.signal });
  }
}

function tellNodes(tell: Teller, { messages }: ConversationDetail, states: Map<string, string>): void {
  for (const { node, status } of messages) {
    if (node === undefined) continue;
    // Its place in the graph, such as `root/research/facts`: a part of a part is further in.
    const shown = `${"  ".repeat(Math.max(0, nodeDepth(node) - 1))}${nodePath(node).replaceAll("/", " / ")}`;
    if (!states.has(node)) tell.event(`${shown} starts`);
    else if (ENDED.has(status) && states.get(node) !== status) tell.event(`${shown} is done`);
    states.set(node, states.has(node) ? status : "");
  }
}

function finish(
  tell: Teller,
  conversation: ConversationDetail,
  { approvals, nodes }: { approvals: number; nodes: string[] },
) {
  tell.answer(lastReplyOf(conversation));
  tell.point(
    "A plan is a graph: parts run in parallel, and a part can plan again. Limits count the whole tree.",
  );
  const ok = approvals > 0 && nodes.length >= 3 && conversation.status === "closed";
  return { ok, approvals, subAgents: nodes };
}
