import { type Dirent, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { REQUIREMENTS } from "./requirements.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, "utf8");
const testFiles = ["packages", "tests"].flatMap(testFilesBelow);
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

/** Paths from the root, without what is installed or built. */
function testFilesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry: Dirent) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ["node_modules", "dist"].includes(entry.name) ? [] : testFilesBelow(path);
    return /\.test\.tsx?$/.test(entry.name) ? [path] : [];
  });
}
