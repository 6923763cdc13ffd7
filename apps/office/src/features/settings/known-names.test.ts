import { settingsJsonSchema } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { type Known, offerOf } from "./known-names";
import { groupsOf, type Schema } from "./schema-fields";

const KNOWN = {
  agents: { coder: { name: "Coder" }, writer: { name: "writer" } },
  providers: { anthropic: { name: "Anthropic", aliases: { fast: "haiku-5" } } },
  channels: ["telegram"],
} as unknown as Known;
const fields = groupsOf(settingsJsonSchema() as Schema).flatMap((group) => group.fields);
const offer = (key: string, now = "") => offerOf(fields.find((one) => one.key === key)?.names, now, KNOWN);

test("the default agent is chosen among the agents that exist", () => {
  expect(offer("default_agent")).toEqual({
    options: [
      { value: "coder", name: "Coder (@coder)" },
      { value: "writer", name: "@writer" },
    ],
    isOpen: false,
  });
});

test("a stored name that nothing has any more stays a choice, so that it is seen", () => {
  expect(offer("default_agent", "gone")?.options[0]).toEqual({ value: "gone", name: "gone" });
});

test("providers and channels are chosen, models are suggested by the provider of the field", () => {
  expect(offer("models.provider")?.options).toEqual([{ value: "anthropic", name: "Anthropic" }]);
  expect(offer("channels.notify.channel")?.options).toEqual([{ value: "telegram", name: "telegram" }]);
  expect(offer("models.anthropic.model")).toEqual({
    options: [{ value: "fast", name: "haiku-5" }],
    isOpen: true,
  });
  expect(offer("models.openai.model")).toEqual({ options: [], isOpen: true });
});

test("a field that names nothing takes any text", () => {
  expect(offer("workspace.name")).toBeUndefined();
});
