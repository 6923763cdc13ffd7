/** Requests to the fake Bot API: its methods and its files. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Refusal } from "./chats.js";
import { shownAs } from "./messages.js";
import { type FakeTelegramParts, ME } from "./parts.js";
import { readBody } from "./request.js";
import type { TelegramFault } from "./types.js";

/** Answers one request as Telegram does. */
export async function answer(
  parts: FakeTelegramParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, token = "", method = "", rest = ""] =
    /^(?:\/file)?\/bot([^/]+)\/([^/?]+)(?:\/([^?]*))?/.exec(request.url ?? "") ?? [];
  if (token !== parts.token || parts.isRevoked) return reply(response, new Refusal(401, "Unauthorized"));
  if (request.url?.startsWith("/file/") === true) {
    const file = parts.files.get(rest);
    response.writeHead(file === undefined ? 404 : 200).end(file?.bytes);
    return;
  }
  const body = await readBody(request);
  const fault = faultFor(parts, method);
  if (fault === "stall") return;
  if (fault === "drop") return void request.socket.destroy();
  if (typeof fault === "object")
    return reply(response, new Refusal(fault.code, fault.description, { retry_after: fault.retryAfter }));
  parts.calls.push({ method, body: body.fields });
  const act = methodsOf(parts)[method];
  if (act === undefined) return reply(response, new Refusal(404, `Not Found: ${method}`));
  const result = await act(body, response);
  if (fault === "lost") return void request.socket.destroy();
  if (fault === "mute") return;
  reply(response, result);
}

type Body = Awaited<ReturnType<typeof readBody>>;
type Method = (body: Body, response: ServerResponse) => unknown;

function methodsOf(parts: FakeTelegramParts): Readonly<Record<string, Method>> {
  const { chats, files } = parts;
  return {
    getMe: () => ME,
    deleteWebhook: () => true,
    setMyCommands: () => true,
    sendChatAction: () => true,
    answerCallbackQuery: () => true,
    getUpdates: ({ fields }, response) => getUpdates(parts, fields, response),
    sendMessage: (body) => shownAs(chats.send(body)),
    sendDocument: (body) => shownAs(chats.send(body)),
    editMessageText: (body) => shownAs(chats.edit(body)),
    editMessageReplyMarkup: (body) => shownAs(chats.edit(body)),
    deleteMessage(body) {
      chats.messages.splice(chats.messages.indexOf(chats.find(body)), 1);
      return true;
    },
    setMessageReaction({ fields }) {
      const list = fields.reaction as { emoji: string }[];
      chats.reactions.set(
        `${fields.chat_id}/${fields.message_id}`,
        list.map(({ emoji }) => emoji),
      );
      return true;
    },
    getFile({ fields }) {
      const id = String(fields.file_id);
      const file = files.get(id);
      if (file === undefined) throw new Refusal(400, "Bad Request: invalid file_id");
      return { file_id: id, file_unique_id: id, file_size: file.bytes.length, file_path: `documents/${id}` };
    },
  };
}

function faultFor({ faults }: FakeTelegramParts, method: string): TelegramFault["with"] | undefined {
  const fault = faults.find((candidate) => candidate.left > 0 && (candidate.method ?? method) === method);
  if (fault !== undefined) fault.left -= 1;
  return fault?.with;
}

async function getUpdates(
  parts: FakeTelegramParts,
  fields: Record<string, unknown>,
  response: ServerResponse,
) {
  // A second poller ends the first one.
  parts.pollers.abort();
  const mine = new AbortController();
  parts.pollers = mine;
  response.once("close", () => mine.abort());
  const found = await parts.updates.fetch(Number(fields.offset ?? 0), {
    holdMs: Number(fields.timeout ?? 0) * 1_000,
    limit: Number(fields.limit ?? 100),
    signal: mine.signal,
  });
  if (mine.signal.aborted && !response.destroyed)
    throw new Refusal(409, "Conflict: terminated by other getUpdates request");
  return found;
}

export function reply(response: ServerResponse, result: unknown): void {
  if (!(result instanceof Refusal)) {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ ok: true, result }));
    return;
  }
  const { code, description, parameters } = result;
  const body = { ok: false, error_code: code, description, parameters };
  response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(body));
}
