/** OpenAI's Chat Completions API over agents and teams. */
import { isAppError } from "@tinyagi/contracts";
import { beginChat, isEnded, readChat, toAnswer } from "../../openai/chat.js";
import { type ChatHead, formatChunk, formatUsageChunk, toCompletion } from "../../openai/completion.js";
import { createConversationWatch } from "../../openai/conversation-watch.js";
import { openaiError } from "../../openai/error.js";
import { toModel, toModels } from "../../openai/models.js";
import { followConversation, type Progress } from "../../openai/progress.js";
import { resolveRequestId } from "../../openai/request-id.js";
import type { RouteHandlers } from "../../route-handlers.js";
import { EventAnswer } from "../../routing/event-answer.js";
import type { Services } from "../services.js";

type OpenaiHandlers = Pick<RouteHandlers, "listChatModels" | "getChatModel" | "createChatCompletion">;

/** How often a stream without text sends a comment, so that no proxy ends it, in milliseconds. */
const KEEP_ALIVE_MS = 15_000;

export function openaiHandlers(services: Services): OpenaiHandlers {
  const { settings } = services;
  const watch = createConversationWatch(services.journal);
  return {
    listChatModels: () => ({ object: "list", data: toModels(settings.current()) }),
    getChatModel: ({ params }) => toModel(settings.current(), params.model),
    async createChatCompletion({ body }, { http, signal }) {
      const chat = readChat(services, body);
      const head = await beginChat(
        services,
        chat,
        resolveRequestId(http, [chat.model, chat.sender, chat.text]),
      );
      const { conversationId } = head;
      const follow = () =>
        followConversation(watch, {
          conversationId,
          isEnded: () => isEnded(services, conversationId),
          signal,
        });
      if (body.stream === true) {
        const withUsage = body.stream_options?.include_usage === true;
        return new EventAnswer(toFrames(services, { head, follow, withUsage }));
      }
      using progress = follow();
      for await (const _text of progress.texts(KEEP_ALIVE_MS));
      return toCompletion(head, toAnswer(services, conversationId));
    },
  };
}

async function* toFrames(
  services: Services,
  { head, follow, withUsage }: { head: ChatHead; follow: () => Progress; withUsage: boolean },
): AsyncGenerator<string> {
  using progress = follow();
  yield frame(formatChunk(head, { role: "assistant", content: "" }));
  for await (const text of progress.texts(KEEP_ALIVE_MS))
    yield text === undefined ? ": still working\n\n" : frame(formatChunk(head, { reasoning_content: text }));
  try {
    const answer = toAnswer(services, head.conversationId);
    yield frame(formatChunk(head, { content: answer.content }));
    yield frame(formatChunk(head, {}, "stop"));
    if (withUsage) yield frame(formatUsageChunk(head, answer));
    yield frame("[DONE]");
  } catch (error) {
    // The status is sent, so the failure is an event, as OpenAI sends it.
    if (!isAppError(error)) throw error;
    yield frame(JSON.stringify(openaiError(error)));
  }
}

function frame(data: string): string {
  return `data: ${data}\n\n`;
}
