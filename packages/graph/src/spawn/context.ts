/**
 * Owns the graph while it grows. A spawn is one transaction: every rule is checked and every amount reserved before
 * anything is inserted; after a refusal graph, counts and budget are what they were.
 */
import { isAppError, type Usage } from "@tinyagi/contracts";
import type { Budget } from "../budget/budget.js";
import type { Estimator } from "../budget/estimator.js";
import { fitProblem, grants } from "../budget/fit.js";
import { type GraphClock, systemClock } from "../clock.js";
import { compileSpawn, type SpawnApplied, type SpawnCompiled } from "../compile/apply-spawn.js";
import type { Batch, Capabilities } from "../compile/batch.js";
import { type AllowedNames, allowedNames } from "../compile/bind.js";
import { emptyGraph } from "../compile/compile.js";
import { PlanError, SpawnRefusedError } from "../errors.js";
import { EventSink, type GraphListener } from "../events/events.js";
import { type Graph, getParentId, type IndexedGraph } from "../graph/graph.js";
import { indexed } from "../graph/json.js";
import type { NodeResult } from "../graph/node-result.js";
import { checkLimits, resolveLimits, type SpawnLimits, tightenLimits } from "../limits.js";
import type { Problems } from "../plan/problems.js";
import type { AgentSpec, AgentSpecInput } from "../plan/schema.js";

/** What {@link createSpawningContext} takes. */
export interface SpawningContextOptions {
  /** The graph to grow; default an empty one. */
  graph?: Graph | undefined;
  limits?: Partial<SpawnLimits> | undefined;
  budget?: Budget | undefined;
  /** Without it a child may use exactly its parent's tools. */
  capabilities?: Capabilities | undefined;
  estimator?: Estimator | undefined;
  clock?: GraphClock | undefined;
  onEvent?: GraphListener | undefined;
  /** Writes a compiled spawn down before it counts; when it throws, nothing was spawned. */
  journal?: ((spawn: SpawnRecord) => void) | undefined;
  runId?: string | undefined;
}
export interface SpawnRecord {
  parent: string | null;
  specs: readonly AgentSpec[];
  generation: number;
}
/** What applies to the children of one call. */
export interface SpawnOptions {
  /** Lower caps for the children and everything below them. */
  limits?: Partial<SpawnLimits>;
  /** What the failure of a child means for its siblings and for this call. Default: as in the plan of the run. */
  onFailure?: OnFailure;
  /**
   * Successes that settle the call: as soon as that many children completed, it answers with their outputs, and the
   * others are cancelled. It rejects with `QuorumError` as soon as there can no longer be enough. From 1 to the number of
   * children. Default: it waits for all, and `onFailure` decides.
   */
  quorum?: number;
  /**
   * The same execution may have asked for these children before, for example because the program behind it was
   * restarted. Equal children are then taken over, as for a node that runs again, instead of refused as duplicates.
   */
  repeat?: boolean;
  /**
   * Called once all children have ended, or a quorum has decided, before the answer, with what became of each by its local
   * id. Children that a quorum cancels may still be `pending` then.
   */
  onSettled?: (children: ReadonlyMap<string, NodeResult>) => void;
}
/** `fail-fast`: siblings finish, dependents do not start. `collect`: dependents run with the results that exist. */
export type OnFailure = "fail-fast" | "collect";
/** An accepted spawn. */
export interface SpawnOutcome extends SpawnApplied {
  /** Global id by local id; a merged agent answers through another one. */
  ids: ReadonlyMap<string, string>;
}
/** Sizes of a growing graph. */
export interface SpawnCounts {
  /** Nodes of the graph. */
  total: number;
  /** Nodes inserted by spawns. */
  spawned: number;
  /** Nodes not settled yet. */
  open: number;
}

/** Caps of one subtree and the nodes counted against them. */
interface Subtree {
  limits: SpawnLimits;
  total: number;
}

