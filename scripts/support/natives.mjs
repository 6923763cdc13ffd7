/**
 * The compiled database module as packages of npm, one for each system and generation of Node, as esbuild's programs are.
 * Guarantees: npm installs at most one of them and runs no script; each holds what `better-sqlite3` loads and nothing else.
 */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const SOURCE = "better-sqlite3";
/** Where that module is in its package. */
const COMPILED = "build/Release/better_sqlite3.node";
const FILES = ["lib", "LICENSE"];
const LOADER = "require('bindings')('better_sqlite3.node')";

const SYSTEMS = [
  { platform: "linux", arch: "x64", libc: "glibc" },
  { platform: "linux", arch: "arm64", libc: "glibc" },
  { platform: "darwin", arch: "x64" },
  { platform: "darwin", arch: "arm64" },
];

/** What Node calls its binary interface, by its generation. Node 24 crashes with this version, and uses its own database. */
const NODES = { 20: "115", 22: "127" };

/** Every one of a release. */
export const NATIVES = SYSTEMS.flatMap(({ platform, arch, libc }) =>
  Object.entries(NODES).map(([node, abi]) => ({
    name: nativeName(platform, arch, abi),
    node,
    platform,
    arch,
    libc,
  })),
);

/** The same as in `base/src/sqlite/compiled-module.ts`; a test compares them. */
export function nativeName(platform, arch, abi) {
  return `@tinyagi/sqlite-${platform}-${arch}-abi${abi}`;
}

/** As npm names the file of a package. */
export function tarballName(name, version) {
  return `${name.replace("@", "").replace("/", "-")}-${version}.tgz`;
}

/** A manifest as it is published: npm takes what fits the machine, and goes on where nothing does. */
export function withNatives(manifest) {
  const { [SOURCE]: _compiledHere, ...dependencies } = manifest.dependencies;
  const natives = Object.fromEntries(NATIVES.map(({ name }) => [name, manifest.version]));
  return {
    ...manifest,
    dependencies,
    optionalDependencies: { ...manifest.optionalDependencies, ...natives },
  };
}

/**
 * Writes the package for one system.
 *
 * @param {string} to a folder that does not exist
 * @param {{ name: string, version: string, from: string }} options `from` is the compiled better-sqlite3
 * @throws when the release has no such package
 */
export function writeNative(to, { name, version, from }) {
  const native = NATIVES.find((one) => one.name === name);
  if (native === undefined) throw new Error(`the release has no package ${name}`);
  mkdirSync(join(to, "build", "Release"), { recursive: true });
  for (const path of [...FILES, COMPILED]) cpSync(join(from, path), join(to, path), { recursive: true });
  const database = join(to, "lib", "database.js");
  const text = readFileSync(database, "utf8");
  if (text.split(LOADER).length !== 2)
    throw new Error(`${SOURCE} loads its module in another way than expected`);
  writeFileSync(database, text.replace(LOADER, `require('../${COMPILED}')`));
  const manifest = nativeManifest(
    native,
    version,
    JSON.parse(readFileSync(join(from, "package.json"), "utf8")),
  );
  writeFileSync(join(to, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(join(to, "README.md"), readme(native, manifest));
}

function nativeManifest({ name, node, platform, arch, libc }, version, source) {
  return {
    name,
    version,
    description: `The database module of TinyAGI (better-sqlite3 ${source.version}) for ${platform} ${arch} and Node ${node}`,
    license: source.license,
    author: source.author,
    main: "lib/index.js",
    os: [platform],
    cpu: [arch],
    ...(libc === undefined ? {} : { libc: [libc] }),
    engines: { node: `^${node}` },
    files: ["lib", "build", "LICENSE"],
    publishConfig: { access: "public" },
  };
}

function readme({ name }, { description }) {
  return `# ${name}\n\n${description}. npm installs it with \`tinyagi\` where it fits; nobody needs to name it.\n`;
}
