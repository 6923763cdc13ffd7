/**
 * Sentences that clients of 0.0.20 know for missing fields, by route. They replace the general sentence only
 * when one of the named fields is missing or empty, so that they never state what is not so.
 */
import type { RouteName } from "@tinyagi/contracts";

export interface RequiredFields {
  fields: readonly string[];
  sentence: string;
  /** Fields that may not consist of white space alone. */
  notBlank?: readonly string[];
  /** Fields that may not be the empty string, though their schema takes it. */
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
  postChatroom: { fields: ["message"], sentence: "message is required", notBlank: ["message"] },
};
