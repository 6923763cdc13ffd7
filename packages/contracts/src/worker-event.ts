/** Events of workers. */
import { z } from "zod";

const worker = z.string();
const by = z.string();
const agent = z.string();
/** A worker, or `here`. */
const place = z.string();

export const workerEvents = {
  "worker.invited": z
    .object({ worker, until: z.number(), by })
    .describe("A machine was invited as a worker. `until`: epoch milliseconds."),
  "worker.joined": z
    .object({ worker, release: z.string() })
    .describe("A machine used the invitation and has the worker's credential now."),
  "worker.came": z.object({ worker }).describe("A worker is heard and takes runs."),
  "worker.went": z
    .object({ worker, runs: z.number().int() })
    .describe("A worker is not heard any more. `runs`: what it had. Messages for its agents wait."),
  "worker.removed": z
    .object({ worker, by })
    .describe("A worker was removed. Its credential is not valid any more."),
  "agent.move_started": z
    .object({ agent, from: place, to: place, by })
    .describe(
      "An agent is to work on another machine. It starts no new runs until its files are there. `here` is the daemon's machine.",
    ),
  "agent.moved": z
    .object({
      agent,
      from: place,
      to: place,
      files: z.number().int(),
      bytes: z.number().int(),
      forced: z.boolean(),
    })
    .describe(
      "An agent works on another machine now, with a new session. `forced`: its files did not come along, because the old machine was lost.",
    ),
  "agent.move_failed": z
    .object({ agent, from: place, to: place, code: z.string(), cancelled: z.boolean() })
    .describe("An agent stays where it was: its move failed, or a person cancelled it."),
  "agent.move_undone": z
    .object({ agent, from: place, to: place, by })
    .describe(
      "The move of an agent was undone. It works at `to` again, with the files that were kept there.",
    ),
} as const;
