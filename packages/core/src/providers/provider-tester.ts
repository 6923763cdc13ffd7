/** A port: whoever can run agents can test a provider. */
import type { AgentConfig, ProviderTestResult } from "@tinyagi/contracts";

export interface ProviderTester {
  /**
   * Sends one real prompt to a provider. What the provider does wrong is in the result.
   *
   * @throws AppError `RATE_LIMITED` when too many tests run
   */
  test(agent: Pick<AgentConfig, "provider" | "model">): Promise<ProviderTestResult>;
}
