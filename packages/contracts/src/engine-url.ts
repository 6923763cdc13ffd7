/** The address of the engine between the daemon and its workers. */
import { isLoopback } from "./host-name.js";

/** Whether others could listen to it: it leaves this machine, and is not encrypted. */
export function isPlainElsewhere(url: string): boolean {
  if (!url.startsWith("redis:")) return false;
  return !(URL.canParse(url) && isLoopback(new URL(url).hostname));
}
