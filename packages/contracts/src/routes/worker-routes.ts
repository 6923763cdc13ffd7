/** Workers: the other machines that run agents. */
import { z } from "zod";
import { MACHINE_SYSTEMS, programFactsSchema } from "../machine-facts.js";
import { WORKER_SLOTS_MAX, workerNameSchema } from "../settings/worker.js";
import { okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";

const workerParams = () => z.object({ name: workerNameSchema });

/** What a machine has for the agents that work there. */
export const machineViewSchema = z.object({
  /** By how much its clock is ahead of the daemon's, in milliseconds. */
  clockAheadMs: z.number().int(),
  /** Programs that agents of this home need there, and others that it has. */
  programs: z.array(
    programFactsSchema.extend({
      /** Agents with this place that need it. */
      agents: z.array(z.string()),
    }),
  ),
  missingTools: z.array(z.string()),
  freeDiskMiB: z.number().int(),
  system: z.enum(MACHINE_SYSTEMS).optional(),
});
export type MachineView = z.infer<typeof machineViewSchema>;

export const workerViewSchema = z.object({
  name: z.string(),
  /** Runs there at the same time, as the settings allow. */
  slots: z.number().int(),
  /** What the machine itself offers; null while it has no session. */
  offered: z.number().int().nullable(),
  /** Whether it is heard, and takes runs. */
  online: z.boolean(),
  draining: z.boolean(),
  /** Runs that are there now. */
  runs: z.number().int(),
  /** Agents that have it as their place. */
  agents: z.array(z.string()),
  /** Epoch milliseconds; null while no machine has joined. */
  joinedAt: z.number().nullable(),
  /** Release of TinyAGI there, as it last said. */
  release: z.string().nullable(),
  /** Whether that is another one than the daemon's. */
  otherRelease: z.boolean(),
  /** Until when its invitation can be used; null without one. */
  invitedUntil: z.number().nullable(),
  /** What is there; null while it is away, and of a release that does not say it. */
  machine: machineViewSchema.nullable(),
});
export type WorkerView = z.infer<typeof workerViewSchema>;

export const ENGINE_STATES = ["off", "unreachable", "refused", "ready"] as const;
export const engineViewSchema = z.object({
  /** `refused`: it answers, and does not let TinyAGI do what it needs. */
  state: z.enum(ENGINE_STATES),
  /** Where, without a password. */
  url: z.string().nullable(),
  /** Of the server, such as 7.2.4. */
  version: z.string().nullable(),
  /** What the server does when its memory is full. */
  eviction: z.string().nullable(),
  /** Milliseconds for an answer. */
  delayMs: z.number().nullable(),
  /** What the server, or the way to it, said. */
  problem: z.string().nullable(),
  /** Whether `execution.engine` was changed since the daemon started, so that it is used after a restart. */
  isChanged: z.boolean(),
});
export type EngineView = z.infer<typeof engineViewSchema>;

export const workerRoutes = {
  listWorkers: route(
    {
      method: "GET",
      path: "/api/workers",
      scope: "read",
      summary: "List the workers of this home, and the state of the engine between",
      bodyLimit: SMALL_BODY,
    },
    { response: () => z.object({ engine: engineViewSchema, workers: z.array(workerViewSchema) }) },
  ),
  inviteWorker: route(
    {
      method: "POST",
      path: "/api/workers",
      scope: "write",
      summary: "Invite a machine as a worker; the code is shown once and can be used once",
      bodyLimit: SMALL_BODY,
    },
    {
      body: () =>
        z.object({ name: workerNameSchema, slots: z.int().min(1).max(WORKER_SLOTS_MAX).optional() }),
      response: () =>
        okSchema.extend({
          name: z.string(),
          code: z.string(),
          /** Epoch milliseconds. */
          expiresAt: z.number(),
          /** Where the worker will look for the engine. */
          url: z.string(),
        }),
    },
  ),
  drainWorker: route(
    {
      method: "PUT",
      path: "/api/workers/:name/drain",
      scope: "write",
      summary: "Stop or resume new runs on a worker",
      bodyLimit: SMALL_BODY,
    },
    {
      params: workerParams,
      body: () => z.object({ draining: z.boolean() }),
      response: () => okSchema.extend({ worker: workerViewSchema }),
    },
  ),
  removeWorker: route(
    {
      method: "DELETE",
      path: "/api/workers/:name",
      scope: "write",
      summary: "Remove a worker and its credential",
      bodyLimit: SMALL_BODY,
    },
    { params: workerParams, response: () => okSchema },
  ),
} as const satisfies Record<string, RouteDefinition>;
