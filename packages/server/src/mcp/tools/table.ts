/** Every MCP tool. A new one is a file in this folder and a row here; the list of the reference derives from it. */
import type { Services } from "../../handlers/services.js";
import type { RouteHandlers } from "../../route-handlers.js";
import { createRouteCall } from "../route-call.js";
import type { McpTool } from "../tool.js";
import type { ToolParts } from "../tool-parts.js";
import { allowedOnly } from "./allowed.js";
import { askHumanTool } from "./ask-human.js";
import { counted } from "./counted.js";
import { createTaskTool } from "./create-task.js";
import { listTeamTool } from "./list-team.js";
import { permissionPromptTool } from "./permission-prompt.js";
import { postRoomTool } from "./post-room.js";
import { proposeNoteTool } from "./propose-note.js";
import { recallTool } from "./recall.js";
import { rememberTool } from "./remember.js";
import { runSubAgentTool } from "./run-sub-agent.js";
import { scheduleTool } from "./schedule.js";
import { sendFileTool } from "./send-file.js";
import { sendMessageTool } from "./send-message.js";
import { spawnAgentsTool } from "./spawn-agents.js";
import { updateTaskTool } from "./update-task.js";
import { webFetchTool } from "./web-fetch.js";
import { webSearchTool } from "./web-search.js";

export function createMcpTools(services: Services, handlers: RouteHandlers): McpTool[] {
  const parts: ToolParts = { services, callRoute: createRouteCall(handlers) };
  return [
    listTeamTool(parts),
    sendMessageTool(parts),
    postRoomTool(parts),
    rememberTool(parts),
    recallTool(parts),
    proposeNoteTool(parts),
    createTaskTool(parts),
    updateTaskTool(parts),
    sendFileTool(parts),
    scheduleTool(parts),
    askHumanTool(parts),
    permissionPromptTool(parts),
    spawnAgentsTool(parts),
    runSubAgentTool(parts),
    webFetchTool(parts),
    webSearchTool(parts),
  ].map((tool) => allowedOnly(counted(tool, parts), parts));
}
