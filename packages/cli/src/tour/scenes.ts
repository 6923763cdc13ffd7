/** The scenes of the demo, in order. Each runs on the real queue, router and graph; only the model is played. */
import type { ConversationDetail } from "@tinyagi/contracts";
import { crash } from "./crash.js";
import { ANALYST_TOKENS } from "./demo-home.js";
import { planWithApproval } from "./plan.js";
import { converse, replyOf, type Scene } from "./scene.js";

const WORK_MS = 700;

const fanOut: Scene = {
  id: "fan-out",
  title: "One message, two agents at the same time",
  async play(home, tell) {
    tell.command("tinyagi run '[@writer: name three teas] [@reviewer: check the price list]'");
    const slow = `#demo slow ${WORK_MS}\n#demo say`;
    const done = await converse(home.client(), tell, {
      message: `[@writer: Name three teas.\n${slow} Sencha, Assam and rooibos.] [@reviewer: Check the price list.\n${slow} Two prices are old.]`,
    });
    tell.answer(replyOf(done));
    const parallel = overlaps(done);
    tell.point("Both worked in parallel. One failure would not block the other. You get one joined reply.");
    return { ok: done.runs.length === 2 && parallel, runs: done.runs.length, parallel };
  },
};

const handoff: Scene = {
  id: "handoff",
  title: "A leader hands work to its team",
  async play(home, tell) {
    tell.command("tinyagi run '@studio write a post about green tea'");
    const done = await converse(home.client(), tell, {
      message: "Write a post about green tea.",
      agent: "studio",
    });
    tell.answer(replyOf(done));
    const agents = [...new Set(done.runs.map(({ agent }) => agent))];
    tell.point("Each handoff is a message in a durable queue. Limits stop a loop of agents.");
    return { ok: agents.length === 3, agents, runs: done.runs.length };
  },
};

const budget: Scene = {
  id: "budget",
  title: "A budget stops a run while it works",
  async play(home, tell) {
    tell.command(`tinyagi budget show    # @analyst: ${ANALYST_TOKENS} tokens a day`);
    tell.command("tinyagi run '@analyst read all the figures'");
    const spend = `#demo spend ${ANALYST_TOKENS}`;
    const done = await converse(home.client(), tell, {
      message: `Read all the figures.\n${spend}\n${spend}\n#demo hang`,
      agent: "analyst",
    });
    const text = replyOf(done);
    tell.answer(text);
    tell.point("The run was stopped in the middle, not after it had spent everything.");
    return { ok: done.status === "closed" && text !== "", tokens: ANALYST_TOKENS, status: done.status };
  },
};

/** Whether one run began before the other ended. */
function overlaps({ runs }: ConversationDetail): boolean {
  return runs.every(({ startedAt }) =>
    runs.every(({ finishedAt }) => startedAt !== null && finishedAt !== null && startedAt <= finishedAt),
  );
}

export const SCENES: readonly Scene[] = [fanOut, handoff, planWithApproval, budget, crash];
