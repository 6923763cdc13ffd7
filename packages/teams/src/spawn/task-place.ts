/** A run for a task with a repository works in the clone of the task; every other run as its node says. */
import { joinPromptParts } from "@tinyagi/contracts";
import type { NodePort, TaskPlaces } from "@tinyagi/kernel";

export function withTaskPlaces(nodes: NodePort, places: TaskPlaces): NodePort {
  return {
    ...nodes,
    sessionScope: (message) => nodes.sessionScope(message) ?? places.sessionScope(message),
    workspace: async (message, own) =>
      (await places.workspace(message, own)) ?? nodes.workspace(message, own),
    async systemPrompt(message, text) {
      const about = places.prompt(message);
      const parts = [{ text: await nodes.systemPrompt(message, text) }];
      return joinPromptParts(about === undefined ? parts : [...parts, { text: about }]);
    },
  };
}
