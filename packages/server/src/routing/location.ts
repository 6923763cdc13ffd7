/** Where a created thing can be read, for the `Location` header. */
import type { RouteOutput } from "@tinyagi/contracts";
import type { JsonRouteName } from "../route-handlers.js";

const LOCATIONS: { readonly [N in JsonRouteName]?: (output: RouteOutput<N>) => string } = {
  sendMessage: (output) => `/api/conversations/${encodeURIComponent(output.conversationId)}`,
  retryDead: (output) => `/api/conversations/${encodeURIComponent(output.conversationId)}`,
};

/** The path of what `name` created, or `undefined`. */
export function locationOf<N extends JsonRouteName>(name: N, output: RouteOutput<N>): string | undefined {
  const locate: ((output: RouteOutput<N>) => string) | undefined = LOCATIONS[name];
  return locate?.(output);
}
