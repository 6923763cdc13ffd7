/** A request for permission, made of what a tool would do. Nothing of it is missing in the text that a person reads. Pure. */
import type { PermissionFacts, PlannedChange } from "@tinyagi/contracts";
import type { ApprovalAsk } from "./approval-contract.js";

/** The fields of an approval that ask for it. */
export function permissionRequest(
  facts: PermissionFacts,
): Required<Pick<ApprovalAsk, "kind" | "title" | "detail" | "permission">> {
  return {
    kind: "permission",
    title: `Use the tool ${facts.tool}`,
    detail: textOf(facts),
    permission: facts,
  };
}

/** A command and a diff are easier to read as they are; every other field is shown, too. */
function textOf({ command, cwd, changes = [], reason, more = {} }: PermissionFacts): string {
  const parts = [
    ...(command === undefined ? [] : [command]),
    ...changes.map(patchOf),
    ...objectOf({ cwd, reason }),
    // Apart from the others: its names are the agent's.
    ...objectOf(more),
  ];
  return parts.length === 0 ? "{}" : parts.join("\n\n");
}

function objectOf(fields: Readonly<Record<string, unknown>>): string[] {
  const text = JSON.stringify(fields, null, 2);
  return text === "{}" ? [] : [text];
}

/** Of whole new content nobody says whether the file exists. */
function patchOf({ path, kind, movedTo = path, diff }: PlannedChange): string {
  const before = { add: "--- /dev/null\n", write: "", update: `--- ${path}\n`, delete: `--- ${path}\n` }[
    kind
  ];
  return `${before}+++ ${kind === "delete" ? "/dev/null" : movedTo}\n${diff}`;
}
