/** @requirement COMPANY-2 */
import { describe, expect, test } from "vitest";
import { companyNote, createCompanyFixture } from "./fixture.js";
import { AGENT_PROPOSALS_MAX } from "./proposals.js";

const TEXT = companyNote("Goals", "What we want", "Ten customers.");
const wanted = {
  path: "goals",
  content: TEXT,
  reason: "The owner said so",
  agentId: "coder",
  conversationId: "c1",
};

describe("a proposal of an agent", () => {
  test("changes nothing until a person accepts exactly what was shown", async () => {
    await using fixture = await createCompanyFixture();
    const { proposals, notes } = fixture.company;
    const { id } = await proposals.propose(wanted);
    expect(await notes.find("goals")).toBe(null);
    const shown = await proposals.get(id);
    expect(shown).toMatchObject({ change: "add", before: null, after: TEXT, stale: false, path: "goals.md" });
    expect(shown.diff).toContain("+Ten customers.");
    await expect(proposals.accept(id, { digest: "0".repeat(64), author: "kim" })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect(await notes.find("goals")).toBe(null);
    expect(await proposals.accept(id, { digest: shown.digest, author: "kim" })).toMatchObject({
      status: "accepted",
    });
    expect(await notes.find("goals")).toBe(TEXT);
    await expect(proposals.decline(id, "kim")).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("that was overtaken by another change is stale, and its old digest is refused", async () => {
    await using fixture = await createCompanyFixture();
    const { proposals, notes } = fixture.company;
    await notes.write("goals", TEXT, "operator");
    const { id } = await proposals.propose({ ...wanted, content: TEXT.replace("Ten", "Twenty") });
    const { digest } = await proposals.get(id);
    await notes.write("goals", TEXT.replace("Ten", "Five"), "operator");
    await expect(proposals.accept(id, { digest, author: "kim" })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await proposals.get(id)).toMatchObject({ stale: true, change: "change" });
    expect(await notes.find("goals")).toContain("Five");
  });

  test("to remove a note removes it when it is accepted, and is declined without a trace", async () => {
    await using fixture = await createCompanyFixture();
    const { proposals, notes } = fixture.company;
    await expect(proposals.propose({ ...wanted, content: null })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await notes.write("goals", TEXT, "operator");
    const first = await proposals.propose({ ...wanted, content: null });
    expect(await proposals.decline(first.id, "kim")).toMatchObject({ status: "declined" });
    expect(await notes.find("goals")).toBe(TEXT);
    const second = await proposals.propose({ ...wanted, content: null });
    const { digest } = await proposals.get(second.id);
    await proposals.accept(second.id, { digest, author: "kim" });
    expect(await notes.find("goals")).toBe(null);
  });

  test.each([
    ["../settings.json", TEXT, "PATH_REFUSED"],
    ["files/x.md", TEXT, "PATH_REFUSED"],
    ["goals", "no frontmatter", "INVALID_INPUT"],
    ["goals", `${TEXT}${"x".repeat(300_000)}`, "PAYLOAD_TOO_LARGE"],
  ])("for %s is refused when it is no note", async (path, content, code) => {
    await using fixture = await createCompanyFixture();
    await expect(fixture.company.proposals.propose({ ...wanted, path, content })).rejects.toMatchObject({
      code,
    });
    expect(fixture.company.proposals.countOpen()).toBe(0);
  });

  test("is refused while too many of the agent wait", async () => {
    await using fixture = await createCompanyFixture();
    const { proposals } = fixture.company;
    for (let at = 0; at < AGENT_PROPOSALS_MAX; at += 1)
      await proposals.propose({ ...wanted, path: `n${at}` });
    await expect(proposals.propose(wanted)).rejects.toMatchObject({ code: "RATE_LIMITED" });
    await expect(proposals.propose({ ...wanted, agentId: "writer" })).resolves.toMatchObject({
      status: "open",
    });
  });
});
