import { expect, it } from "vitest";
import { invoke, withHome } from "../testing/invoke.js";

it("the overview begins with the six commands of the first day, then the other groups", async () => {
  const { stdout } = await withHome((home) => invoke(["--help"], { home }));
  const groups = stdout.split(/\n\n(?=\w[\w ]*:\n)/).slice(1);
  const names = (group: string) => [...group.matchAll(/^ {2}([\w|]+) /gm)].map(([, name]) => name);
  expect(names(groups[0] ?? "")).toEqual(["setup", "run", "agent", "office", "status", "doctor"]);
  expect(groups.length).toBeGreaterThan(5);
});
