/**
 * Which files of npm packages are in the office: those that the source maps of its scripts name, and the packages that
 * its styles import. Who publishes the office hands on their licences.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";

const PROJECT = "turbopack:///[project]/";
/** The bundler's own runtime, which is of Next. */
const RUNTIME = "turbopack:///[turbopack]/";
const MAP_OF_SCRIPT = /\/\/# sourceMappingURL=(\S+\.map)\s*$/;
const PACKAGE_IMPORT = /@import\s+"((?:@[^/"]+\/)?[^./"][^/"]*)/g;

/**
 * @param files all files of the export
 * @param place the folder of the office, that of the workspace, and its style sheet
 * @returns paths, in the order of the alphabet
 */
export function modulesOf(files, { office, workspace, styles }) {
  const require = createRequire(join(office, "package.json"));
  const manifest = (name) => require.resolve(`${name}/package.json`);
  const modules = new Set([manifest("next")]);
  for (const file of files.filter((path) => path.endsWith(".js.map")))
    for (const source of sourcesOf(JSON.parse(readFileSync(file, "utf8")))) {
      if (source.startsWith(PROJECT)) modules.add(join(workspace, source.slice(PROJECT.length)));
      else if (!source.startsWith(RUNTIME))
        throw new Error(`${basename(file)} names ${source}: where is it?`);
    }
  for (const [, name] of readFileSync(styles, "utf8").matchAll(PACKAGE_IMPORT)) modules.add(manifest(name));
  return [...modules].filter((path) => path.includes("/node_modules/")).sort();
}

/** A map may be made of sections, each with a map of its own. */
function sourcesOf({ sources = [], sections = [] }) {
  return [...sources, ...sections.flatMap(({ map }) => sourcesOf(map))];
}

/** @returns whether a file of the export is a script that holds a file of the package */
export function holdsPackage(path, name) {
  if (!path.endsWith(".js")) return false;
  const [, map] = MAP_OF_SCRIPT.exec(readFileSync(path, "utf8")) ?? [];
  if (map === undefined) return false;
  return sourcesOf(JSON.parse(readFileSync(join(dirname(path), map), "utf8"))).some((source) =>
    source.includes(`/${name}/`),
  );
}
