/** Approvals in words: the notice for the person, and the note for an agent that asked before its run was interrupted. */
import { cutText } from "../base/cut-text.js";
import type { ApprovalRow } from "../store/schema.js";

const QUESTION_MAX_CHARS = 500;
const ANSWER_MAX_CHARS = 4_000;
/** Most decisions in one note, the newest. */
const NOTE_MAX = 20;

const HEADLINES: Readonly<Record<ApprovalRow["kind"], (agent: string) => string>> = {
  question: (agent) => `${agent} asks you:`,
  permission: (agent) => `${agent} asks for permission:`,
  spawn: (agent) => `${agent} asks to start other agents:`,
  budget: (agent) => `${agent} has reached a budget and waits:`,
};

/**
 * What the person reads on the channel of the conversation. The agent's text is quoted line by line, so that it cannot
 * imitate TinyAGI's own words.
 */
export function approvalNotice(row: ApprovalRow): string {
  const options: string[] = row.options === null ? [] : JSON.parse(row.options);
  const detail = row.detail === row.title ? [] : row.detail.split("\n").map((line) => `> ${line}`);
  return [
    HEADLINES[row.kind](`@${row.agent_id}`),
    `> ${row.title}`,
    ...detail,
    ...(options.length === 0 ? [] : ["Suggested answers:", ...options.map((option) => `> ${option}`)]),
    "",
    ...howToAnswer(row),
    `It expires at ${utc(row.expires_at)}.`,
  ].join("\n");
}

function howToAnswer({ kind, id }: ApprovalRow): string[] {
  return kind === "question"
    ? [`Answer: /answer ${id} YOUR TEXT (an owner), or \`tinyagi answer ${id} "your text"\``]
    : [
        `Approve: /approve ${id} (an owner), or \`tinyagi approve ${id}\``,
        `Deny: /deny ${id}, or \`tinyagi deny ${id}\``,
      ];
}

/** @param rows what the message asked in earlier runs, oldest first */
export function approvalNote(rows: readonly ApprovalRow[]): string {
  const settled = rows
    .filter(({ status, subject }) => subject === null && status !== "open" && status !== "cancelled")
    .slice(-NOTE_MAX);
  if (settled.length === 0) return "";
  const lines = settled.map((row) => `- ${quoted(questionOf(row), QUESTION_MAX_CHARS)}: ${outcomeOf(row)}`);
  return `[Note from TinyAGI: before this attempt you asked a person, who decided. Do not ask again.\n${lines.join("\n")}]\n\n`;
}

function questionOf({ title, detail }: ApprovalRow): string {
  return detail === title || detail === "" ? title : `${title}: ${detail}`;
}

function outcomeOf({ status, answer }: ApprovalRow): string {
  const text = answer === null ? "" : ` ${quoted(answer, ANSWER_MAX_CHARS)}`;
  if (status === "answered") return `the answer is${text}`;
  if (status === "expired") return "no one answered in time";
  return `${status}${text === "" ? "" : `, with the remark${text}`}`;
}

/** On one line, so that no text can imitate a note of the host. */
function quoted(text: string, max: number): string {
  return JSON.stringify(cutText(text, max));
}

function utc(time: number): string {
  return `${new Date(time).toISOString().replace("T", " ").slice(0, 16)} UTC`;
}
