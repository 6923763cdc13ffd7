/**
 * Which events a person is notified of, and what the notification has in it. Pure. Without `full` content, nothing of what
 * an agent or a person wrote leaves the machine, not even encrypted.
 */
import type { JournalEvent, PushKind, PushNotice, PushSettings } from "@tinyagi/contracts";
import { literalText } from "@tinyagi/contracts/literal-text";
import { toTitle } from "@tinyagi/contracts/title";

/** What a locked screen shows of a text without cutting it. */
const TEXT_MAX_CHARS = 180;
const TEXT_MAX_LINES = 4;
const NAME_MAX_CHARS = 60;
/** Where people write to TinyOffice. Other channels deliver their answers themselves. */
const OFFICE_CHANNEL = "web";

export interface NoticeFacts {
  readonly content: PushSettings["content"];
  /** Whether a page of TinyOffice is open, which shows answers by itself. */
  readonly isPageOpen: boolean;
  readonly agentName: (id: string) => string;
  readonly conversation: (
    id: string,
  ) => { readonly channel: string; readonly text: string; readonly quiet: number } | undefined;
}

type Of<T extends JournalEvent["type"]> = Extract<JournalEvent, { type: T }>;
type Asked = Of<"approval.requested">["data"];

const KINDS = {
  permission: "permission",
  question: "question",
  spawn: "plan",
  budget: "budget",
} as const satisfies Record<Asked["kind"], PushKind>;

/** Undefined for what nobody is notified of. */
export function noticeOf(event: JournalEvent, facts: NoticeFacts): PushNotice | undefined {
  switch (event.type) {
    case "approval.requested":
      return ofRequest(event.data, facts);
    case "approval.held":
    case "approval.answered":
    case "approval.expired":
    case "approval.cancelled":
      return { close: event.data.approvalId };
    case "message.died":
      return ofFailure(event, facts);
    case "message.replayed":
    case "message.deleted":
    case "message.resumed":
      return event.messageRowId === undefined ? undefined : { close: failureTag(event.messageRowId) };
    case "conversation.closed":
      return ofAnswer(event, facts);
    case "conversation.read":
      return event.conversationId === undefined ? undefined : { close: event.conversationId };
    default:
      return undefined;
  }
}

function ofRequest(asked: Asked, { content, agentName }: NoticeFacts): PushNotice {
  const { approvalId: id, kind, agent, title, detail, digest } = asked;
  const text = detail === "" || detail === title ? title : `${title}\n${detail}`;
  const shown = content === "full" ? toText(text) : undefined;
  // What cannot be seen in full is decided in the page.
  const isWhole = kind === "permission" && asked.partial !== true && shown === text;
  return {
    kind: KINDS[kind],
    tag: id,
    agent: toName(agentName(agent)),
    ...(shown === undefined ? {} : { text: shown }),
    ...(kind === "question" ? {} : { request: { id, digest, isWhole } }),
    path: pathOf(id),
  };
}

function ofFailure({ messageRowId, data }: Of<"message.died">, facts: NoticeFacts): PushNotice | undefined {
  // A post that failed in the run of another one.
  if (messageRowId === undefined || data.origin === undefined) return undefined;
  const tag = failureTag(messageRowId);
  return {
    kind: "failure",
    tag,
    agent: toName(data.origin.agentName),
    ...(facts.content === "full" ? { text: toText(data.error) } : {}),
    path: "/#needs",
  };
}

function ofAnswer(
  { conversationId, data }: Of<"conversation.closed">,
  facts: NoticeFacts,
): PushNotice | undefined {
  if (conversationId === undefined || data.status !== "closed" || data.replies === 0) return undefined;
  if (facts.isPageOpen) return undefined;
  const asked = facts.conversation(conversationId);
  if (asked === undefined || asked.channel !== OFFICE_CHANNEL || asked.quiet !== 0) return undefined;
  return {
    kind: "answer",
    tag: conversationId,
    ...(facts.content === "full" ? { text: toText(toTitle(asked.text)) } : {}),
    path: `/chat?id=${encodeURIComponent(conversationId)}`,
  };
}

/** The same key as the card in TinyOffice has. */
function failureTag(messageRowId: number): string {
  return `dead-${messageRowId}`;
}

function pathOf(key: string): string {
  return `/#needs=${encodeURIComponent(key)}`;
}

/** Hidden characters are written out, and what is too long is cut with a mark. */
function toText(text: string): string {
  const start = literalText(text.slice(0, TEXT_MAX_CHARS * 2));
  const lines = start.split("\n");
  const shown = lines.slice(0, TEXT_MAX_LINES).join("\n").slice(0, TEXT_MAX_CHARS);
  return shown.length < start.length || text.length > TEXT_MAX_CHARS * 2 ? `${shown}…` : shown;
}

function toName(name: string): string {
  return literalText(name).replaceAll("\n", " ").slice(0, NAME_MAX_CHARS);
}

/** One notification for several that waited, such as at the end of quiet hours. */
export function manyNotice(count: number): PushNotice {
  return { kind: "many", tag: "many", count, path: "/#needs" };
}
