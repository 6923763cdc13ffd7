/** A port for testing providers, implemented where agents can run. */
import type { AgentConfig, ProviderTestResult } from "@tinyagi/contracts";

export interface ProviderTester {
  /**
   * Sends one real prompt to a provider. Failures of the provider are in the result.
   *
   * @throws AppError `RATE_LIMITED` when too many tests run
   */
  test(agent: Pick<AgentConfig, "provider" | "model">): Promise<ProviderTestResult>;
}
