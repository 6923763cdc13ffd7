/**
 * The folders of a package, and the features of TinyOffice, import each other in one direction only. Tests may look across, and the files beside the
 * folders (`index.ts`, `options.ts`) belong to none of them, so neither is cruised here.
 */
const { options } = require("./.dependency-cruiser.cjs");

module.exports = {
  forbidden: [
    {
      name: "no-folder-cycles",
      scope: "folder",
      severity: "error",
      comment: "Folders that import each other are one part with two names.",
      from: {
        path: "^(packages/[^/]+/src|apps/office/src/features|packages/cli/src/command|packages/server/src/handlers)/[^/]+$",
      },
      to: { circular: true },
    },
  ],
  options: {
    ...options,
    exclude: {
      path: `${options.exclude.path}|[.]test[.]tsx?$|fixture|/(test|testing|test-support)/|^packages/[^/]+/src/[^/]+[.]tsx?$`,
    },
  },
};
