/**
 * The teams in `examples/teams`: each is added as a package, works offline with demo agents, and is taken back.
 *
 * @requirement TEMPLATE-3
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openStage } from "./support/stage.js";

const EXAMPLES = fileURLToPath(new URL("../../examples/teams/", import.meta.url));
const TEAMS = ["content-studio", "home-server", "research-desk", "shop-support", "software-studio"];
const TIMEOUT_MS = 120_000;

test("the folder holds the teams that are tested", () => {
  const folders = readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual(TEAMS);
});

test("each team is added, hands work out, and is taken back", { timeout: TIMEOUT_MS }, async () => {
  await using stage = await openStage({
    settings: { agents: { one: { name: "One", provider: "demo", model: "" } } },
  });
  const { client } = await stage.start();
  for (const id of TEAMS) {
    const added = await stage.cli([
      "team",
      "add",
      join(EXAMPLES, id),
      "--provider",
      "demo",
      "--yes",
      "--json",
    ]);
    expect(added).toMatchObject({ code: 0 });
    const { preview } = JSON.parse(added.stdout) as { preview: { ignored: string[] } };
    expect(preview.ignored).toEqual([]);
    const team = (await client.call("listTeams"))[id];
    const { conversation } = await client.sendAndWait({ message: "Prepare the opening day.", agent: id });
    const worked = new Set(conversation.runs.map(({ agent }) => agent));
    expect([...worked].sort()).toEqual([...(team?.agents ?? [])].sort());
    expect(conversation).toMatchObject({ status: "closed", replies: [{ agent: team?.leader_agent }] });
    expect(await stage.cli(["import", "undo", "--yes"])).toMatchObject({ code: 0 });
  }
  expect(await client.call("listTeams")).toEqual({});
  expect(await client.call("listSchedules")).toEqual([]);
});

test("the research desk plans, and a part of its plan plans again", { timeout: TIMEOUT_MS }, async () => {
  await using stage = await openStage({
    settings: { agents: { one: { name: "One", provider: "demo", model: "" } }, spawn: { approval: "never" } },
  });
  const { client } = await stage.start();
  const source = join(EXAMPLES, "research-desk");
  expect(await stage.cli(["team", "add", source, "--provider", "demo", "--yes"])).toMatchObject({ code: 0 });
  const message = "plan: why do people buy local bread";
  const { conversation } = await client.sendAndWait({ message, agent: "director" });
  const nodes = conversation.messages.flatMap(({ node }) => node ?? []);
  expect(nodes.some((node) => node.split("/").length > 2)).toBe(true);
  expect(conversation.replies.at(-1)?.message).toContain("research");
});
