/** Heartbeats: the heartbeat.md in an agent's actual workspace, and the heartbeat settings. */

import { join } from "node:path";
import type { RouteInput, Settings, SettingsEdit } from "@tinyagi/contracts";
import { intervalInForce, isHeartbeatEnabled } from "@tinyagi/features";
import { HEARTBEAT_FILE } from "@tinyagi/home";
import type { RouteContext, RouteHandlers } from "../../route-handlers.js";
import { editAgent } from "../agent/edit-agent.js";
import { resolveAgent } from "../found.js";
import type { Services } from "../services.js";

type HeartbeatHandlers = Pick<
  RouteHandlers,
  "listHeartbeats" | "getHeartbeat" | "putHeartbeat" | "runHeartbeat"
>;

export function heartbeatHandlers(services: Services): HeartbeatHandlers {
  const { heartbeats, workspaceOf, settings, daemon } = services;
  return {
    listHeartbeats: () => heartbeats.states(),
    async getHeartbeat({ params }) {
      const { heartbeat } = resolveAgent(settings.current(), params.id);
      const workspace = workspaceOf(params.id);
      const [{ text }, { folder }] = await Promise.all([
        workspace.readText({ path: HEARTBEAT_FILE }),
        workspace.locate({}),
      ]);
      return {
        content: text ?? "",
        path: join(folder, HEARTBEAT_FILE),
        enabled: isHeartbeatEnabled({ heartbeat }, settings.current()),
        ...(heartbeat?.interval === undefined ? {} : { interval: intervalInForce(heartbeat.interval) }),
      };
    },
    putHeartbeat: (input, context) => putHeartbeat(services, input, context),
    async runHeartbeat({ params }) {
      daemon.assertAccepting();
      return { ok: true, ...(await heartbeats.runNow(params.id)) };
    },
  };
}

async function putHeartbeat(
  { settings, workspaceOf }: Services,
  { params, body }: RouteInput<"putHeartbeat">,
  { author }: RouteContext,
): Promise<{ ok: true }> {
  resolveAgent(settings.current(), params.id);
  // The file is written first: if the settings are refused afterwards, the caller gets an error and can repeat the
  // request.
  if (body.content !== undefined)
    await workspaceOf(params.id).writeText({ path: HEARTBEAT_FILE, text: body.content });
  const path = ["agents", params.id, "heartbeat"];
  const edits: SettingsEdit[] = [];
  if (body.enabled !== undefined) edits.push({ path: [...path, "enabled"], value: body.enabled });
  // `null` removes the agent's own interval.
  if (body.interval !== undefined)
    edits.push({ path: [...path, "interval"], value: body.interval ?? undefined });
  const assertKnown = (now: Settings) => resolveAgent(now, params.id);
  if (edits.length > 0) await editAgent(settings, { author, edits, assertKnown });
  return { ok: true };
}
