/** All handlers of the route table over the daemon's parts. */
import type { RouteHandlers } from "../route-handlers.js";
import { entityHandlers } from "./agent/entity-handlers.js";
import { programHandlers } from "./agent/program-handlers.js";
import { promptHandlers } from "./agent/prompt-handlers.js";
import { approvalHandlers } from "./approval/approval-handlers.js";
import { artifactHandlers } from "./artifact/artifact-handlers.js";
import { askHandlers } from "./ask/ask-handlers.js";
import { backupHandlers } from "./backup/backup-handlers.js";
import { budgetHandlers } from "./budget/budget-handlers.js";
import { channelHandlers } from "./channel/channel-handlers.js";
import { serviceHandlers } from "./channel/service-handlers.js";
import { companyHandlers } from "./company/company-handlers.js";
import { confirmationHandlers } from "./confirmation/confirmation-handlers.js";
import { withActs } from "./confirmation/with-acts.js";
import { systemHandlers } from "./daemon/system-handlers.js";
import { digestHandlers } from "./digest/digest-handlers.js";
import { exposeHandlers } from "./expose/expose-handlers.js";
import { fileHandlers } from "./file/file-handlers.js";
import { graphHandlers } from "./graph/graph-handlers.js";
import { heartbeatHandlers } from "./heartbeat/heartbeat-handlers.js";
import { insightHandlers } from "./insight/insight-handlers.js";
import { mcpServerHandlers } from "./mcp/mcp-server-handlers.js";
import { memoryHandlers } from "./memory/memory-handlers.js";
import { messageHandlers } from "./message/message-handlers.js";
import { openaiHandlers } from "./openai/openai-handlers.js";
import { openapiHandlers } from "./openapi/openapi-handlers.js";
import { pairingHandlers } from "./pairing/pairing-handlers.js";
import { pluginHandlers } from "./plugin/plugin-handlers.js";
import { projectHandlers } from "./project/project-handlers.js";
import { providerHandlers } from "./provider/provider-handlers.js";
import { pushHandlers } from "./push/push-handlers.js";
import { queueHandlers } from "./queue/queue-handlers.js";
import { referenceHandlers } from "./reference/reference-handlers.js";
import { rerunHandlers } from "./rerun/rerun-handlers.js";
import { withRunLimits } from "./run-limits.js";
import { scheduleHandlers } from "./schedule/schedule-handlers.js";
import { searchHandlers } from "./search/search-handlers.js";
import type { Services } from "./services.js";
import { sessionHandlers } from "./session/session-handlers.js";
import { settingsHandlers } from "./settings/settings-handlers.js";
import { setupHandlers } from "./setup/setup-handlers.js";
import { skillHandlers } from "./skill/skill-handlers.js";
import { steeringHandlers } from "./steering/steering-handlers.js";
import { taskChangeHandlers } from "./task/task-change-handlers.js";
import { taskHandlers } from "./task/task-handlers.js";
import { taskPullHandlers } from "./task/task-pull-handlers.js";
import { tokenHandlers } from "./token/token-handlers.js";
import { withToolRights } from "./tool-rights.js";
import { traceHandlers } from "./trace/trace-handlers.js";
import { hookHandlers } from "./webhook/hook-handlers.js";
import { moveHandlers } from "./worker/move-handlers.js";
import { workerHandlers } from "./worker/worker-handlers.js";

export function createHandlers(services: Services): RouteHandlers {
  const handlers: RouteHandlers = {
    ...messageHandlers(services),
    ...pairingHandlers(services),
    ...queueHandlers(services),
    ...entityHandlers(services),
    ...programHandlers(services),
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
    ...askHandlers(services),
    ...companyHandlers(services),
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
    ...taskChangeHandlers(services),
    ...taskPullHandlers(services),
    ...referenceHandlers(services),
    ...searchHandlers(services),
    ...hookHandlers(services),
    ...sessionHandlers(services),
    ...pushHandlers(services),
    ...exposeHandlers(services),
    ...tokenHandlers(services),
    ...workerHandlers(services),
    ...moveHandlers(services),
    ...backupHandlers(services),
    ...fileHandlers(services),
    ...artifactHandlers(services),
    ...approvalHandlers(services),
    ...steeringHandlers(services),
    ...budgetHandlers(services),
    ...confirmationHandlers(services),
  };
  return withActs(withToolRights(withRunLimits(handlers, services), services), services);
}
