import { describe, expect, it } from "vitest";
import { invoke, withHome } from "../testing/invoke.js";

async function wrong(line: string): Promise<string> {
  return withHome(async (home) => {
    const { code, stdout, stderr } = await invoke(line.split(" "), { home });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    return stderr;
  });
}

describe("words of 0.0.20", () => {
  it.each([
    ["install", /tinyagi setup/],
    ["visualize", /tinyagi team visualize/],
    ["viz dev", /tinyagi run '@team text'/],
  ])("%s: the replacement is named", async (line, successor) => {
    expect(await wrong(line)).toMatch(successor);
  });

  it("that are still commands work as before", async () => {
    await withHome(async (home) => {
      for (const line of ["--version", "-v", "-V", "version", "help", "--help", "-h"])
        expect((await invoke([line], { home })).code, line).toBe(0);
    });
  });
});

describe("wrong words", () => {
  it.each([
    ["agnet list", /Did you mean agent\?/],
    ["agent shwo x", /Did you mean show\?/],
    ["nonsense", /[Ss]ee: tinyagi --help/],
    ["agent show", /[Ss]ee: tinyagi agent show --help/],
    ["status now", /[Ss]ee: tinyagi status --help/],
    ["agent rm", /[Ss]ee: tinyagi agent remove --help/],
    ["task", /list the commands: tinyagi task --help/],
  ])("%s: the right ones are named", async (line, hint) => {
    expect(await wrong(line)).toMatch(hint);
  });
});
