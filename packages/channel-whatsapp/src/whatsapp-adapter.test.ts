import { CHANNEL_CONFORMANCE } from "@tinyagi/channels/conformance";
import { waitFor } from "@tinyagi/testkit";
import { describe, expect, it } from "vitest";
import { openWhatsAppSubject } from "./fixture.js";

describe("the WhatsApp adapter conforms:", () => {
  for (const { name, check } of CHANNEL_CONFORMANCE)
    it(name, async () => {
      await using subject = await openWhatsAppSubject();
      await check(subject);
      await waitFor(() => !subject.fake.isConnected);
      expect(subject.fake.isConnected).toBe(false);
    });
});
