/** @requirement CHANNEL-16 */
import { expect, test } from "vitest";
import { CHANNEL_CONFORMANCE } from "../conformance.js";
import { openSlackSubject } from "./fixture.js";

for (const { name, check } of CHANNEL_CONFORMANCE) {
  test(`slack: ${name}`, async () => {
    await using subject = await openSlackSubject();
    await check(subject);
    expect(subject.fake.calls.length).toBeGreaterThan(0);
  });
}
