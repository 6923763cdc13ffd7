/** Moves of agents, with their files, from one machine to another. */
import { z } from "zod";
import { ERROR_CODES, type ErrorCode } from "../error-code.js";
import { entityIdSchema } from "../id.js";
import { fileWhySchema } from "../reply-note.js";
import { workerNameSchema } from "../settings/worker.js";
import { HERE } from "../vocabulary.js";
import { okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";

/**
 * `waiting`: for the end of runs, or for a machine. `copying`, `checking`, `switching`: the agent starts nothing, and its
 * workspace cannot be changed. `undoing`: it goes back to the folder that was kept.
 */
const moveState = z.enum([
  "waiting",
  "copying",
  "checking",
  "switching",
  "undoing",
  "done",
  "failed",
  "cancelled",
  "undone",
]);
export type MoveState = z.infer<typeof moveState>;

const place = z.union([z.literal(HERE), workerNameSchema]);

export const moveViewSchema = z.object({
  agent: z.string(),
  /** A worker, or `here`. */
  from: z.string(),
  to: z.string(),
  state: moveState,
  /** What holds it up now. */
  waitsFor: z.enum(["runs", "machine"]).nullable(),
  /** What has crossed. */
  files: z.number().int(),
  bytes: z.number().int(),
  /** Epoch milliseconds. */
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  /** What is no file, folder or link, or could not be read. At most 100. */
  leftOut: z.array(z.object({ path: z.string(), reason: z.string(), why: fileWhySchema.optional() })),
  problem: z
    .object({ code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]), message: z.string() })
    .nullable(),
  /** Without its files, because the machine was lost. */
  forced: z.boolean(),
  /** The old folder, on the machine that it left. */
  kept: z.string().nullable(),
  /** Until when it can be undone, in epoch milliseconds; null when it cannot. */
  undoUntil: z.number().nullable(),
});
export type MoveView = z.infer<typeof moveViewSchema>;

const params = () => z.object({ id: entityIdSchema });
const answer = () => okSchema.extend({ move: moveViewSchema });

export const moveRoutes = {
  listMoves: route(
    {
      method: "GET",
      path: "/api/moves",
      scope: "read",
      summary: "List the last move of each agent to another machine, with its progress",
      bodyLimit: SMALL_BODY,
    },
    { response: () => z.object({ moves: z.array(moveViewSchema) }) },
  ),
  moveAgent: route(
    {
      method: "POST",
      path: "/api/agents/:id/move",
      scope: "write",
      summary: "Move an agent with its files to another machine; it starts when its runs have ended",
      bodyLimit: SMALL_BODY,
    },
    {
      params,
      body: () => z.object({ to: place, force: z.boolean().optional() }),
      response: answer,
    },
  ),
  cancelMove: route(
    {
      method: "DELETE",
      path: "/api/agents/:id/move",
      scope: "write",
      summary: "Cancel the move of an agent; it stays where it is",
      bodyLimit: SMALL_BODY,
    },
    { params, response: answer },
  ),
  undoMove: route(
    {
      method: "POST",
      path: "/api/agents/:id/move/undo",
      scope: "write",
      summary: "Undo the last move of an agent: it continues with the folder that was kept",
      bodyLimit: SMALL_BODY,
    },
    { params, response: answer },
  ),
} as const satisfies Record<string, RouteDefinition>;
