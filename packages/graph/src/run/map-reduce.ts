/** Map and reduce inside a node: one sub-agent for each item, then one function over what they returned. */
import { AppError } from "@tinyagi/contracts";
import { DEFAULT_SPAWN_LIMITS } from "../limits.js";
import type { AgentSpecInput } from "../plan/schema.js";
import type { SpawnOptions } from "../spawn/context.js";
import type { ExecuteContext } from "./state.js";

/** What {@link mapReduce} takes. `T` is an item, `R` the result. */
export interface MapReduceOptions<T, R> extends Pick<SpawnOptions, "limits" | "onFailure" | "quorum"> {
  items: readonly T[];
  /** The sub-agent for one item. Its id is `map-<index>` unless you give one. */
  map: (item: T, index: number) => Omit<AgentSpecInput, "id"> & { id?: string };
  /** Gets what completed, in the order of the items. */
  reduce: (results: readonly MapResult<T>[]) => R | Promise<R>;
  /** Sub-agents of one `ctx.spawn`; default 16, the default of the limit `maxFanOut`. More items take several spawns at the same time. */
  fanOut?: number;
}

/** The output of the sub-agent of one item. */
export interface MapResult<T> {
  item: T;
  index: number;
  output: unknown;
}

/**
 * Spawns a sub-agent for each item and answers what `reduce` makes of their outputs. The limits of the run on live and total
 * agents hold. After a crash, sub-agents that completed do not run again, if `map` answers the same as before.
 *
 * @param ctx of the node; it needs `canSpawn`
 * @throws what `ctx.spawn` throws; AppError INVALID_INPUT when a quorum is asked for more items than `fanOut`
 */
export async function mapReduce<T, R>(
  ctx: Pick<ExecuteContext, "spawn">,
  options: MapReduceOptions<T, R>,
): Promise<R> {
  const { items, map, reduce, fanOut = DEFAULT_SPAWN_LIMITS.maxFanOut, ...spawn } = options;
  if (!Number.isInteger(fanOut) || fanOut < 1)
    throw new AppError("INVALID_INPUT", "fanOut must be a whole number of at least 1.");
  if (spawn.quorum !== undefined && items.length > fanOut)
    throw new AppError(
      "INVALID_INPUT",
      `A quorum holds for one spawn. There are ${items.length} items; raise fanOut, or give fewer.`,
    );
  const specs = items.map((item, index) => ({ id: `map-${index}`, ...map(item, index) }));
  const batches: AgentSpecInput[][] = [];
  for (let at = 0; at < specs.length; at += fanOut) batches.push(specs.slice(at, at + fanOut));
  const answers = await Promise.all(batches.map((batch) => ctx.spawn(batch, spawn)));
  const outputs = new Map(answers.flatMap((answer) => [...answer]));
  const results = items.flatMap((item, index): MapResult<T>[] => {
    const id = specs[index]?.id ?? "";
    return outputs.has(id) ? [{ item, index, output: outputs.get(id) }] : [];
  });
  return reduce(results);
}
