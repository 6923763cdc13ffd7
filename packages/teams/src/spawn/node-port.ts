/** What the runner asks about messages of sub-agents, and about messages that have asked for sub-agents. */
import { joinPromptParts, type PromptPart } from "@tinyagi/contracts";
import type { MessageRow, NodePort, SpawnCallRow } from "@tinyagi/kernel";
import { boundAgent } from "./bounds.js";
import { continuationText, earlierCallsNote, nodePrompt, SPAWN_HELP } from "./node-text.js";
import { homeOf, type NodeSettings, type SpawnParts, settingsOfNode } from "./parts.js";
import { resolveFolder, resolvePlace } from "./places.js";
import type { SpawnAnswer, SpawnRights } from "./spawner.js";
import { storedPlan } from "./stored-plan.js";

export function createNodePort(
  parts: SpawnParts,
  resolveRights: (message: MessageRow) => SpawnRights,
): NodePort {
  const { store } = parts;

  function nodeOf(message: MessageRow): { id: string; settings: NodeSettings } | undefined {
    const row = message.kind === "node" ? store.graphs.nodeOf(message.id) : undefined;
    return row === undefined ? undefined : { id: row.node_id, settings: settingsOfNode(row) };
  }

  return {
    resolveAgent(message, configured) {
      const node = nodeOf(message);
      return node === undefined
        ? configured
        : boundAgent(configured, node.settings, parts.settings().container);
    },
    sessionScope(message) {
      const node = nodeOf(message);
      if (node === undefined) return undefined;
      const own = node.settings.session ?? `node/${message.id}`;
      return `${homeOf(store, message)}/${own}`;
    },
    parentRun: (message) =>
      store.graphs.calls(message.id).findLast((call) => call.via === "block" || isTakenOver(call))?.run_id ??
      message.parent_run_id,
    workspace: (message, own) => resolvePlace(parts, message, own),
    prompt(claim, { hasSession }) {
      const calls = store.graphs
        .calls(claim.id)
        .filter((call) => call.run_id !== claim.run_id && call.outcome !== null);
      if (calls.length === 0) return claim.prompt;
      // What came before the last plan in an answer is in the session, or is summed up by that answer's results.
      const last = calls.findLastIndex((call) => call.via === "block");
      const lastRun = calls[last]?.run_id;
      const blocks = calls.filter((call) => call.via === "block" && call.run_id === lastRun);
      const later = calls.slice(last + 1).filter((call) => call.via === "tool");
      // The session of an agent may know the request of the graph that a fork comes from, but not that of the fork.
      const knowsRequest = hasSession && !blocks.some(isTakenOver);
      const text =
        blocks.length === 0
          ? claim.prompt
          : continuationText(blocks.map(outcomeOfCall), knowsRequest ? undefined : claim.prompt);
      return earlierCallsNote(later.map(outcomeOfCall)) + text;
    },
    async systemPrompt(message, text) {
      const node = nodeOf(message);
      if (node === undefined) return joinPromptParts([{ text }, ...spawnHelp(resolveRights(message))]);
      const parentFolder = await resolveFolder(parts, node.settings.parent, ".");
      const about = nodePrompt({
        id: node.id,
        parent: message.from_agent ?? message.agent_id,
        parentFolder,
        canSpawn: resolveRights(message).canSpawn,
        refusal: node.settings.place?.refusal,
      });
      return joinPromptParts([{ text }, { text: about }]);
    },
  };
}

/** What an agent that no other one started is told about sub-agents. */
export function spawnHelp({ canSpawn }: Pick<SpawnRights, "canSpawn">): PromptPart[] {
  return canSpawn ? [{ kind: "sub_agents", source: "built-in", text: SPAWN_HELP }] : [];
}

function isTakenOver(call: SpawnCallRow): boolean {
  return storedPlan(call).isTakenOver === true;
}

function outcomeOfCall(call: SpawnCallRow): SpawnAnswer {
  return JSON.parse(call.outcome ?? "null");
}
