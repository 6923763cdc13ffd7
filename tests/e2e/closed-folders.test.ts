/**
 * A sandbox that closes the folders of other agents must leave them usable: an agent whose turn comes after one of
 * another CLI runs like the first.
 *
 * @requirement HARNESS-1
 */
import { statSync } from "node:fs";
import { join } from "node:path";
import { needs } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { openRealTeam } from "./support/real-team.js";

test("agents of every CLI run, whichever was the first after the start", {
  ...needs("agent CLIs"),
  timeout: 90_000,
}, async () => {
  const says = (text: string) => [{ text }];
  await using team = await openRealTeam({
    writer: says("writer is here"),
    coder: says("coder is here"),
    reviewer: says("reviewer is here"),
  });
  await team.stage.start();
  for (const agent of ["writer", "coder", "reviewer"]) {
    const { code, stdout } = await team.stage.cli(["run", `@${agent} hello`]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(`${agent} is here`) });
  }
  for (const folder of ["sessions", "run/access/lead"])
    expect(statSync(join(team.stage.place.home, folder)).isDirectory()).toBe(true);
});
