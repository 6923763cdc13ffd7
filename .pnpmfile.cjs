// What only pnpm reads of the root: npm refuses a package.json with the protocol `workspace:`, and would compile
// better-sqlite3 without the care of `npm run setup`. So `npm install` in a clone works.
const OWN = {
  dependencies: { tinyagi: "workspace:*" },
  devDependencies: {
    "@tinyagi/agents": "workspace:*",
    "@tinyagi/base": "workspace:*",
    "@tinyagi/channels": "workspace:*",
    "@tinyagi/client": "workspace:*",
    "@tinyagi/contracts": "workspace:*",
    "@tinyagi/daemon": "workspace:*",
    "@tinyagi/features": "workspace:*",
    "@tinyagi/graph": "workspace:*",
    "@tinyagi/harness": "workspace:*",
    "@tinyagi/home": "workspace:*",
    "@tinyagi/kernel": "workspace:*",
    "@tinyagi/server": "workspace:*",
    "@tinyagi/teams": "workspace:*",
    "@tinyagi/testkit": "workspace:*",
    "@tinyagi/views": "workspace:*",
    "better-sqlite3": "12.11.1",
  },
};

function readPackage(manifest) {
  if (manifest.name !== "tinyagi-workspace") return manifest;
  const { dependencies, devDependencies } = manifest;
  return {
    ...manifest,
    dependencies: { ...dependencies, ...OWN.dependencies },
    devDependencies: { ...devDependencies, ...OWN.devDependencies },
  };
}

module.exports = { hooks: { readPackage } };
