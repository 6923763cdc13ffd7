import { Command } from "commander";
import { expect, test } from "vitest";
import { HELP_FORMAT } from "./help-format.js";

const ABOUT = "stop a channel and delete its stored session; its settings stay";

function help(helpWidth: number): string {
  const program = new Command("tinyagi").configureHelp({ ...HELP_FORMAT, helpWidth });
  program.command("reset <channel> <another> [more...]").description(ABOUT).option("--yes", "ask nothing");
  return program.helpInformation();
}

test("on a wide screen a description is beside its term", () => {
  expect(help(200)).toContain(`reset [options] <channel> <another> [more...]  ${ABOUT}`);
});

test.each([40, 60, 80])("with %i columns no line is too long and no word is broken", (columns) => {
  const text = help(columns);
  for (const line of text.split("\n").filter((one) => !one.includes("<channel>")))
    expect(line.length).toBeLessThanOrEqual(columns);
  expect(text.replace(/\s+/g, " ")).toContain(`[more...] ${ABOUT}`);
});

test("a long usage goes on below its beginning", () => {
  const program = new Command("tinyagi").configureHelp({ ...HELP_FORMAT, helpWidth: 40 });
  const command = program.command("channel").alias("channels").argument("<platform>").argument("[account]");
  expect(command.configureHelp({ ...HELP_FORMAT, helpWidth: 40 }).helpInformation()).toContain(
    "Usage: tinyagi channel|channels\n       [options] <platform> [account]\n",
  );
});
