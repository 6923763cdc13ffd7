import { expect, test } from "vitest";
import { type Project, projectGroups, sumTotals } from "./project-state";

const project = (id: string, name: string, status: Project["status"]) => ({ id, name, status }) as Project;

test("projects at work stand apart from archived ones, each by name", () => {
  const projects = [
    project("3", "Shop", "archived"),
    project("2", "website", "active"),
    project("1", "Menu", "active"),
    project("0", "Menu", "active"),
  ];
  const { active, archived } = projectGroups(projects);
  expect(active.map(({ id }) => id)).toEqual(["0", "1", "2"]);
  expect(archived.map(({ id }) => id)).toEqual(["3"]);
});

test("a project has the tasks of all its columns", () => {
  const lane = { name: "", missing: false };
  const totals = sumTotals({
    lanes: [
      { ...lane, id: "proj_a", totals: { todo: 7, done: 3 } },
      { ...lane, id: "", totals: { todo: 1 } },
    ],
  });
  expect([totals.get("proj_a"), totals.get("proj_b")]).toEqual([10, undefined]);
});
