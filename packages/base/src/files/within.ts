import { isAbsolute, relative, sep } from "node:path";

/** Whether `path` is `root` or inside it; both absolute and real. */
export function isWithin(path: string, root: string): boolean {
  const step = relative(root, path);
  return step === "" || (step !== ".." && !step.startsWith(`..${sep}`) && !isAbsolute(step));
}
