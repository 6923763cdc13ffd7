/** The permission modes as commands offer them. A list of its own, because the contracts would double the time of a help text. */
import { Option } from "commander";

export const PERMISSION_CHOICES = ["sandboxed", "ask", "bypass", "container"] as const;

/** `--permissions` of a command. */
export function permissionOption(): Option {
  return new Option("--permissions <mode>", "what it may do").choices(PERMISSION_CHOICES);
}
