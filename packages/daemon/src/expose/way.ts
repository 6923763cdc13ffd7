/** A way to make a tunnel, as the rest sees it. */
import type { ExposedConnection } from "@tinyagi/server";
import type { RunningTunnel } from "./tunnel-program.js";

export interface WayContext {
  /** The path of its program. */
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where the tunnel must lead, such as `http://127.0.0.1:40123`. */
  readonly target: string;
  /** A folder for a file of its own. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

export interface Plan {
  readonly args: readonly string[];
  /**
   * Looks whether the tunnel leads to the target, and under which address. Undefined: not yet, or not any more.
   * @throws ExposeFault when it never will, or when it is open further than it should be
   */
  look(tunnel: RunningTunnel): Promise<ExposedConnection | undefined>;
  /** Why a program that has ended did so. */
  explain(output: string): Error;
}

/** Looks what the program can do now. @throws ExposeFault */
export type PlanTunnel = (context: WayContext) => Promise<Plan>;
