/** The path of a created resource, for the `Location` header. */
import type { RouteOutput } from "@tinyagi/contracts";
import type { JsonRouteName } from "../route-handlers.js";

const LOCATIONS: { readonly [N in JsonRouteName]?: (output: RouteOutput<N>) => string | undefined } = {
  // A stranger's message is not stored, so it has no conversation.
  sendMessage: ({ conversationId }) =>
    conversationId === "" ? undefined : `/api/conversations/${encodeURIComponent(conversationId)}`,
  createProject: (output) => `/api/projects/${encodeURIComponent(output.project.id)}`,
  createTask: (output) => `/api/tasks/${encodeURIComponent(output.task.id)}`,
  createSchedule: (output) => `/api/schedules/${encodeURIComponent(output.schedule.id)}`,
  retryDead: (output) => `/api/conversations/${encodeURIComponent(output.conversationId)}`,
};

/** The path of what `name` created, or `undefined`. */
export function toLocation<N extends JsonRouteName>(name: N, output: RouteOutput<N>): string | undefined {
  const locate: ((output: RouteOutput<N>) => string | undefined) | undefined = LOCATIONS[name];
  return locate?.(output);
}
