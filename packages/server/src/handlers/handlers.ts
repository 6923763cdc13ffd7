/** All handlers of the route table over the daemon's parts. */
import type { RouteHandlers } from "../route-handlers.js";
import { approvalHandlers } from "./approval-handlers.js";
import { backupHandlers } from "./backup-handlers.js";
import { budgetHandlers } from "./budget-handlers.js";
import { channelHandlers } from "./channel-handlers.js";
import { confirmationHandlers } from "./confirmation-handlers.js";
import { digestHandlers } from "./digest-handlers.js";
import { entityHandlers } from "./entity-handlers.js";
import { fileHandlers } from "./file-handlers.js";
import { graphHandlers } from "./graph-handlers.js";
import { heartbeatHandlers } from "./heartbeat-handlers.js";
import { hookHandlers } from "./hook-handlers.js";
import { insightHandlers } from "./insight-handlers.js";
import { mcpServerHandlers } from "./mcp-server-handlers.js";
import { memoryHandlers } from "./memory-handlers.js";
import { messageHandlers } from "./message-handlers.js";
import { openaiHandlers } from "./openai-handlers.js";
import { openapiHandlers } from "./openapi-handlers.js";
import { pairingHandlers } from "./pairing-handlers.js";
import { pluginHandlers } from "./plugin-handlers.js";
import { projectHandlers } from "./project-handlers.js";
import { promptHandlers } from "./prompt-handlers.js";
import { providerHandlers } from "./provider-handlers.js";
import { queueHandlers } from "./queue-handlers.js";
import { referenceHandlers } from "./reference-handlers.js";
import { rerunHandlers } from "./rerun-handlers.js";
import { withRunLimits } from "./run-limits.js";
import { scheduleHandlers } from "./schedule-handlers.js";
import { searchHandlers } from "./search-handlers.js";
import { serviceHandlers } from "./service-handlers.js";
import type { Services } from "./services.js";
import { sessionHandlers } from "./session-handlers.js";
import { settingsHandlers } from "./settings-handlers.js";
import { setupHandlers } from "./setup-handlers.js";
import { skillHandlers } from "./skill-handlers.js";
import { steeringHandlers } from "./steering-handlers.js";
import { systemHandlers } from "./system-handlers.js";
import { taskHandlers } from "./task-handlers.js";
import { tokenHandlers } from "./token-handlers.js";
import { withToolRights } from "./tool-rights.js";
import { traceHandlers } from "./trace-handlers.js";
import { withActs } from "./with-acts.js";

export function createHandlers(services: Services): RouteHandlers {
  const handlers: RouteHandlers = {
    ...messageHandlers(services),
    ...pairingHandlers(services),
    ...queueHandlers(services),
    ...entityHandlers(services),
    ...serviceHandlers(services),
    ...channelHandlers(services),
    ...systemHandlers(services),
    ...providerHandlers(services),
    ...settingsHandlers(services),
    ...setupHandlers(services),
    ...openapiHandlers(services),
    ...openaiHandlers(services),
    ...digestHandlers(services),
    ...mcpServerHandlers(services),
    ...memoryHandlers(services),
    ...promptHandlers(services),
    ...pluginHandlers(services),
    ...skillHandlers(services),
    ...scheduleHandlers(services),
    ...heartbeatHandlers(services),
    ...insightHandlers(services),
    ...traceHandlers(services),
    ...graphHandlers(services),
    ...rerunHandlers(services),
    ...projectHandlers(services),
    ...taskHandlers(services),
    ...referenceHandlers(services),
    ...searchHandlers(services),
    ...hookHandlers(services),
    ...sessionHandlers(services),
    ...tokenHandlers(services),
    ...backupHandlers(services),
    ...fileHandlers(services),
    ...approvalHandlers(services),
    ...steeringHandlers(services),
    ...budgetHandlers(services),
    ...confirmationHandlers(services),
  };
  return withActs(withToolRights(withRunLimits(handlers, services), services), services);
}