/** A graph that grows under limits and a budget. Made by {@link createSpawningContext}. */
export class SpawningContext {
  readonly #options: SpawningContextOptions;
  readonly #limits: SpawnLimits;
  readonly #allowed: AllowedNames | undefined;
  readonly #sink: EventSink;
  readonly #subtrees = new Map<string, Subtree>();
  readonly #accounts = new Map<string, Budget>();
  #graph: IndexedGraph;
  #spawned = 0;
  #settled = 0;

  constructor(options: SpawningContextOptions, sink: EventSink) {
    this.#options = options;
    this.#limits = resolveLimits(options.limits);
    this.#allowed = options.capabilities && allowedNames(options.capabilities);
    this.#sink = sink;
    this.#graph = indexed(
      options.graph ?? { ...emptyGraph({ goal: "", onFailure: "fail-fast", output: [] }), generation: 0 },
    );
  }

  get graph(): IndexedGraph {
    return this.#graph;
  }
  get generation(): number {
    return this.#graph.generation;
  }
  get counts(): SpawnCounts {
    const total = this.#graph.nodes.size;
    return { total, spawned: this.#spawned, open: total - this.#settled };
  }

  /** The account a spawned node spends from; `undefined` without a budget. */
  account(id: string): Budget | undefined {
    return this.#accounts.get(id);
  }

  /** Reserves for a node that no spawn reserved for (an agent of the plan). */
  openAccount(id: string, spec: AgentSpec): Budget | undefined {
    const known = this.#accounts.get(id);
    const from = this.#payer(getParentId(id));
    if (known !== undefined || from === undefined) return known;
    const problem = fitProblem([{ spec }], from, this.#options.estimator);
    const grant = problem === undefined ? grants([{ spec }], from, this.#options.estimator)[0] : undefined;
    if (problem !== undefined || grant === undefined)
      throw new SpawnRefusedError("budget", problem ? [problem] : []);
    const account = from.child(grant);
    this.#accounts.set(id, account);
    this.#sink.emit("budget.reserved", id, account.limit);
    return account;
  }

  /** Marks a node as ended: what it did not spend is refunded. */
  settle(id: string, usage?: Usage): void {
    this.#settled++;
    const account = this.#accounts.get(id);
    if (account === undefined) return;
    if (usage !== undefined) account.spend(usage, this.#graph.nodes.get(id)?.spec.model);
    if (this.#sink.active) this.#sink.emit("budget.refunded", id, account.available);
    account.close();
    this.#accounts.delete(id);
  }

  /** Refunds every open account, at the end of a run. */
  close(): void {
    for (const account of this.#accounts.values()) account.close();
    this.#accounts.clear();
  }

  /** Takes back {@link settle} for a node that will run again. */
  reopen(): void {
    this.#settled--;
  }

  /**
   * Inserts children of `parentId`, or top-level agents for `null`, all or none.
   * @throws SpawnRefusedError with `reason`, or PlanError when the specs themselves are wrong
   */
  spawn(parentId: string | null, specs: readonly AgentSpecInput[], o: SpawnOptions = {}): SpawnOutcome {
    const { graph, diff, affected, reused, visited, answers } = this.compile(parentId, specs, o);
    return { graph, diff, affected, reused, visited, ids: answers };
  }

  /** {@link spawn} with everything an executor needs. */
  compile(parentId: string | null, input: unknown, o: SpawnOptions = {}): SpawnCompiled {
    const lower = o.limits && checkLimits(o.limits);
    if (this.#sink.active) {
      this.#sink.emit("spawn.requested", parentId, { agents: Array.isArray(input) ? input.length : 0 });
    }
    const reserved: { id: string; account: Budget }[] = [];
    try {
      const compiled = compileSpawn(
        { graph: this.#graph, parentId, input },
        {
          limits: this.#tightest(parentId, lower),
          allowed: this.#allowed,
          check: (specs, problems) => this.#checkSubtrees(parentId, specs, problems),
          reserve: (batch) => this.#reserve(parentId, batch, reserved),
        },
      );
      this.#options.journal?.({
        parent: parentId,
        specs: compiled.specs,
        generation: compiled.graph.generation,
      });
      this.#insert(parentId, compiled, lower);
      for (const { id, account } of reserved) this.#accounts.set(id, account);
      return compiled;
    } catch (error) {
      for (const { account } of reserved) account.close();
      this.#reportRefusal(parentId, error);
      throw error;
    }
  }

  #insert(parentId: string | null, compiled: SpawnCompiled, lower: Partial<SpawnLimits> | undefined): void {
    this.#graph = compiled.graph;
    const { added } = compiled.diff;
    this.#spawned += added.length;
    if (this.#subtrees.size > 0) {
      for (let at = parentId; at !== null; at = getParentId(at)) {
        const subtree = this.#subtrees.get(at);
        if (subtree !== undefined) subtree.total += added.length;
      }
    }
    if (lower !== undefined) {
      const limits = this.#tightest(parentId, lower);
      for (const id of added) this.#subtrees.set(id, { limits, total: 1 });
    }
    if (!this.#sink.active) return;
    const { visited, reused } = compiled;
    this.#sink.emit("spawn.compiled", parentId, { generation: this.generation, added, visited, reused });
    for (const id of added) {
      const account = this.#accounts.get(id);
      if (account !== undefined) this.#sink.emit("budget.reserved", id, account.limit);
    }
  }

  /** The caps that hold for a spawn by `parentId`, totals of subtrees aside. */
  #tightest(parentId: string | null, lower: Partial<SpawnLimits> | undefined): SpawnLimits {
    let limits = this.#limits;
    if (this.#subtrees.size > 0) {
      for (let at = parentId; at !== null; at = getParentId(at)) {
        const subtree = this.#subtrees.get(at);
        if (subtree !== undefined)
          limits = tightenLimits(limits, { ...subtree.limits, maxTotal: limits.maxTotal });
      }
    }
    return lower === undefined ? limits : tightenLimits(limits, lower);
  }

  #checkSubtrees(parentId: string | null, specs: readonly AgentSpec[], problems: Problems): void {
    if (this.#subtrees.size === 0) return;
    for (let at = parentId; at !== null; at = getParentId(at)) {
      const subtree = this.#subtrees.get(at);
      if (subtree === undefined || subtree.total + specs.length <= subtree.limits.maxTotal) continue;
      const message = `${subtree.total} agents below ${at} and ${specs.length} more are beyond its limit of ${subtree.limits.maxTotal}`;
      problems.add({ path: "", code: "total", message });
    }
  }

  #payer(parentId: string | null): Budget | undefined {
    return (parentId === null ? undefined : this.#accounts.get(parentId)) ?? this.#options.budget;
  }

  #reserve(parentId: string | null, batch: Batch, reserved: { id: string; account: Budget }[]): void {
    const from = this.#payer(parentId);
    if (from === undefined) return;
    const problem = fitProblem(batch.order, from, this.#options.estimator);
    if (problem !== undefined) {
      batch.problems.add(problem);
      return;
    }
    const requests = grants(batch.order, from, this.#options.estimator);
    batch.order.forEach((draft, i) => {
      const request = requests[i];
      if (request !== undefined) reserved.push({ id: draft.id, account: from.child(request) });
    });
  }

  #reportRefusal(parentId: string | null, error: unknown): void {
    if (!this.#sink.active) return;
    const problems = error instanceof PlanError || error instanceof SpawnRefusedError ? error.problems : [];
    const code =
      error instanceof SpawnRefusedError ? error.reason : isAppError(error) ? error.code : "INTERNAL";
    this.#sink.emit("spawn.refused", parentId, { code, problems });
    for (const limit of ["depth", "total", "fan_out"]) {
      if (problems.some((problem) => problem.code === limit))
        this.#sink.emit("limit.reached", parentId, { limit });
    }
  }
}

/** A growing graph with its limits and budget, for executors other than `runGraph`. */
export function createSpawningContext(o: SpawningContextOptions): SpawningContext {
  return new SpawningContext(o, new EventSink(o.onEvent, o.clock ?? systemClock, o.runId ?? "main"));
}
