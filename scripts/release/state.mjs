#!/usr/bin/env node
// `node scripts/release/state.mjs`: whether this version is to be published, as outputs of a workflow's step.
// A version with changesets is not complete yet: their pull request raises it first.
import { appendFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/root.mjs";
import { isPublished } from "./publish.mjs";

const { version } = JSON.parse(readFileSync(join(root, "packages/cli/package.json"), "utf8"));
const isOpen = readdirSync(join(root, ".changeset")).some(
  (name) => name.endsWith(".md") && name !== "README.md",
);
const isNew = !isOpen && !isPublished("tinyagi", version);
const lines = `version=${version}\npublish=${isNew}\n`;
process.stdout.write(lines);
if (process.env.GITHUB_OUTPUT !== undefined) appendFileSync(process.env.GITHUB_OUTPUT, lines);
