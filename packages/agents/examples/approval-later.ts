/** A payment that waits for a person. The run ends, is stored as JSON, and goes on when the person has decided. */
import { z } from "zod";
import { AgentHarness, createModel, defineTool, type ModelOptions, type SavedRun } from "../src/index.js";

export function createDesk(model: ModelOptions, pay: (usd: number) => void): AgentHarness {
  const payTool = defineTool({
    name: "pay",
    description: "Pays an invoice.",
    inputSchema: z.object({ usd: z.number() }),
    needsApproval: ({ usd }) => usd > 100,
    execute: ({ usd }) => {
      pay(usd);
      return "paid";
    },
  });
  return new AgentHarness({
    name: "desk",
    model: createModel(model),
    system: "You are @desk.",
    tools: [payTool],
  });
}

/** @returns what to store and to show, or the answer */
export async function begin(desk: AgentHarness, task: string): Promise<string> {
  const { interruption, text } = await desk.run(task);
  return interruption === undefined ? text : JSON.stringify(interruption.saved);
}

/** In any later process. The harness has the name that `saved.agent` says. */
export async function goOn(desk: AgentHarness, stored: string, approved: boolean): Promise<string> {
  const saved: SavedRun = JSON.parse(stored);
  const decisions = saved.pending.map(({ callId }) => [callId, { approved }] as const);
  return (await desk.resume(saved, Object.fromEntries(decisions))).text;
}
