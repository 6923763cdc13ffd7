/**
 * Ids of the sub-agents in a graph: `root`, below it `root/check`, below that `root/check/links`. Only this file reads
 * and joins them. It imports nothing: pages load it without a validator.
 */

/** The node that stands for the message whose run asked first. */
export const ROOT_NODE = "root";
const SEPARATOR = "/";

/** The id of the node that asked for this one. @returns undefined for the root, and for an agent of a plan without one */
export function nodeParent(id: string): string | undefined {
  const end = id.lastIndexOf(SEPARATOR);
  return end < 0 ? undefined : id.slice(0, end);
}

/** The name that its parent gave it: `links` of `root/check/links`. */
export function nodeName(id: string): string {
  return id.slice(id.lastIndexOf(SEPARATOR) + 1);
}

/** How many nodes are above it. The root has 0. */
export function nodeDepth(id: string): number {
  return id.split(SEPARATOR).length - 1;
}

/** The first name of its id: `root`. */
export function nodeRoot(id: string): string {
  return id.split(SEPARATOR, 1)[0] ?? id;
}

/** The id of the node that `parent` calls `name`. */
export function childNode(parent: string, name: string): string {
  return `${parent}${SEPARATOR}${name}`;
}

/** Whether a node is somewhere below another. */
export function isBelowNode(id: string, above: string): boolean {
  return id.startsWith(`${above}${SEPARATOR}`);
}

/** Its way from the root, as people read it: `check/links`. Every graph has a root, so its name says nothing. */
export function nodePath(id: string): string {
  return isBelowNode(id, ROOT_NODE) ? id.slice(ROOT_NODE.length + SEPARATOR.length) : id;
}
