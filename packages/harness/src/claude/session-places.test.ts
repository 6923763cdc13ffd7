import { expect, test } from "vitest";
import { sessionPlaces } from "./session-places.js";

const configDirs = ["/home/op/.claude"];
const cwd = "/work/a-b";

test.each([
  ["siblings", [], ["/home/op/.claude/projects/-work-a-b"]],
  ["siblings", ["/work/a-c", "/work/a"], ["/home/op/.claude/projects/-work-a-b"]],
  ["readable", [cwd], ["/home/op/.claude/projects/-work-a-b"]],
  ["siblings", ["/work/a_b"], []],
  ["readable", ["/work/a_b"], []],
  ["closed", ["/work/a/b"], []],
])(
  "beside %s folders %j, an agent reads its own records only where nobody shares them",
  (kind, folders, own) => {
    const { readable, closed } = sessionPlaces({
      configDirs,
      cwd,
      reach: { siblings: [], closed: [], readable: [], [kind]: folders },
    });
    expect(readable).toEqual(own);
    expect(closed).toContain("/home/op/.claude/projects");
  },
);
