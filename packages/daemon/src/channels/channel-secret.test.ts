import { expect, test } from "vitest";
import { channelSecret } from "./channel-secret.js";

const names = { setting: "channels.telegram.bot_token", variable: "TELEGRAM_BOT_TOKEN" };
const none = { ...names, saved: undefined, fromVariable: undefined, apiRoot: undefined };
const API_ROOT = "https://bots.example";

test("the variable counts more than the setting", () => {
  expect(channelSecret(none)).toBe("");
  expect(channelSecret({ ...none, saved: "saved" })).toBe("saved");
  expect(channelSecret({ ...none, saved: "saved", fromVariable: "variable" })).toBe("variable");
  expect(channelSecret({ ...none, saved: "saved", fromVariable: "" })).toBe("saved");
});

test("the key of a variable is not sent to another address, for which only the setting was entered", () => {
  const elsewhere = { ...none, fromVariable: "variable", apiRoot: API_ROOT };
  expect(channelSecret({ ...elsewhere, saved: "saved" })).toBe("saved");
  expect(() => channelSecret(elsewhere)).toThrow(/channels\.telegram\.bot_token env:TELEGRAM_BOT_TOKEN/);
});

test("a key that was just entered counts most", () => {
  const all = { ...none, saved: "saved", fromVariable: "variable", apiRoot: API_ROOT, entered: "entered" };
  expect(channelSecret(all)).toBe("entered");
});

test("an empty key that was entered is not replaced by a stored one", () => {
  const all = { ...none, saved: "saved", fromVariable: "variable", entered: "" };
  expect(channelSecret(all)).toBe("");
  expect(channelSecret({ ...all, apiRoot: API_ROOT })).toBe("");
});
