import { expect, it } from "vitest";
import { SYSTEM_TIMING } from "../base/timing.js";
import { openAdapter } from "./adapters.js";

it("a channel whose package is not installed names the command that installs it", async () => {
  // This package does not depend on it, so it is not found from here.
  const opening = openAdapter("whatsapp", {
    settings: {},
    stateFolder: "/nonexistent",
    timing: SYSTEM_TIMING,
    log: () => {},
  });
  await expect(opening).rejects.toMatchObject({
    code: "NOT_FOUND",
    retryable: false,
    message: expect.stringContaining("npm install -g @tinyagi/channel-whatsapp"),
  });
});
