/** What an approval asks: everything that an agent wrote has a mark at each line, and nothing is left out. */
import { literalLine, literalText } from "@tinyagi/contracts/literal-text";
import { askTitle, type PermissionBlock, permissionBlocks } from "@tinyagi/views";
import { type Approval, read } from "../state/answers.js";
import type { State } from "../state/state.js";
import { paint, type Style, type Text } from "../text/styled.js";
import { wrap } from "../text/width.js";

const LOOKS: Readonly<Partial<Record<PermissionBlock["kind"], Style>>> = { added: "green", removed: "red" };

/** The approval of the panel that is open. */
export function approvalLines(state: State, columns: number): Text[] {
  if (state.panel?.kind !== "approval") return [];
  const { approval: id } = state.panel;
  const approval = read(state.known, "approvals")?.find((one) => one.id === id);
  if (approval === undefined) return ["This is settled."];
  const { agent, options = [] } = approval;
  return [
    ...wrap(`${agent}: ${askTitle(approval)}`, columns).map((line) => paint("bold", line)),
    ...askedLines(approval, columns),
    ...(options.length === 0
      ? []
      : [
          "",
          paint("dim", "SUGGESTED ANSWERS"),
          ...options.flatMap((one) => exactLines(literalLine(one), columns)),
        ]),
  ];
}

function askedLines({ title, detail, permission }: Approval, columns: number): Text[] {
  if (permission !== undefined)
    return ["", ...permissionBlocks(permission).flatMap((block) => blockLines(block, columns))];
  return detail === title
    ? []
    : ["", paint("dim", "WHAT THE AGENT WROTE"), ...exactLines(literalText(detail), columns)];
}

function blockLines({ kind, text }: PermissionBlock, columns: number): Text[] {
  if (kind === "note") return [paint("dim", text)];
  const look = LOOKS[kind];
  const lines = exactLines(text, columns);
  return look === undefined ? lines : lines.map((line) => paint(look, line));
}

/** Each line has a mark, and each part of a line that is too long for the screen another one. */
function exactLines(text: string, columns: number): string[] {
  return text
    .split("\n")
    .flatMap((line) =>
      wrap(line.replaceAll("\t", "        "), Math.max(10, columns - 2)).map(
        (part, at) => `${at === 0 ? ">" : "~"} ${part}`,
      ),
    );
}
