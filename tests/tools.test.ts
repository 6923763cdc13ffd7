import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { needs } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { installCommand, TOOLS } from "../scripts/support/tools.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, "utf8");

describe("the list of optional tools", () => {
  test.each(TOOLS.map((tool) => [tool.name, tool] as const))("CONTRIBUTING.md explains %s", (name, tool) => {
    const row = read("CONTRIBUTING.md")
      .split("\n")
      .find((line) => line.startsWith(`| ${name} `));
    expect(row).toContain(tool.neededFor);
    expect(row).toContain(`\`${installCommand([tool], "linux")}\``);
  });

  test("a test that needs a tool the list does not know fails", () => {
    expect(() => needs("a tool nobody knows")).toThrow('no optional tool is named "a tool nobody knows"');
  });
});
