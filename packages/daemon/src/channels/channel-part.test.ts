import { settingsSchema } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { boundAgent, channelIds, hasSecret, toPart, toVariableName } from "./channel-part.js";

const settings = (channels: object) => settingsSchema.parse({ channels });
const bots = { coder: { bot_token: "2:b" }, help: { bot_token: "3:c", agent: "dev" } };

describe("channels of the settings", () => {
  test("are the platforms and their further bots", () => {
    const all = settings({ telegram: { bot_token: "1:a", bots } });
    expect(channelIds(all, {})).toEqual([
      "discord",
      "telegram",
      "telegram.coder",
      "telegram.help",
      "whatsapp",
      "slack",
      "email",
    ]);
  });

  test("leave out a platform's own bot when it has only further ones, unless a variable holds its key", () => {
    const all = settings({ telegram: { bots } });
    expect(channelIds(all, {})).not.toContain("telegram");
    expect(channelIds(all, { TELEGRAM_BOT_TOKEN: "1:a" })).toContain("telegram");
  });

  test("give a further bot its own keys, the address of its platform, and its agent", () => {
    const all = settings({ telegram: { bot_token: "1:a", api_root: "http://127.0.0.1:1", bots } });
    expect(toPart(all, "telegram.help")).toEqual({
      api_root: "http://127.0.0.1:1",
      bot_token: "3:c",
      agent: "dev",
    });
    expect(toPart(all, "telegram")).not.toHaveProperty("bots");
    expect(["telegram", "telegram.coder", "telegram.help"].map((id) => boundAgent(all, id))).toEqual([
      undefined,
      "coder",
      "dev",
    ]);
  });

  test("never give the key of the environment to a further bot", () => {
    const all = settings({ telegram: { bots: { coder: {} } } });
    expect(hasSecret(all, "telegram.coder", { TELEGRAM_BOT_TOKEN: "1:a" })).toBe(false);
    expect(toVariableName("telegram.coder")).toBe("");
    expect(toPart(all, "telegram.toString")).toEqual({});
  });
});
