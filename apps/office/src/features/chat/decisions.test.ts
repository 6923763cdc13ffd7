import { expect, test } from "vitest";
import { groupDecisions } from "./decisions";

const run = (runId: string, messageRowId: number, parentRunId: string | null = null) =>
  ({ runId, messageRowId, parentRunId }) as never;
const asked = (id: string, runId: string, status = "answered") => ({ id, runId, status }) as never;
const ids = (all: readonly { id: string }[] | undefined) => all?.map(({ id }) => id);

test("what was asked stands at the answer that asked, that of a sub-agent at the one it works for", () => {
  const conversation = {
    messages: [{ id: 1 }, { id: 2, node: "root/rules" }] as never,
    runs: [run("failed", 1), run("again", 1), run("node", 2, "again")],
  };
  const approvals = [
    asked("a", "failed"),
    asked("b", "node", "denied"),
    asked("c", "again", "open"),
    asked("d", ""),
  ];
  const { at, rest } = groupDecisions(approvals, conversation, [{ runId: "again" } as never]);
  expect(ids(at.get("again"))).toEqual(["a", "b"]);
  expect(ids(rest)).toEqual(["d"]);
});
