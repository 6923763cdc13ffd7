/**
 * The layers of the house: a package imports what its row names and what stands below that.
 * `contracts` is open to all; nothing outside of `daemon` builds the parts together.
 */
const MAY = {
  contracts: [],
  graph: [],
  agents: [],
  client: [],
  views: ["client"],
  base: [],
  kernel: ["base", "views"],
  home: ["base"],
  features: ["kernel", "home", "base", "views"],
  harness: ["features", "kernel", "home", "base", "agents", "views"],
  teams: ["features", "kernel", "home", "base", "graph", "views"],
  server: ["teams", "features", "kernel", "home", "base", "views"],
  channels: ["client", "views"],
  "channel-whatsapp": ["channels"],
  visualizer: ["client", "views"],
  daemon: [
    "server",
    "teams",
    "harness",
    "features",
    "kernel",
    "home",
    "base",
    "graph",
    "agents",
    "channels",
    "client",
    "views",
    "worker",
  ],
  // Of base only a few files by their own names, so that no command waits for the rest; nothing that opens the database.
  cli: ["client", "views", "visualizer", "daemon", "base"],
  worker: [],
  testkit: ["client"],
};

const layer = ([name, allowed]) => ({
  name: `layer-${name}`,
  comment: `${name} may import contracts${allowed.length > 0 ? ` and ${allowed.join(", ")}` : " only"}`,
  severity: "error",
  from: { path: `^packages/${name}/src/`, pathNot: "[.]test[.]ts$|/src/.*fixture" },
  to: { path: "^packages/([^/]+)/", pathNot: `^packages/(${["contracts", name, ...allowed].join("|")})/` },
});

module.exports = {
  forbidden: [
    ...Object.entries(MAY).map(layer),
    {
      name: "cli-takes-files-of-base",
      severity: "error",
      comment: "A command starts without the rest of base: it imports these files by their own names.",
      from: { path: "^packages/cli/src/", pathNot: "[.]test[.]ts$" },
      to: {
        path: "^packages/base/",
        pathNot: "^packages/base/src/(process-table|program|replace-file|start-failure)[.]ts$",
      },
    },
    {
      name: "layer-office",
      severity: "error",
      comment: "The office runs in a browser: it may import client, contracts and views.",
      from: { path: "^apps/office/src/", pathNot: "[.]test[.]tsx?$" },
      to: { path: "^packages/(?!client/|contracts/|views/)" },
    },
    {
      name: "office-design-system-alone",
      severity: "error",
      comment: "ui, lib and locale know no feature, so that every page can use them.",
      from: { path: "^apps/office/src/(ui|lib|locale)/", pathNot: "[.]test[.]tsx?$" },
      to: { path: "^apps/office/src/(features|app)/" },
    },
    {
      name: "no-cycles",
      severity: "error",
      comment: "Modules that import each other cannot be understood or tested apart.",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-node-in-contracts-client-and-views",
      severity: "error",
      comment: "They run in browsers.",
      from: { path: "^packages/(contracts|client|views)/src/", pathNot: "[.]test[.]ts$" },
      to: { dependencyTypes: ["core"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules|/dist/" },
    exclude: { path: "/dist/|[.]d[.]ts$" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["@tinyagi/source", "import", "types", "default"],
    },
  },
};
