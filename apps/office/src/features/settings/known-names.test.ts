import { settingsJsonSchema } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import { findOffer, type Known, withChoice } from "./known-names";
import { groupsOf, type Schema } from "./schema-fields";

const KNOWN = partial<Known>({
  agents: { coder: { name: "Coder" }, writer: { name: "writer" } },
  providers: { anthropic: { name: "Anthropic", aliases: { fast: "haiku-5" } } },
});
const fields = groupsOf(settingsJsonSchema() as Schema).flatMap((group) => group.fields);
const offer = (key: string, now = "") => findOffer(fields.find((one) => one.key === key)?.names, now, KNOWN);

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
  expect(offer("channels.notify.channel")?.options).toContainEqual({ value: "telegram", name: "Telegram" });
  expect(offer("models.anthropic.model")).toEqual({
    options: [{ value: "fast", name: "haiku-5" }],
    isOpen: true,
  });
  expect(offer("models.openai.model")).toEqual({ options: [], isOpen: true });
});

test("a list of names is ticked among those that exist; an unknown one that is set stays, and can be removed", () => {
  expect(offer("channels.enabled", "signal\ntelegram")).toEqual({
    options: [
      { value: "signal", name: "signal" },
      { value: "discord", name: "Discord" },
      { value: "telegram", name: "Telegram" },
      { value: "whatsapp", name: "WhatsApp" },
      { value: "slack", name: "Slack" },
      { value: "email", name: "E-mail" },
    ],
    isOpen: false,
  });
  const known = ["discord", "telegram"];
  expect(withChoice(known, { stored: "signal\ntelegram", typed: "signal\ntelegram" }, "signal")).toBe(
    "telegram",
  );
  // As it was stored, so that a second click leaves no change.
  const back = withChoice(known, { stored: "telegram\ndiscord", typed: "discord" }, "telegram");
  expect(back).toBe("telegram\ndiscord");
  expect(withChoice(known, { stored: "telegram", typed: "telegram" }, "discord")).toBe("telegram\ndiscord");
  expect(withChoice(known, { stored: "telegram", typed: "telegram" }, "telegram")).toBe("");
});

test("a field that names nothing takes any text", () => {
  expect(offer("workspace.name")).toBeUndefined();
});
