import { expect, it } from "vitest";
import { planOf, TEMPLATES } from "./templates";

it("a template adds new agents under free ids, and its first agent leads", () => {
  const [dev] = TEMPLATES;
  if (dev === undefined) throw new Error("there is no template");
  expect(planOf(dev, "Dev", { lead: 1, dev: 1 })).toMatchObject({
    ...{ id: "dev-2", name: "Dev", leader: "lead-2", agents: ["lead-2", "coder", "reviewer"] },
    newcomers: [{ id: "lead-2", name: "Lead" }, { id: "coder" }, { id: "reviewer" }],
  });
});

it("a team that is named like one of its agents gets an id of its own", () => {
  const [, , ops] = TEMPLATES;
  if (ops === undefined) throw new Error("there is no template");
  const { id, agents } = planOf(ops, "Support", {});
  expect([id, ...agents]).toEqual(["support", "operator", "support-2", "bookkeeper"]);
});
