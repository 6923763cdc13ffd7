/**
 * @param {readonly { name: string, dependencies?: Record<string, string> }[]} manifests
 * @returns {string[]} names, each after those of its dependencies that are among them
 * @throws when packages depend on each other
 */
export function inOrder(manifests) {
  const waiting = new Map(manifests.map(({ name, dependencies = {} }) => [name, Object.keys(dependencies)]));
  const order = [];
  while (waiting.size > 0) {
    const ready = [...waiting.keys()].filter(
      (name) => !waiting.get(name).some((other) => waiting.has(other)),
    );
    if (ready.length === 0)
      throw new Error(`these packages depend on each other: ${[...waiting.keys()].join(", ")}`);
    for (const name of ready) waiting.delete(name);
    order.push(...ready.sort());
  }
  return order;
}
