import { getDefaultAutoSelectFamilyAttemptTimeout } from "node:net";
import { expect, test } from "vitest";
import { proxyFor, useNetwork } from "./use-network.js";

/** @requirement NETWORK-2 */
test("a slow network has seconds for each address of a name, and nothing else changes without a proxy", async () => {
  const { fetch } = globalThis;
  await useNetwork({});
  expect(getDefaultAutoSelectFamilyAttemptTimeout()).toBeGreaterThanOrEqual(2_000);
  expect(globalThis.fetch).toBe(fetch);
  expect(proxyFor("https://api.example/")).toBeUndefined();
});
