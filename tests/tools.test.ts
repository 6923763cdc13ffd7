import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SANDBOX_TOOLS } from "@tinyagi/contracts";
import { needs } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { findPackage, installCommand, TOOLS } from "../scripts/support/tools.mjs";

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

  test.each(Object.entries(SANDBOX_TOOLS))(
    "names the same package for %s as the product",
    (bin, sandboxTool) => {
      expect(TOOLS.filter(({ bins }) => bins?.includes(bin)).map(findPackage)).toEqual([sandboxTool.package]);
    },
  );

  test("a test that needs an unknown tool fails", () => {
    expect(() => needs("an unknown tool")).toThrow('no optional tool is named "an unknown tool"');
  });
});
