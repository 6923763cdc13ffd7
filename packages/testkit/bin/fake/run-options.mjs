// The options of `docker run` and `podman run`, as far as TinyAGI uses them. One that neither knows is an error, and so is
// anything that would open the host.

const FLAGS = new Set(["--rm", "--interactive", "-i", "--read-only"]);
const VALUES = new Set([
  ...["--name", "--label", "--pull", "--cap-drop", "--security-opt", "--tmpfs", "--pids-limit", "--memory"],
  ...["--memory-swap", "--cpus", "--stop-timeout", "--user", "--userns", "--network", "--mount", "--workdir"],
  ...["--env", "--entrypoint"],
]);

/** @param {string[]} words after `run` */
export function readRunOptions(words, { kind, fail }) {
  const given = new Map();
  let at = 0;
  for (; at < words.length && words[at].startsWith("-"); at += 1) {
    const name = words[at];
    if (FLAGS.has(name)) continue;
    if (!VALUES.has(name)) fail(`unknown flag: ${name}`);
    at += 1;
    given.set(name, [...(given.get(name) ?? []), words[at]]);
  }
  const all = (name) => given.get(name) ?? [];
  const one = (name) => all(name).at(-1);
  if (one("--userns") !== undefined && kind !== "podman")
    fail(`--userns: invalid USER mode: ${one("--userns")}`);
  const mounts = all("--mount").map((value) => mountOf(value, fail));
  return {
    name: one("--name"),
    labels: all("--label"),
    tmpfs: [
      ...all("--tmpfs").map((value) => value.split(":")[0]),
      ...mounts.filter(({ type }) => type === "tmpfs").map(({ target }) => target),
    ],
    mounts: mounts.filter(({ type }) => type === "bind"),
    network: one("--network"),
    workdir: one("--workdir"),
    env: all("--env").map(variable),
    entrypoint: one("--entrypoint"),
    image: words[at],
    words: words.slice(at + 1),
  };
}

/** Without a value, it comes from the environment of the runtime's program. */
function variable(text) {
  const end = text.indexOf("=");
  return end === -1 ? [text, undefined] : [text.slice(0, end), text.slice(end + 1)];
}

function mountOf(value, fail) {
  const fields = toFields(value).map((field) => field.split(/=(.*)/s));
  const found = Object.fromEntries(fields.map(([name, text = true]) => [name, text]));
  if (found.type !== "bind" && found.type !== "tmpfs") fail(`unsupported mount type: ${found.type}`);
  return { type: found.type, source: found.source, target: found.target, readonly: found.readonly === true };
}

/** One line of CSV. */
function toFields(line) {
  const fields = [];
  let field = "";
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const letter = line[at];
    if (letter === '"' && quoted && line[at + 1] === '"') {
      field += letter;
      at += 1;
    } else if (letter === '"') quoted = !quoted;
    else if (letter === "," && !quoted) {
      fields.push(field);
      field = "";
    } else field += letter;
  }
  return [...fields, field];
}
