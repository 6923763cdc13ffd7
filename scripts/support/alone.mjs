/**
 * Packed packages as others get them: each alone in an empty project, with what its manifest declares and nothing else.
 * Guarantees: no registry is asked. Packages of this workspace come from their tarballs, others from the modules that
 * are installed here, in the layout of pnpm, where a package finds only what it declares.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const IMPORT_LIMIT_MS = 60_000;

/**
 * @param {string} folder is filled
 * @param {Map<string, { tarball: string, modules: string }>} packed by name; `modules` is the `node_modules` of its sources
 * @returns {(name: string) => string[]} what is wrong with a package that is installed alone, one line for each export
 */
export function openEmptyProjects(folder, packed) {
  const manifests = new Map([...packed].map(([name, { tarball }]) => [name, unpack(folder, name, tarball)]));
  for (const [name, manifest] of manifests)
    for (const dependency of declared(manifest)) {
      const own = packed.has(dependency)
        ? home(folder, dependency)
        : join(packed.get(name).modules, dependency);
      link(own, join(folder, "store", name, "node_modules", dependency));
    }
  return (name) => {
    const project = join(folder, "projects", name);
    link(home(folder, name), join(project, "node_modules", name));
    writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
    return entries(manifests.get(name)).flatMap((entry) => importProblem(project, entry) ?? []);
  };
}

const home = (folder, name) => join(folder, "store", name, "node_modules", name);

function unpack(folder, name, tarball) {
  const target = home(folder, name);
  mkdirSync(target, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", target, "--strip-components=1"]);
  return JSON.parse(readFileSync(join(target, "package.json"), "utf8"));
}

const declared = (manifest) => Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });

function link(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  symlinkSync(realpathSync(from), to);
}

function entries({ name, exports }) {
  return Object.keys(exports)
    .filter((path) => !path.endsWith(".json"))
    .map((path) => name + path.slice(1));
}

/** An import finds all its modules, prints nothing, starts nothing that keeps the process alive, and has a name. */
function importProblem(project, entry) {
  const script = `if (Object.keys(await import(${JSON.stringify(entry)})).length === 0) throw new Error("no exports")`;
  try {
    const args = ["--input-type=module", "-e", script];
    const options = { cwd: project, encoding: "utf8", stdio: "pipe", timeout: IMPORT_LIMIT_MS };
    const output = execFileSync(process.execPath, args, options);
    return output === "" ? undefined : `import("${entry}") prints ${JSON.stringify(output)}`;
  } catch (error) {
    const reason = /^\w*Error.*$/m.exec(error.stderr ?? "")?.[0] ?? error.message;
    return `import("${entry}"), alone in an empty project: ${reason}`;
  }
}
