/**
 * Packs the built `tinyagi` for npm and for machines without a network.
 * Guarantees: the folder holds `tinyagi-<version>.tgz`, which takes its database module from npm, as one of the packages of
 * `natives.mjs`; the one of them for this system and this generation of Node; `tinyagi` with that module inside; and
 * `SHA256SUMS` of all. To install the last one, npm runs no script and downloads nothing.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { NATIVES, nativeName, tarballName, withNatives, writeNative } from "./natives.mjs";
import { root } from "./root.mjs";
import { signSums } from "./sign-sums.mjs";

const PACKAGE = join(root, "packages", "cli");
const NATIVE = "better-sqlite3";
/** What the module loads when it runs, and its licence. Sources and objects are ten times as large. */
const NATIVE_FILES = ["lib", "build/Release/better_sqlite3.node", "LICENSE", "README.md"];
/** The modules of npm that load it. */
const LOADERS = ["bindings", "file-uri-to-path"];

/** How a tarball with the database module inside is called: another system or Node cannot use it. */
export const targetName = [process.platform, process.arch, `node${process.versions.modules}`].join("-");

/** @param {string} folder is created @returns {{ plain: string, native: string | undefined, offline: string }} paths of the tarballs */
export function packSet(folder) {
  mkdirSync(folder, { recursive: true });
  const scratch = mkdtempSync(join(tmpdir(), "tinyagi-pack-"));
  try {
    const content = unpackedPackage(scratch);
    const manifest = editManifest(content, ({ devDependencies, scripts, ...rest }) => rest);
    const { version } = manifest;
    const plain = join(folder, `tinyagi-${version}.tgz`);
    editManifest(content, withNatives);
    packFolder(content, plain);
    editManifest(content, () => manifest);
    const native = packNative(folder, scratch, version);
    bundleDatabase(content);
    const offline = join(folder, `tinyagi-${version}-${targetName}.tgz`);
    packFolder(content, offline);
    writeSums(
      folder,
      [plain, native, offline].filter((file) => file !== undefined),
    );
    return { plain, native, offline };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The files that npm would publish. */
function unpackedPackage(scratch) {
  const answer = execFileSync(
    "npm",
    ["pack", "--ignore-scripts", "--json", "--loglevel=error", "--pack-destination", scratch],
    { cwd: PACKAGE, encoding: "utf8" },
  );
  const [{ filename }] = JSON.parse(answer);
  execFileSync("tar", ["-xzf", join(scratch, filename), "-C", scratch]);
  return join(scratch, "package");
}

/** The database module that was compiled here, as a package for npm. Undefined where no release has one. */
function packNative(folder, scratch, version) {
  const name = nativeName(process.platform, process.arch, process.versions.modules);
  if (!NATIVES.some((native) => native.name === name)) return undefined;
  const content = join(scratch, "native", "package");
  writeNative(content, { name, version, from: moduleFolder(NATIVE, PACKAGE) });
  // A module that does not load here is not released.
  const script = `new (require(${JSON.stringify(content)}))(":memory:").close()`;
  execFileSync(process.execPath, ["-e", script], { stdio: ["ignore", "ignore", "inherit"] });
  const file = join(folder, tarballName(name, version));
  packFolder(content, file);
  return file;
}

/** Packs a folder as npm does: all of it is below `package/`. */
export function packFolder(content, file) {
  // Without the variable, macOS adds a file of attributes beside each file.
  const env = { ...process.env, COPYFILE_DISABLE: "1" };
  execFileSync("tar", ["-czf", file, "-C", dirname(content), basename(content)], { env });
}

/** @param {string[]} files in `folder` */
export function writeSums(folder, files) {
  const lines = files.map((file) => `${sha256(file)}  ${basename(file)}\n`);
  const sums = lines.join("");
  writeFileSync(join(folder, "SHA256SUMS"), sums);
  const signature = signSums(sums, process.env);
  if (signature !== undefined) writeFileSync(join(folder, "SHA256SUMS.sig"), signature);
}

function sha256(file) {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

function bundleDatabase(content) {
  const modules = join(content, "node_modules");
  const from = moduleFolder(NATIVE, PACKAGE);
  const to = join(modules, NATIVE);
  for (const path of NATIVE_FILES) cpSync(join(from, path), join(to, path), { recursive: true });
  cpSync(join(from, "package.json"), join(to, "package.json"));
  // Its install script would look for a compiled module on the network, although it is here.
  editManifest(to, ({ scripts, devDependencies, dependencies, ...manifest }) => ({
    ...manifest,
    dependencies: { bindings: dependencies.bindings },
    gypfile: false,
  }));
  for (const name of LOADERS)
    cpSync(
      moduleFolder(name, name === "bindings" ? from : moduleFolder("bindings", from)),
      join(modules, name),
      {
        recursive: true,
      },
    );
  editManifest(content, (manifest) => ({ ...manifest, bundleDependencies: [NATIVE] }));
}

/** The folder of an installed module, as the code in `folder` would find it. */
function moduleFolder(name, folder) {
  const real = realpathSync(folder);
  const paths = createRequire(join(real, "package.json")).resolve.paths(name) ?? [];
  for (const path of paths) {
    try {
      return realpathSync(join(path, name));
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
  }
  throw new Error(`${name} is not installed: run npm run setup`);
}

/** @param {string} folder of the package @param {(manifest: Record<string, unknown>) => object} edit */
export function editManifest(folder, edit) {
  const file = join(folder, "package.json");
  const manifest = edit(JSON.parse(readFileSync(file, "utf8")));
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}
