/** Schemas with their own name in the API's description, because several routes use them. */
import {
  agentConfigSchema,
  agentMessageRow,
  chatMessageRow,
  conversationDetailSchema,
  conversationViewSchema,
  customProviderSchema,
  deadLetterRow,
  messageViewSchema,
  responseRow,
  runTreeSchema,
  runViewSchema,
  settingsRevisionSchema,
  teamConfigSchema,
  usageSchema,
} from "@tinyagi/contracts";
import { z } from "zod";

/** Names by schema, for `z.toJSONSchema`; they become `#/components/schemas/<name>`. */
export function namedSchemas(): z.core.$ZodRegistry<{ id?: string | undefined }> {
  const registry = z.registry<{ id?: string | undefined }>();
  const named: Readonly<Record<string, z.ZodType>> = {
    Agent: agentConfigSchema,
    AgentMessage: agentMessageRow,
    ChatMessage: chatMessageRow,
    Conversation: conversationViewSchema,
    ConversationDetail: conversationDetailSchema,
    CustomProvider: customProviderSchema,
    DeadLetter: deadLetterRow,
    Message: messageViewSchema,
    Reply: responseRow,
    Run: runViewSchema,
    RunTree: runTreeSchema,
    SettingsRevision: settingsRevisionSchema,
    Team: teamConfigSchema,
    Usage: usageSchema,
  };
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  return registry;
}
