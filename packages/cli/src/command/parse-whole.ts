/** Whole numbers in options: generations of a graph, and steps. */
import { InvalidArgumentError } from "commander";

/** @throws InvalidArgumentError */
export function parseWhole(value: string): number {
  if (/^[0-9]{1,9}$/.test(value)) return Number(value);
  throw new InvalidArgumentError("Use a number from 0.");
}
