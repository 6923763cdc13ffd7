/** Draws a run tree as lines. Pure; a state is a sign and a word, never a colour alone. */

import { cleanLine } from "@tinyagi/contracts/clean-text";
import { cut, duration, paint, type Style, styled, type Text, usageWords } from "@tinyagi/visualizer/text";
import { childrenOf, type RunNode, type RunStatus, type RunTree, type WaitingMessage } from "./run-tree.js";

/** Deeper nodes are drawn at this depth: the engine's own limits are far below. */
const DEEPEST = 40;

export interface DrawOptions {
  now: number;
  columns: number;
  /** Words and spaces only. */
  plain: boolean;
}

const SIGNS: Readonly<Record<RunStatus | WaitingMessage["state"], string>> = {
  running: "●",
  completed: "✓",
  failed: "✗",
  retrying: "↻",
  interrupted: "!",
  cancelled: "⊘",
  waiting: "○",
  dead: "✗",
};
const WORDS: Readonly<Record<RunStatus, string>> = {
  running: "running",
  completed: "done",
  failed: "failed",
  retrying: "failed, retrying",
  interrupted: "interrupted",
  cancelled: "cancelled",
};

/** The lines of the tree, each at most `columns` wide. */
export function drawTree(tree: RunTree, options: DrawOptions): Text[] {
  const lines: Text[] = [];
  const draw = (node: RunNode, place: { lead: string; branch: string; depth: number }): void => {
    lines.push(drawLine(`${place.lead}${place.branch}`, node.status, runText(node, options), options));
    const below = childrenOf(tree, node.runId);
    const lead = place.depth >= DEEPEST ? place.lead : place.lead + continuation(place.branch, options.plain);
    below.forEach((child, index) => {
      draw(child, {
        lead,
        branch: branchOf(index === below.length - 1, options.plain),
        depth: place.depth + 1,
      });
    });
  };
  for (const root of childrenOf(tree, null)) draw(root, { lead: "", branch: "", depth: 0 });
  for (const message of tree.waiting.values()) {
    const detail = message.detail === "" ? "" : `: ${message.detail}`;
    lines.push(
      drawLine("", message.state, `@${cleanLine(message.agent)}  ${message.state}${detail}`, options),
    );
  }
  for (const text of tree.notes) lines.push(cut(`! ${text}`, options.columns));
  if (tree.dropped > 0) lines.push(`… and ${tree.dropped} more runs`);
  return lines;
}

/** What one run is and does, without its sign. */
export function runText(node: RunNode, options: { now: number; plain: boolean }): string {
  const parts = [`@${cleanLine(node.agent)}`];
  if (node.attempt > 1) parts.push(`(attempt ${node.attempt})`);
  parts.push(options.plain || node.status !== "completed" ? ` ${WORDS[node.status]}` : "");
  parts.push(` ${duration((node.endedAt ?? options.now) - node.startedAt)}`);
  const used = node.status === "completed" ? usageWords(node.usage) : "";
  parts.push(used === "" ? "" : ` ${used}`);
  if (node.error !== "") parts.push(` ${node.error}`);
  else if (node.doing !== "") parts.push(` ${cleanLine(node.doing)}`);
  return parts.filter((part) => part !== "").join(" ");
}

function drawLine(lead: string, state: keyof typeof SIGNS, text: string, options: DrawOptions): Text {
  if (options.plain) return cut(`${lead}${text}`, options.columns, "...");
  const sign = SIGNS[state];
  const room = options.columns - lead.length - sign.length - 1;
  return styled`${paint("dim", lead)}${paint(styleOf(state), sign)} ${cut(text, Math.max(8, room))}`;
}

function styleOf(state: keyof typeof SIGNS): Style {
  if (state === "completed") return "green";
  if (state === "failed" || state === "dead") return "red";
  if (state === "running") return "cyan";
  return "yellow";
}

function branchOf(last: boolean, plain: boolean): string {
  if (plain) return "";
  return last ? "└─ " : "├─ ";
}

function continuation(branch: string, plain: boolean): string {
  if (plain) return "  ";
  if (branch === "") return "";
  return branch.startsWith("└") ? "   " : "│  ";
}
