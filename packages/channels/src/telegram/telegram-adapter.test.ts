import { expect, test } from "vitest";
import { CHANNEL_CONFORMANCE } from "../conformance.js";
import { openTelegramSubject } from "./fixture.js";

for (const { name, check } of CHANNEL_CONFORMANCE) {
  test(`telegram: ${name}`, async () => {
    await using subject = await openTelegramSubject();
    await check(subject);
    expect(subject.fake.calls.length).toBeGreaterThan(0);
  });
}
