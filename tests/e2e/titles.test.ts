/** The demo of the README: whoever shows a piece of work calls it the same. */
import { waitFor } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { openStage } from "./support/stage.js";

interface Titled {
  title: string;
  agent: string;
  kind?: string;
  fromAgent?: string | null;
}

test("a handoff has one title: of what that agent was asked, in the API and in the command", async () => {
  const agents = Object.fromEntries(
    ["lead", "writer", "reviewer"].map((id) => [id, { name: id, provider: "demo", model: "" }]),
  );
  await using stage = await openStage({
    settings: {
      agents,
      teams: {
        docs: { name: "Docs", agents: ["lead", "writer", "reviewer"], leader_agent: "lead", join: "leader" },
      },
    },
  });
  const daemon = await stage.start();
  const body = { message: "@docs **Plan** a page for a bakery" };
  await daemon.call("POST", "/api/message", { body });
  const [conversation] = await waitFor(async () => {
    const { body: rows } = await daemon.call<{ id: string; status: string; title: string }[]>(
      "GET",
      "/api/conversations",
    );
    return rows[0]?.status === "closed" ? rows : undefined;
  });
  expect(conversation?.title).toBe("Plan a page for a bakery");
  const { body: detail } = await daemon.call<{ messages: Titled[] }>(
    "GET",
    `/api/conversations/${conversation?.id}`,
  );
  const handoffs = detail.messages.filter(({ kind }) => kind === "handoff");
  expect(handoffs.map(({ agent }) => agent).sort()).toEqual(["reviewer", "writer"]);
  for (const { title } of handoffs) expect(title).toMatch(/^Please /);
  const { body: runs } = await daemon.call<Titled[]>("GET", "/api/runs");
  const { stdout } = await stage.cli(["runs"]);
  for (const { agent, title } of handoffs) {
    expect(runs.filter((run) => run.agent === agent).map((run) => run.title)).toEqual([title]);
    expect(stdout).toContain(title.slice(0, 40));
  }
  expect(stdout).not.toContain("Message from teammate");
  expect(stdout).toContain("Joins the answers of @writer, @reviewer");
});
