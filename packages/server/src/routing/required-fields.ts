/**
 * The sentences of 0.0.20 for missing fields, by route. They replace the general sentence only when one of the listed
 * fields is missing or empty, so that they are always true.
 */
import type { RouteName } from "@tinyagi/contracts";

export interface RequiredFields {
  fields: readonly string[];
  sentence: string;
  /** Fields that must not consist of white space alone. */
  notBlank?: readonly string[];
  /** Fields that must not be the empty string, although their schema accepts it. */
  notEmpty?: readonly string[];
}

export const REQUIRED_FIELDS: Readonly<Partial<Record<RouteName, RequiredFields>>> = {
  sendMessage: { fields: ["message"], sentence: "message is required", notEmpty: ["message"] },
  listPendingResponses: { fields: ["channel"], sentence: "channel query param required" },
  createResponse: {
    fields: ["channel", "sender", "message"],
    sentence: "channel, sender, and message are required",
  },
  putAgent: {
    fields: ["name", "provider", "model"],
    sentence: "name, provider, and model are required",
  },
  putTeam: {
    fields: ["name", "agents", "leader_agent"],
    sentence: "name, agents, and leader_agent are required",
  },
  approvePairing: { fields: ["code"], sentence: "code is required", notBlank: ["code"] },
  createSchedule: {
    fields: ["agentId", "message"],
    sentence: "agentId, message, and either cron or runAt are required",
  },
  createProject: { fields: ["name"], sentence: "name is required", notBlank: ["name"] },
  updateProject: { fields: [], sentence: "name is required", notBlank: ["name"] },
  createTask: { fields: ["title"], sentence: "title is required", notBlank: ["title"] },
  updateTask: { fields: [], sentence: "title is required", notBlank: ["title"] },
  reorderTasks: { fields: ["columns"], sentence: "columns map is required" },
  createComment: { fields: ["content"], sentence: "content is required", notBlank: ["content"] },
  putCustomProvider: {
    fields: ["name", "harness", "base_url", "api_key"],
    sentence: "name, harness, base_url, and api_key are required",
  },
  installSkill: { fields: ["ref"], sentence: "ref is required" },
  postChatroom: { fields: ["message"], sentence: "message is required", notBlank: ["message"] },
};
