import type { PluginWhy, Why } from "@tinyagi/contracts";

type Phrases<Fact extends { code: string }, More extends unknown[] = []> = {
  readonly [Code in Fact["code"]]: (fact: Extract<Fact, { code: Code }>, ...more: More) => string;
};

/** Why something was not done, as a phrase without a full stop: a new code does not compile without one in both languages. */
export interface WhyWords {
  readonly phrases: Phrases<Why>;
  /** What to do about a plugin, given its name. */
  readonly pluginSteps: Phrases<PluginWhy, [name: string]>;
}
