/** The adapter against the fake, as one subject of the conformance suite. */
import { SYSTEM_TIMING, type Timing } from "@tinyagi/channels";
import type { ConformanceSubject } from "@tinyagi/channels/conformance";
import { openBoard } from "./board-adapter.js";
import { openFakeBoard } from "./fake-board.js";

/** Pauses between attempts are short. */
const FAST: Timing = {
  ...SYSTEM_TIMING,
  sleep: (ms, signal) => SYSTEM_TIMING.sleep(ms / 50, signal),
};

export async function openSubject(): Promise<ConformanceSubject> {
  const fake = await openFakeBoard();
  const settings = { bot_token: fake.token, api_root: fake.url };
  return {
    adapter: openBoard({ settings, stateFolder: "/nonexistent", timing: FAST, log: () => {} }),
    platform: fake.control,
    token: fake.token,
    [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
  };
}
