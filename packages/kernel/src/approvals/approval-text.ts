/** Approvals in words for an agent that asked before its run was interrupted. */
import { cutText } from "@tinyagi/base";
import type { ApprovalRow } from "../store/schema.js";

const QUESTION_MAX_CHARS = 500;
const ANSWER_MAX_CHARS = 4_000;
/** Most decisions in one note, the newest. */
const NOTE_MAX = 20;

/** @param rows what the message asked in earlier runs, oldest first */
export function approvalNote(rows: readonly ApprovalRow[]): string {
  const settled = rows
    .filter(({ status, subject }) => subject === null && status !== "open" && status !== "cancelled")
    .slice(-NOTE_MAX);
  if (settled.length === 0) return "";
  const lines = settled.map((row) => `- ${quoted(toQuestion(row), QUESTION_MAX_CHARS)}: ${getOutcome(row)}`);
  return `[Note from TinyAGI: before this attempt you asked a person, who decided. Do not ask again.\n${lines.join("\n")}]\n\n`;
}

function toQuestion({ title, detail }: ApprovalRow): string {
  return detail === title || detail === "" ? title : `${title}: ${detail}`;
}

function getOutcome({ status, answer }: ApprovalRow): string {
  const text = answer === null ? "" : ` ${quoted(answer, ANSWER_MAX_CHARS)}`;
  if (status === "answered") return `the answer is${text}`;
  if (status === "expired") return "no one answered in time";
  return `${status}${text === "" ? "" : `, with the remark${text}`}`;
}

/** On one line, so that no text can imitate a note of the host. */
function quoted(text: string, max: number): string {
  return JSON.stringify(cutText(text, max));
}
