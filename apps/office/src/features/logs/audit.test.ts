import { expect, test } from "vitest";
import { listChanges } from "./audit";
import { entryOfEvent } from "./entries";

test("changes of settings are joined with their revision, and older revisions are added", () => {
  const event = entryOfEvent({
    seq: 9,
    type: "settings.changed",
    time: 900,
    data: { author: "you", revision: 2, paths: ["budgets.day.usd"] },
  });
  const raised = entryOfEvent({
    seq: 10,
    type: "budget.extended",
    time: 1_000,
    data: { budget: "day", day: null, by: "web", added: { usd: 5 } },
  });
  const revision = (id: number, path: string) => ({ id, time: id * 450, author: "file", paths: [path] });
  const changes = listChanges([event, raised], [revision(2, "budgets.day.usd"), revision(1, "agents.coder")]);
  expect(changes.map(({ who, text, revision: of }) => [who, text, of?.id])).toEqual([
    ["web", "web raised the budget of the day by $5.00", undefined],
    ["you", "Budgets › Day: US dollars", 2],
    ["file", "Agents › Coder", 1],
  ]);
});
