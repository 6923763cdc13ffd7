/** The generation of a graph, as an option. */
import { InvalidArgumentError } from "commander";

/** @throws InvalidArgumentError */
export function parseGeneration(value: string): number {
  if (/^[0-9]{1,9}$/.test(value)) return Number(value);
  throw new InvalidArgumentError("Use a number from 0.");
}
