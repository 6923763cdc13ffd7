/** Every route of the server by operation name. */
import type { z } from "zod";
import type { RequiredConfirmation } from "../confirmation.js";
import { approvalRoutes } from "./approval-routes.js";
import { artifactRoutes } from "./artifact-routes.js";
import { askRoutes } from "./ask-routes.js";
import { backupRoutes } from "./backup-routes.js";
import { budgetRoutes } from "./budget-routes.js";
import { channelRoutes } from "./channel-routes.js";
import { companyRoutes } from "./company-routes.js";
import { confirmationRoutes } from "./confirmation-routes.js";
import { digestRoutes } from "./digest-routes.js";
import { entityRoutes } from "./entity-routes.js";
import { exposeRoutes } from "./expose-routes.js";
import { fileRoutes } from "./file-routes.js";
import { heartbeatRoutes } from "./heartbeat-routes.js";
import { hookRoutes } from "./hook-routes.js";
import { insightRoutes } from "./insight-routes.js";
import { mcpRoutes } from "./mcp-routes.js";
import { mcpServerRoutes } from "./mcp-server-routes.js";
import { memoryRoutes } from "./memory-routes.js";
import { messageRoutes } from "./message-routes.js";
import { moveRoutes } from "./move-routes.js";
import { networkRoutes } from "./network-routes.js";
import { openaiRoutes } from "./openai-routes.js";
import { openapiRoutes } from "./openapi-routes.js";
import { pairingRoutes } from "./pairing-routes.js";
import { pluginRoutes } from "./plugin-routes.js";
import { programRoutes } from "./program-routes.js";
import { projectRoutes } from "./project-routes.js";
import { promptRoutes } from "./prompt-routes.js";
import { providerRoutes } from "./provider-routes.js";
import { pushRoutes } from "./push-routes.js";
import { queueRoutes } from "./queue-routes.js";
import { referenceRoutes } from "./reference-routes.js";
import { rerunRoutes } from "./rerun-routes.js";
import { scheduleRoutes } from "./schedule-routes.js";
import { searchRoutes } from "./search-routes.js";
import { serviceRoutes } from "./service-routes.js";
import { sessionRoutes } from "./session-routes.js";
import { settingsRoutes } from "./settings-routes.js";
import { setupRoutes } from "./setup-routes.js";
import { skillRoutes } from "./skill-routes.js";
import { steeringRoutes } from "./steering-routes.js";
import { systemRoutes } from "./system-routes.js";
import { taskChangeRoutes } from "./task-change-routes.js";
import { taskPullRoutes } from "./task-pull-routes.js";
import { taskRoutes } from "./task-routes.js";
import { tokenRoutes } from "./token-routes.js";
import { workerRoutes } from "./worker-routes.js";

export const ROUTES = {
  ...messageRoutes,
  ...queueRoutes,
  ...entityRoutes,
  ...programRoutes,
  ...serviceRoutes,
  ...channelRoutes,
  ...systemRoutes,
  ...networkRoutes,
  ...rerunRoutes,
  ...digestRoutes,
  ...providerRoutes,
  ...settingsRoutes,
  ...setupRoutes,
  ...openapiRoutes,
  ...mcpRoutes,
  ...mcpServerRoutes,
  ...openaiRoutes,
  ...memoryRoutes,
  ...askRoutes,
  ...companyRoutes,
  ...promptRoutes,
  ...pluginRoutes,
  ...skillRoutes,
  ...scheduleRoutes,
  ...heartbeatRoutes,
  ...insightRoutes,
  ...pairingRoutes,
  ...projectRoutes,
  ...taskRoutes,
  ...taskChangeRoutes,
  ...taskPullRoutes,
  ...referenceRoutes,
  ...searchRoutes,
  ...hookRoutes,
  ...sessionRoutes,
  ...tokenRoutes,
  ...pushRoutes,
  ...exposeRoutes,
  ...workerRoutes,
  ...moveRoutes,
  ...confirmationRoutes,
  ...backupRoutes,
  ...approvalRoutes,
  ...steeringRoutes,
  ...budgetRoutes,
  ...fileRoutes,
  ...artifactRoutes,
} as const;
export type RouteName = keyof typeof ROUTES;
type Routes = typeof ROUTES;

type In<R, K extends string> = R extends { readonly [P in K]: infer S extends z.ZodType }
  ? z.input<S>
  : undefined;
type Out<R, K extends string> = R extends { readonly [P in K]: infer S extends z.ZodType }
  ? z.output<S>
  : undefined;

/** What a caller sends, before defaults. */
export interface RouteCall<N extends RouteName> {
  params: In<Routes[N], "params">;
  query: In<Routes[N], "query">;
  body: In<Routes[N], "body">;
}
/** What a handler gets: parsed, with defaults. */
export interface RouteInput<N extends RouteName> {
  params: Out<Routes[N], "params">;
  query: Out<Routes[N], "query">;
  body: Out<Routes[N], "body">;
}
export type RouteOutput<N extends RouteName> = z.output<Routes[N]["response"]>;

/** The body of every refusal. */
export interface ErrorBody {
  error: string;
  code: string;
  details?: readonly { path?: string; message: string }[];
  /** With `DUPLICATE_MESSAGE`: the repeated id. */
  messageId?: string;
  /** With `CONFIRMATION_REQUIRED`: what a person must confirm. */
  confirmation?: RequiredConfirmation;
  /** On routes where clients of 0.0.20 expect it. */
  ok?: false;
}
