/** `/tasks`: open tasks with their state. An owner sees the board, anybody else the tasks of the own work. */
import { circleOfConversation, OWNERS, resolveCircle, type TaskRow } from "@tinyagi/kernel";
import { getCode } from "./code-text.js";
import type { CommandCall, CommandParts, CommandResult } from "./command-call.js";

/** Tasks that are looked at. */
const READ_MAX = 1_000;
const SHOWN_MAX = 20;
const STATE_TEXT: Readonly<Record<TaskRow["status"], string>> = {
  backlog: "backlog",
  todo: "to do",
  in_progress: "in progress",
  review: "in review",
  done: "done",
};

export function listTasks(
  { store, desk }: Pick<CommandParts, "store" | "desk">,
  { asked }: CommandCall,
): CommandResult {
  const circle = resolveCircle(store, asked);
  const isSeen = ({ conversation_id: id }: TaskRow): boolean =>
    circle === OWNERS || (id !== null && circleOfConversation(store, id) === circle);
  const open = desk.tasks.list({ limit: READ_MAX }).filter((row) => row.status !== "done" && isSeen(row));
  if (open.length === 0) return say("You have no open tasks.");
  const lines = open.slice(0, SHOWN_MAX).map(({ identifier, title, status, assignee }) => {
    const who = assignee === "" ? "" : `, @${assignee}`;
    return `${identifier} (${STATE_TEXT[status]}${who}): ${getCode(title)}`;
  });
  const more = open.length - SHOWN_MAX;
  return say([...lines, ...(more > 0 ? [`… and ${more} more`] : [])].join("\n"));
}

function say(text: string): CommandResult {
  return { reply: () => text };
}
