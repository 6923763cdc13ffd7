import { Readable } from "node:stream";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "./command-table.js";
import { createContext } from "./context/context.js";
import { createOutput } from "./output/output.js";
import { buildProgram, buildWholeProgram } from "./program.js";
import { captureScreen } from "./testing/invoke.js";

const env = { HOME: "/nonexistent" };
const context = createContext({
  env,
  output: createOutput({ stdout: captureScreen(), stderr: captureScreen(), json: false, plain: true, env }),
  stdin: Readable.from([]),
  signal: new AbortController().signal,
  now: Date.now,
  version: "1.2.3",
  daemonMain: () => "",
});

describe("the overview of the commands", () => {
  it("shows what the commands themselves would show", async () => {
    const overview = await buildProgram(context, ["--help"]);
    const whole = await buildWholeProgram(context);
    expect(overview.helpInformation()).toBe(whole.helpInformation());
  });

  it("knows the other names of the commands", async () => {
    const names = (program: Command) => program.commands.map((one) => [one.name(), ...one.aliases()]);
    expect(names(await buildProgram(context, []))).toEqual(names(await buildWholeProgram(context)));
  });
});

it("each command defines itself, and only the commands of its module", async () => {
  for (const { name, alias, load } of COMMANDS) {
    const together = COMMANDS.filter((row) => row.load === load).map((row) => row.name);
    for (const word of alias === undefined ? [name] : [name, alias]) {
      const program = await buildProgram(context, [word]);
      expect(program.commands.map((command) => command.name()).sort()).toEqual(together.toSorted());
    }
  }
});
