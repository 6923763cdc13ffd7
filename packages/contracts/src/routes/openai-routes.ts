/**
 * The routes of OpenAI's Chat Completions API that TinyAGI serves, so that programs made for it can talk to agents and
 * teams. Field names and shapes: https://platform.openai.com/docs/api-reference/chat.
 */
import { z } from "zod";
import { entityIdSchema } from "../id.js";
import { MESSAGE_TEXT_MAX } from "./message-routes.js";
import { MIB, type RouteDefinition, route, SMALL_BODY } from "./route.js";

/** Most turns of a chat in one request. */
export const CHAT_TURNS_MAX = 1_000;

const partSchema = z.looseObject({ type: z.string().max(64), text: z.string().optional() });

/** One turn of the chat. Other fields are ignored, except for tool calls, which are refused. */
const chatTurnSchema = z.looseObject({
  role: z.enum(["system", "developer", "user", "assistant", "tool", "function"]),
  content: z.union([z.string().max(MESSAGE_TEXT_MAX), z.array(partSchema).max(1_000)]).nullish(),
  name: z.string().max(64).nullish(),
  tool_calls: z.array(z.unknown()).nullish(),
});
export type ChatTurn = z.infer<typeof chatTurnSchema>;

export const chatCompletionBody = z
  .looseObject({
    model: z.string().min(1).max(64).describe("Id of an agent or a team."),
    messages: z
      .array(chatTurnSchema)
      .min(1)
      .max(CHAT_TURNS_MAX)
      .describe("The chat so far; the last turn is the user's."),
    stream: z.boolean().nullish().describe("Answer with server-sent events."),
    stream_options: z
      .looseObject({ include_usage: z.boolean().nullish() })
      .nullish()
      .describe("`include_usage`: a last event contains the usage."),
    user: z.string().max(200).nullish().describe("Name of the sender. Default: `API`."),
    n: z.number().int().nullish().describe("Only 1: an agent gives one answer."),
    tools: z.array(z.unknown()).nullish().describe("Refused unless empty: agents use their own tools."),
    functions: z.array(z.unknown()).nullish().describe("Refused unless empty, as `tools`."),
    response_format: z
      .looseObject({ type: z.string().max(64) })
      .nullish()
      .describe("Only `text`."),
    logprobs: z.boolean().nullish().describe("Refused when true."),
    modalities: z.array(z.string().max(64)).nullish().describe("Only `text`."),
  })
  .describe("Parameters that only tune a model, such as `temperature` and `max_tokens`, have no effect.");
export type ChatCompletionBody = z.infer<typeof chatCompletionBody>;

export const chatUsageSchema = z.object({
  prompt_tokens: z.number().int(),
  completion_tokens: z.number().int(),
  total_tokens: z.number().int(),
  prompt_tokens_details: z.object({ cached_tokens: z.number().int() }),
});
export type ChatUsage = z.infer<typeof chatUsageSchema>;

/** What TinyAGI adds to an answer. */
export const chatExtraSchema = z.object({
  conversation_id: z.string(),
  files: z.array(z.string()).describe("Files of the answer, on the daemon's machine."),
});

export const chatCompletionSchema = z.object({
  id: z.string(),
  object: z.literal("chat.completion"),
  created: z.number().int().describe("Seconds since the epoch."),
  model: z.string(),
  choices: z.array(
    z.object({
      index: z.literal(0),
      message: z.object({ role: z.literal("assistant"), content: z.string(), refusal: z.null() }),
      logprobs: z.null(),
      finish_reason: z.literal("stop"),
    }),
  ),
  usage: chatUsageSchema,
  tinyagi: chatExtraSchema,
});
export type ChatCompletion = z.infer<typeof chatCompletionSchema>;

const chatModelSchema = z.object({
  id: z.string(),
  object: z.literal("model"),
  created: z.number().int().describe("Always 0: agents and teams have no date."),
  owned_by: z.enum(["agent", "team"]),
});
export type ChatModel = z.infer<typeof chatModelSchema>;

export const openaiRoutes = {
  listChatModels: route(
    {
      method: "GET",
      path: "/v1/models",
      scope: "read",
      summary: "List agents and teams as models of the OpenAI API",
      bodyLimit: SMALL_BODY,
      refusal: "openai",
    },
    { response: () => z.object({ object: z.literal("list"), data: z.array(chatModelSchema) }) },
  ),
  getChatModel: route(
    {
      method: "GET",
      path: "/v1/models/:model",
      scope: "read",
      summary: "Get an agent or a team as a model of the OpenAI API",
      bodyLimit: SMALL_BODY,
      refusal: "openai",
    },
    { params: () => z.object({ model: entityIdSchema }), response: () => chatModelSchema },
  ),
  createChatCompletion: route(
    {
      method: "POST",
      path: "/v1/chat/completions",
      scope: "write",
      summary: "Send a chat to an agent or a team and wait for the answer, as in the OpenAI API",
      bodyLimit: 8 * MIB,
      refusal: "openai",
      stream: "on-request",
    },
    { body: () => chatCompletionBody, response: () => chatCompletionSchema },
  ),
} as const satisfies Record<string, RouteDefinition>;
