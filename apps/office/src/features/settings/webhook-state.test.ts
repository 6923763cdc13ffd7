import { expect, it } from "vitest";
import { addCommand, hookName, readWebhooks, webhookEdits } from "./webhook-state";

it("a webhook is on unless its settings switch it off", () => {
  const webhooks = {
    shop: { agent: "lead", secret: "…abcd" },
    old: { agent: "dev", secret: "…", enabled: false, template: "Look at {{id}}" },
  };
  expect(readWebhooks({ webhooks })).toEqual([
    { name: "shop", agent: "lead", isEnabled: true, template: "" },
    { name: "old", agent: "dev", isEnabled: false, template: "Look at {{id}}" },
  ]);
  expect(readWebhooks({})).toEqual([]);
});

it("what is typed becomes a name that the settings accept", () => {
  expect(hookName("My Shop!")).toBe("my-shop-");
});

it("the command quotes the task, and has an example name until one is typed", () => {
  expect(addCommand({ name: "", agent: "lead", template: "" })).toBe(
    "tinyagi webhook add my-hook --agent lead",
  );
  expect(addCommand({ name: "shop", agent: "dev", template: " It's {{id}} " })).toBe(
    "tinyagi webhook add shop --agent dev --template 'It'\\''s {{id}}'",
  );
});

it("only the changed fields are sent, and an empty task removes the task", () => {
  expect(webhookEdits("shop", { enabled: false })).toEqual([
    { path: ["webhooks", "shop", "enabled"], value: false },
  ]);
  expect(webhookEdits("shop", { agent: "dev", template: "" })).toEqual([
    { path: ["webhooks", "shop", "agent"], value: "dev" },
    { path: ["webhooks", "shop", "template"] },
  ]);
  expect(webhookEdits("shop", undefined)).toEqual([{ path: ["webhooks", "shop"] }]);
});
