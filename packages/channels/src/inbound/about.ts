/** What an adapter says about a message beside its text, as TinyAGI takes it: names as one harmless line, texts cut. Pure. */
import { ANSWERED_MAX_CHARS, type MessageAbout } from "@tinyagi/contracts";
import { cleanLine, cleanText } from "@tinyagi/contracts/clean-text";
import type { IncomingMessage } from "../adapter/incoming.js";

const NAME_MAX_CHARS = 200;
const TIME_MAX = 8_640_000_000_000_000;

export function toMessageAbout(message: IncomingMessage): MessageAbout {
  const { kind, chatName, sentAt, forwardedFrom } = message;
  const [name, author] = [toLine(chatName), toLine(forwardedFrom)];
  const answers = toAnswers(message);
  return {
    chat: { kind, ...(kind === "direct" || name === undefined ? {} : { name }) },
    ...(isTime(sentAt) ? { sentAt: Math.floor(sentAt) } : {}),
    ...(answers === undefined ? {} : { answers }),
    ...(author === undefined ? {} : { forwardedFrom: author }),
  };
}

function toAnswers({ answers }: IncomingMessage): MessageAbout["answers"] {
  if (answers === undefined) return undefined;
  const { id, mine } = answers;
  const author = toLine(answers.author);
  const text = cleanText(answers.text ?? "")
    .trim()
    .slice(0, ANSWERED_MAX_CHARS);
  return {
    ...(id === "" || id.length > NAME_MAX_CHARS ? {} : { id }),
    mine,
    ...(author === undefined ? {} : { author }),
    ...(text === "" ? {} : { text }),
  };
}

function toLine(name: string | undefined): string | undefined {
  const line = cleanLine(name ?? "").slice(0, NAME_MAX_CHARS);
  return line === "" ? undefined : line;
}

function isTime(time: number | undefined): time is number {
  return time !== undefined && Number.isFinite(time) && time >= 0 && time <= TIME_MAX;
}
