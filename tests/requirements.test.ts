import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { REQUIREMENTS } from "./requirements.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, "utf8");
const tracked = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "*.test.ts", "*.test.tsx"],
  { cwd: root, encoding: "utf8" },
);
const testFiles = tracked.split("\n").filter((path) => path !== "" && existsSync(`${root}${path}`));
const cited = new Map<string, string[]>();
for (const path of testFiles) {
  for (const [, id = ""] of read(path).matchAll(/@requirement ([A-Z]+-[0-9]+)/g))
    cited.set(id, [...(cited.get(id) ?? []), path]);
}
const claimed = [...read("README.md").matchAll(/<!-- ([A-Z]+-[0-9]+(?:, [A-Z]+-[0-9]+)*) -->/g)].flatMap(
  ([, ids = ""]) => ids.split(", "),
);

describe("the requirement manifest", () => {
  test.each(Object.keys(REQUIREMENTS))("%s is cited by a test", (id) => {
    expect(cited.get(id) ?? []).not.toEqual([]);
  });

  test("no test cites an id the manifest does not know", () => {
    expect([...cited.keys()].filter((id) => !(id in REQUIREMENTS))).toEqual([]);
  });

  test("each claim of the README's list cites an id the manifest knows", () => {
    const claims = read("README.md")
      .split("\n")
      .filter((line) => line.startsWith("- **"));
    expect(claims.length).toBeGreaterThan(0);
    expect(claims.filter((line) => !/<!-- [A-Z]+-[0-9]+.* -->$/.test(line))).toEqual([]);
    expect(claimed.filter((id) => !(id in REQUIREMENTS))).toEqual([]);
  });

  test("each document a requirement names exists", () => {
    expect(Object.values(REQUIREMENTS).filter(({ document }) => !existsSync(`${root}${document}`))).toEqual(
      [],
    );
  });
});
