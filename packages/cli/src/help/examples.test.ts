import { Readable } from "node:stream";
import type { Command } from "commander";
import { beforeAll, describe, expect, it } from "vitest";
import { createContext } from "../context/context.js";
import { createOutput } from "../output/output.js";
import { buildWholeProgram } from "../program.js";
import { captureScreen } from "../testing/invoke.js";
import { exampleLines } from "./examples.js";

const output = createOutput({
  stdout: captureScreen(),
  stderr: captureScreen(),
  json: false,
  plain: true,
  env: {},
});
const context = createContext({
  env: { HOME: "/nonexistent" },
  output,
  stdin: Readable.from([]),
  signal: new AbortController().signal,
  now: Date.now,
  version: "1.2.3",
  daemonMain: () => "",
});

function leaves(command: Command, path: readonly string[] = []): [string, Command][] {
  return command.commands.flatMap((child) => {
    const words = [...path, child.name()];
    const below = leaves(child, words);
    return below.length > 0 ? below : [[words.join(" "), child] as [string, Command]];
  });
}

let all: [string, Command][] = [];
beforeAll(async () => {
  all = leaves(await buildWholeProgram(context));
});

describe("help", () => {
  it("shows an example of every command", () => {
    const without = all.filter(([, command]) => exampleLines(command).length === 0).map(([path]) => path);
    expect(without).toEqual([]);
  });

  it("shows only examples that are about the command", () => {
    const astray = all.filter(([path, command]) => {
      const names = [path, ...command.aliases().map((alias) => path.replace(/\S+$/, alias))];
      return !exampleLines(command).some((line) => names.some((name) => line.includes(`tinyagi ${name}`)));
    });
    expect(astray.map(([path]) => path)).toEqual([]);
  });

  it("describes every command, option with an argument and command group", () => {
    for (const [path, command] of all) {
      expect(command.description(), path).not.toBe("");
      for (const option of command.options)
        expect(option.description, `${path} ${option.flags}`).not.toBe("");
    }
  });
});
