import { expect, test } from "vitest";
import { CHANNEL_CONFORMANCE } from "../conformance.js";
import { openDiscordSubject } from "./fixture.js";

for (const { name, check } of CHANNEL_CONFORMANCE) {
  test(`discord: ${name}`, async () => {
    await using subject = await openDiscordSubject();
    await check(subject);
    expect(subject.fake.requests.length).toBeGreaterThan(0);
  });
}
