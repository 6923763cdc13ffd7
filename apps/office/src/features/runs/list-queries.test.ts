import { AppError } from "@tinyagi/contracts";
import { describe, expect, it } from "vitest";
import { KEYS } from "../../lib/keys";
import type { Run } from "../../lib/queries";
import { LIVE, type RunFilter, toKeys, waitingRuns } from "./list-queries";

const filter = (more: Partial<RunFilter>): RunFilter => ({ agent: "", status: "", all: false, ...more });
const isReadAgain = (key: readonly string[]) => key[0] === KEYS.runs[0];

describe("the pages of runs", () => {
  it("that work are all read again at events, so that a run that ended leaves them", () => {
    for (const one of [LIVE, filter({ status: "running", agent: "coder" })]) {
      const { newestKey, pagesKey } = toKeys(one);
      expect([newestKey, pagesKey].every(isReadAgain)).toBe(true);
      expect(newestKey).not.toEqual(pagesKey);
    }
  });

  it("of other words or another time are other pages", () => {
    const keys = [{}, { text: "backup" }, { span: "week" }].map((more) =>
      JSON.stringify(toKeys(filter(more)).newestKey),
    );
    expect(new Set(keys).size).toBe(3);
  });

  it("that ended stay as they were read, except the newest", () => {
    for (const one of [filter({}), filter({ status: "failed" })]) {
      const { newestKey, pagesKey } = toKeys(one);
      expect([isReadAgain(newestKey), isReadAgain(pagesKey)]).toEqual([true, false]);
    }
  });
});

describe("the runs that wait for a person", () => {
  const run = (runId: string, createdAt: number, agent = "coder") => ({ runId, createdAt, agent }) as Run;
  const runs = [run("old", 1), run("new", 2), run("other", 3, "writer")];
  const read = async (id: string): Promise<Run> => {
    const found = runs.find(({ runId }) => runId === id);
    if (found === undefined) throw new AppError("NOT_FOUND", `There is no run ${id}.`);
    return found;
  };
  const ids = async (waiting: readonly string[], agent = "") =>
    (await waitingRuns({ waiting, agent }, read)).map(({ runId }) => runId);

  it("are shown newest first, those of one agent if the reader asks for it", async () => {
    expect(await ids(["old", "other", "new"])).toEqual(["other", "new", "old"]);
    expect(await ids(["old", "other", "new"], "writer")).toEqual(["other"]);
  });

  it("are shown without one that is gone, and any other failure is reported", async () => {
    expect(await ids(["old", "gone"])).toEqual(["old"]);
    const fails = waitingRuns({ waiting: ["old"], agent: "" }, () => Promise.reject(new Error("no")));
    await expect(fails).rejects.toThrow("no");
  });
});
