/** Events of runs that wait inside a tool call. */
import { z } from "zod";

/** What a run waits for: an answer of another agent, its sub-agents, or a person. */
export const waitReasonSchema = z.enum(["answer", "sub_agents", "person"]);
export type WaitReason = z.infer<typeof waitReasonSchema>;

const wait = { agent: z.string(), waitId: z.string(), reason: waitReasonSchema };

export const waitEvents = {
  "wait.started": z
    .object(wait)
    .describe("A running agent waits inside a tool call. It takes no place of a live agent meanwhile."),
  "wait.ended": z
    .object({ ...wait, outcome: z.enum(["done", "failed"]) })
    .describe("What the agent waited for has ended, and the agent goes on."),
};
