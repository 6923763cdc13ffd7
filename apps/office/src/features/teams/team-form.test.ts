import { expect, it } from "vitest";
import { changedFields, toBody, toFields } from "./team-form";

const TEAM = {
  name: "Dev",
  agents: ["a", "b"],
  leader_agent: "a",
  limits: { hops: 4, pairRepeats: 2 },
  budget: { usd: 5, onLimit: "ask" as const },
};

it("only what changes is sent, and what the form does not show stays", () => {
  const fields = toFields(TEAM);
  expect(toBody(TEAM, fields)).toEqual({});
  expect(toBody(TEAM, { ...fields, hops: "", minutes: "90" })).toEqual({
    limits: { pairRepeats: 2, durationMs: 5_400_000 },
  });
  expect(toBody(TEAM, { ...fields, usd: "7.5", leader: "b", join: "stream", name: " Team " })).toEqual({
    name: "Team",
    leader_agent: "b",
    join: "stream",
    budget: { usd: 7.5, onLimit: "ask" },
  });
  expect(changedFields(TEAM, { ...fields, usd: "6" })).toEqual(["usd"]);
});

it("a team without a limit of its own has none in the settings", () => {
  const team = { ...TEAM, limits: { hops: 4 } };
  expect(toBody(team, { ...toFields(team), hops: "" })).toEqual({ limits: null });
});
