/** Turns a row of the index into a hit: the snippet as plain text, the places that matched, and where it leads. */
import type { SearchHit } from "@tinyagi/contracts";
import type { SearchRow, Store } from "@tinyagi/kernel";

const MARK_START = "\u0002";
const MARK_END = "\u0003";
const MARKS = new RegExp(`([${MARK_START}${MARK_END}])`);

export function toHit(
  { conversations, tasks }: Pick<Store, "conversations" | "tasks">,
  row: SearchRow,
): SearchHit {
  const { kind, time } = row;
  const agent = row.agent === "" ? null : row.agent;
  const base = { kind, agent, time, ...toSnippet(row.snippet) };
  if (kind === "room") return { ...base, title: "", conversationId: null, taskId: null, team: row.ref };
  if (kind === "task" || kind === "comment") {
    const task = tasks.get(row.ref);
    return {
      ...base,
      title: task === undefined ? row.title : `${task.identifier} ${task.title}`,
      conversationId: task?.conversation_id ?? null,
      taskId: row.ref,
      team: null,
    };
  }
  const conversation = row.ref === "" ? undefined : conversations.get(row.ref);
  return {
    ...base,
    title: "",
    conversationId: conversation?.id ?? null,
    taskId: conversation?.task_id ?? null,
    team: conversation?.team_id ?? null,
  };
}

/** Returns the text without marks and their positions, so that a client never has to interpret markup. */
export function toSnippet(marked: string): Pick<SearchHit, "snippet" | "marks"> {
  const marks: [number, number][] = [];
  let snippet = "";
  let start: number | undefined;
  for (const piece of marked.split(MARKS)) {
    if (piece === MARK_START) start = snippet.length;
    else if (piece === MARK_END) {
      if (start !== undefined) marks.push([start, snippet.length]);
      start = undefined;
    } else snippet += piece;
  }
  return { snippet, marks };
}
