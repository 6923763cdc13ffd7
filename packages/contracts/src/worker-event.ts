/** Events of workers. */
import { z } from "zod";

const worker = z.string();
const by = z.string();

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
} as const;
