/**
 * How this TinyAGI was installed, and what updates or removes it. Pure. Only an installation of `npm install -g` can
 * replace itself: everything else belongs to another tool.
 */
import { basename, dirname } from "node:path";

export type InstallKind =
  | "npm-global"
  | "checkout"
  | "container"
  | "npx"
  | "project"
  | "package-manager"
  | "unknown";

export interface InstallFacts {
  /** Real path of the folder of the package `tinyagi`. */
  readonly packageDir: string;
  /** It holds sources. */
  readonly hasSources: boolean;
  /** `TINYAGI_CONTAINER=1`, which TinyAGI's image sets. */
  readonly inContainer: boolean;
}

/** Folders in which other package managers keep what they install for all projects. */
const OTHER_MANAGERS = /\/(\.pnpm|pnpm\/global|\.bun\/install|\.?yarn\/global|\.config\/yarn)\//;

export function installKind({ packageDir, hasSources, inContainer }: InstallFacts): InstallKind {
  if (inContainer) return "container";
  if (hasSources) return "checkout";
  if (packageDir.includes("/_npx/")) return "npx";
  if (OTHER_MANAGERS.test(packageDir)) return "package-manager";
  const modules = dirname(packageDir);
  if (basename(packageDir) !== "tinyagi" || basename(modules) !== "node_modules") return "unknown";
  return basename(dirname(modules)) === "lib" ? "npm-global" : "project";
}

export interface OtherWay {
  readonly what: string;
  readonly update: string;
  readonly remove: string;
}

/** For every kind that TinyAGI cannot change itself: what it is, and what to do instead. */
export const OTHER_WAYS: Readonly<Record<Exclude<InstallKind, "npm-global">, OtherWay>> = {
  checkout: {
    what: "runs from a checkout of its sources",
    update: "update it with: tinyagi stop && git pull && npm run setup && npx tinyagi start",
    remove: "delete the folder of the checkout",
  },
  container: {
    what: "runs in a container",
    update: "build or pull the new image, then: docker compose up -d",
    remove: "remove it with: docker compose down (its volume keeps the data)",
  },
  npx: {
    what: "was started by npx, which keeps it in npm's cache",
    update: "stop it with tinyagi stop, then: npx tinyagi@latest start",
    remove: "npm removes it when it cleans its cache: npm cache clean --force",
  },
  project: {
    what: "is a dependency of a project",
    update: "in the folder of that project: npm install tinyagi@latest",
    remove: "in the folder of that project: npm uninstall tinyagi",
  },
  "package-manager": {
    what: "was installed by another package manager than npm",
    update: "stop it with tinyagi stop, update it with that package manager, then: tinyagi start",
    remove: "remove it with that package manager",
  },
  unknown: {
    what: "is in a folder that npm did not make",
    update: "install it with: npm install -g tinyagi",
    remove: "delete its folder",
  },
};
