/** @requirement CHANNEL-17 */
import { test } from "vitest";
import { CHANNEL_CONFORMANCE } from "../conformance.js";
import { openEmailSubject } from "./fixture.js";

for (const { name, check } of CHANNEL_CONFORMANCE) {
  test(`email: ${name}`, async () => {
    await using subject = await openEmailSubject();
    await check(subject);
  });
}
