import { AppError, type RunState } from "@tinyagi/contracts";
import { expect, it } from "vitest";
import { keep, readStored } from "./kept";
import { forgetOfEndedRuns, steerDraft } from "./steer-drafts";

const STATES: Readonly<Record<string, RunState>> = { live: "running", begins: "starting", done: "completed" };

it("what was typed for a run is kept while the run lives, and forgotten when it has ended or is deleted", async () => {
  for (const id of ["live", "begins", "done", "deleted", "unknown"]) keep(steerDraft(id), "and the tests");
  keep("draft.done", "a message");
  await forgetOfEndedRuns(async (id) => {
    if (id === "deleted") throw new AppError("NOT_FOUND", "There is no such run.");
    const state = STATES[id];
    if (state === undefined) throw new Error("The daemon is away.");
    return state;
  });
  const left = ["live", "begins", "done", "deleted", "unknown"].filter((id) => readStored(steerDraft(id)));
  expect(left).toEqual(["live", "begins", "unknown"]);
  expect(readStored("draft.done")).toBe("a message");
});
