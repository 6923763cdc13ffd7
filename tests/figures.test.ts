/** Numbers and times for people are written by `@tinyagi/views`, so that every screen writes them alike. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

/** How a figure of one's own begins. */
const OWN = /\.(toFixed|toPrecision|toLocaleString|toLocaleTimeString)\(|\$\$\{/;

/** Each with its reason. */
const ALLOWED: Readonly<Record<string, string>> = {
  "apps/office/src/features/spend/chart.tsx": "steps of an axis are round numbers of any size",
  "apps/office/src/features/shell/meter.tsx": "digits that are drawn as pixels",
};

it("no client writes numbers, costs or times by itself", () => {
  const found = ["packages", "apps"].flatMap((root) =>
    readdirSync(root)
      .flatMap((name) => listFiles(`${root}/${name}/src`))
      .filter((file) => /\.tsx?$/.test(file))
      .filter((file) => !/\.test\.tsx?$|\/views\/|\/testkit\/|fixture|testing\/|reset-time/.test(file))
      .flatMap((file) =>
        readFileSync(file, "utf8")
          .split("\n")
          .filter((line) => OWN.test(line) && !/^\s*(\*|\/\/)/.test(line))
          .map((line) => `${file}: ${line.trim()}`),
      ),
  );
  expect(found.filter((line) => !Object.keys(ALLOWED).some((file) => line.startsWith(`${file}: `)))).toEqual(
    [],
  );
});

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`);
}
