/**
 * Which act each route is. Every route that changes something has a row: the types refuse a table without it. A route
 * that only reads is `read`, unless it has a row.
 */
import type { ROUTES, RouteName } from "../routes/table.js";
import type { ActId } from "./act.js";

type ChangingRoute = {
  [N in RouteName]: (typeof ROUTES)[N]["scope"] extends "read" ? never : N;
}[RouteName];

export const ROUTE_ACTS = {
  sendMessage: "work",
  retryResponse: "work",
  createResponse: "work",
  claimResponses: "work",
  ackResponse: "work",
  failResponse: "work",
  killProcessing: "work",
  retryAllDead: "work",
  purgeDead: "work",
  retryDead: "work",
  deleteDead: "work",
  resetAgent: "work",
  closePrograms: "work",
  markRoomRead: "work",
  postChatroom: "work",
  markConversationRead: "work",
  cancelConversation: "work",
  retryRun: "work",
  forkRun: "work",
  testProvider: "work",
  testMcpServer: "work",
  resumeProvider: "work",
  mcp: "work",
  createChatCompletion: "work",
  writeNote: "work",
  deleteNote: "work",
  writeCompanyNote: "work",
  deleteCompanyNote: "work",
  proposeCompanyNote: "work",
  acceptProposal: "decide",
  declineProposal: "decide",
  putSystemPrompt: "work",
  putSoul: "work",
  previewSkill: "work",
  createSchedule: "work",
  putSchedule: "work",
  deleteSchedule: "work",
  runSchedule: "work",
  runHeartbeat: "work",
  createProject: "work",
  updateProject: "work",
  deleteProject: "work",
  createTask: "work",
  reorderTasks: "work",
  updateTask: "work",
  deleteTask: "work",
  removeTaskClone: "work",
  chooseTaskRepository: "work",
  reviewTaskChanges: "work",
  refreshTaskPull: "work",
  importIssue: "work",
  createComment: "work",
  deleteComment: "work",
  createBackup: "work",
  runDailyBackup: "work",
  sendDigest: "work",
  steerRun: "work",
  cancelRun: "work",
  storeFile: "work",
  viewFile: "work",
  checkChannel: "work",
  testChannel: "work",
  approveApproval: "decide",
  denyApproval: "decide",
  approveTaskChanges: "decide",
  publishTaskChanges: "decide",
  mergeTaskPull: "decide",
  answerApproval: "decide",
  undoApproval: "decide",
  removeSkill: "narrow",
  denyPlugin: "narrow",
  unlinkSender: "narrow",
  dismissPairing: "narrow",
  revokePairing: "narrow",
  revokeToken: "narrow",
  revokeArtifactLink: "narrow",
  removeWorker: "narrow",
  cancelMove: "work",
  closeSession: "narrow",
  resetChannel: "narrow",
  createPushKey: "push.subscribe",
  addPushDevice: "push.subscribe",
  testPushDevice: "push.subscribe",
  removePushDevice: "narrow",
  applyServices: "restart",
  startChannel: "restart",
  stopChannel: "restart",
  restartChannel: "restart",
  restart: "restart",
  healthz: "enter",
  docsEntry: "enter",
  docsEntryScript: "enter",
  showFile: "enter",
  showShared: "enter",
  receiveHook: "enter",
  openSession: "enter",
  admitSender: "enter",
  putSettings: "settings.change",
  changeSettings: "settings.change",
  restoreSettingsRevision: "settings.change",
  putAgent: "settings.change",
  deleteAgent: "settings.change",
  putTeam: "settings.change",
  deleteTeam: "settings.change",
  addTeamMember: "settings.change",
  removeTeamMember: "settings.change",
  putCustomProvider: "settings.change",
  deleteCustomProvider: "settings.change",
  putHeartbeat: "settings.change",
  drainWorker: "settings.change",
  moveAgent: "settings.change",
  undoMove: "settings.change",
  setUpTeam: "settings.change",
  decideDailyBudget: "settings.change",
  setup: "settings.change",
  approvePairing: "sender.admit",
  allowSender: "sender.admit",
  setSenderRole: "sender.role",
  linkSenders: "sender.link",
  extendBudget: "budget.raise",
  shareArtifact: "file.publish",
  allowPlugin: "plugin.approve",
  acceptMcpTools: "tool.accept",
  beginMcpLogin: "server.login",
  finishMcpLogin: "server.login",
  endMcpLogin: "narrow",
  installSkill: "skill.install",
  createToken: "token.create",
  inviteWorker: "worker.invite",
  startExposure: "expose.start",
  stopExposure: "narrow",
  createTicket: "session.create",
  listConfirmations: "confirmation.give",
  giveConfirmation: "confirmation.give",
} as const satisfies Readonly<Record<ChangingRoute, ActId>> & { readonly [N in RouteName]?: ActId };

/**
 * Acts that a call may be beside the one of its route, depending on what it is about: who approves a request for more
 * budget, or a plan beyond it, raises the budget. Who moves an agent to a worker lets its texts go there.
 */
export const FURTHER_ACTS = {
  approveApproval: "budget.raise",
  moveAgent: "settings.weaken",
  undoMove: "settings.weaken",
} as const satisfies {
  readonly [N in RouteName]?: ActId;
};

/** The act of a route. */
export function toAct(name: RouteName): ActId {
  const acts: { readonly [N in RouteName]?: ActId } = ROUTE_ACTS;
  return acts[name] ?? "read";
}

type RouteOf<A extends ActId> = {
  [N in keyof typeof ROUTE_ACTS]: (typeof ROUTE_ACTS)[N] extends A ? N : never;
}[keyof typeof ROUTE_ACTS];

/** Routes that a session may use only with a confirmation, whatever they are called with. */
export type ConfirmedRoute =
  | keyof typeof FURTHER_ACTS
  | RouteOf<
      | "sender.admit"
      | "sender.role"
      | "sender.link"
      | "budget.raise"
      | "plugin.approve"
      | "file.publish"
      | "expose.start"
      | "skill.install"
      | "tool.accept"
    >;
