import { describe, expect, test } from "vitest";
import { childNode, isBelowNode, nodeDepth, nodeName, nodeParent, nodePath, nodeRoot } from "./node-id.js";

describe("ids of sub-agents", () => {
  test.each([
    ["root", undefined, "root", 0, "root"],
    ["root/check", "root", "check", 1, "check"],
    ["root/check/links", "root/check", "links", 2, "check/links"],
    ["rooted/check", "rooted", "check", 1, "rooted/check"],
  ])("%s has a parent, a name, a depth and a path", (id, parent, name, depth, path) => {
    expect([nodeParent(id), nodeName(id), nodeDepth(id), nodePath(id)]).toEqual([parent, name, depth, path]);
    expect(parent === undefined ? id : childNode(parent, name)).toBe(id);
    expect(nodeRoot(id)).toBe(id.split("/")[0]);
  });

  test("a node is below another only at a border of its names", () => {
    expect(isBelowNode("root/check/links", "root/check")).toBe(true);
    expect(isBelowNode("root/checks", "root/check")).toBe(false);
    expect(isBelowNode("root/check", "root/check")).toBe(false);
  });
});
