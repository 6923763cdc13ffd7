/**
 * What runs have the daemon store is limited, whichever way they ask for it: by a route or by a tool. Both look up the
 * kind of write here.
 */
import type { RunWriteKind } from "@tinyagi/contracts";
import type { JsonRouteName, RouteContext, RouteHandlers } from "../route-handlers.js";
import type { Services } from "./services.js";

/** The routes with which a run stores something. Tools that call one of them are counted there. */
export const ROUTE_WRITES = {
  createResponse: "replies",
  writeNote: "notes",
  deleteNote: "notes",
  proposeCompanyNote: "notes",
  putSystemPrompt: "prompts",
  putSoul: "prompts",
  createTask: "tasks",
  updateTask: "tasks",
  createComment: "tasks",
  createSchedule: "schedules",
  deleteSchedule: "schedules",
} as const satisfies Partial<Record<JsonRouteName, RunWriteKind>>;

/** The tools that store something without a route. */
export const TOOL_WRITES = {
  send_message: "messages",
  post_room: "posts",
  ask_human: "questions",
  permission_prompt: "questions",
  spawn_agents: "plans",
  run_sub_agent: "plans",
} as const satisfies Readonly<Record<string, RunWriteKind>>;

type Counting = Pick<Services, "runWrites">;

/** The handlers; those in the table above count what a run writes. */
export function withRunLimits(handlers: RouteHandlers, services: Counting): RouteHandlers {
  const counted = Object.entries(ROUTE_WRITES).map(([name, kind]) => {
    const handler = handlers[name as keyof typeof ROUTE_WRITES] as (
      input: unknown,
      context: RouteContext,
    ) => unknown;
    return [
      name,
      async (input: unknown, context: RouteContext) => {
        await countWrite(services, context, { kind, input });
        return handler(input, context);
      },
    ];
  });
  return { ...handlers, ...Object.fromEntries(counted) };
}

/** Counts a write of a run; people have no such limit. @throws AppError `RATE_LIMITED` */
export async function countWrite(
  { runWrites }: Counting,
  { principal }: Pick<RouteContext, "principal">,
  { kind, input }: { kind: RunWriteKind; input: unknown },
): Promise<void> {
  if (principal.kind !== "run") return;
  await runWrites.count(principal, { kind, bytes: Buffer.byteLength(JSON.stringify(input) ?? "") });
}
