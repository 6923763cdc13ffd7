import type {
  ContainmentLack,
  ContainmentStatus,
  DiffWhy,
  HostWhy,
  NodeWhy,
  PluginWhy,
  TestWhy,
  Why,
} from "@tinyagi/contracts";

type Phrases<Fact extends { code: string }, More extends unknown[] = []> = {
  readonly [Code in Fact["code"]]: (fact: Extract<Fact, { code: Code }>, ...more: More) => string;
};

type WorkWhy = NodeWhy | HostWhy | DiffWhy | TestWhy;
/** Those of `contracts/src/work-why.ts` and `node-why.ts`. */
export type WorkPhrases = Phrases<WorkWhy>;

/** Why something was not done, as a phrase without a full stop: a new code does not compile without one in both languages. */
export interface WhyWords {
  readonly phrases: Phrases<Why>;
  /** What to do about a plugin, given its name. */
  readonly pluginSteps: Phrases<PluginWhy, [name: string]>;
  /** How the processes of runs are kept together, in sentences. */
  readonly containment: {
    readonly means: Readonly<Record<ContainmentStatus["kind"] | "groups", string>>;
    /** What would make it better. Null: nothing would. */
    readonly helps: Readonly<Record<ContainmentLack, (mount: string) => string | null>>;
  };
}
