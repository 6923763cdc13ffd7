import { expect, test } from "vitest";
import { chatCommandLines, leastRoleFor, menuText, readersOf } from "./chat-command-text.js";
import { CHAT_COMMANDS } from "./chat-commands.js";

test("`/help` lists each form of each command, and to members only what they may use", () => {
  const [owner, member] = [chatCommandLines("owner"), chatCommandLines("member")];
  expect(member).toContain("/default @id - make an agent or team your default");
  expect(member).toContain("/status - show running and waiting messages");
  expect(owner).toContain("/stop all - cancel the work of every sender");
  expect(owner).toContain("/restart - restart TinyAGI");
  expect(member.join("\n")).not.toMatch(
    /\/(approve|approvals|deny|answer|restart|stop all|retry all|budget|spend|usage|model|recall|artifacts)/,
  );
  expect(new Set(owner).size).toBe(owner.length);
});

test("a guest gets help and commands for the own work, and nothing else", () => {
  const names = chatCommandLines("guest").map((line) => line.split(" ")[0]);
  expect([...new Set(names)]).toEqual(["/stop", "/new", "/retry", "/why", "/cancel"]);
  expect(leastRoleFor("help")).toBe("guest");
  expect([leastRoleFor("stop"), leastRoleFor("stop", "all")]).toEqual(["guest", "owner"]);
});

test("a form has the readers of its command, unless it names others", () => {
  expect(readersOf("spend")).toBe("sender");
  expect([readersOf("expose", ""), readersOf("expose", "stop")]).toEqual(["sender", "all"]);
  expect(readersOf("ask")).toBe("handler");
});

test("menus say which commands are for owners", () => {
  expect(menuText(CHAT_COMMANDS.restart)).toBe("Restart TinyAGI (owners)");
  expect(menuText(CHAT_COMMANDS.agent)).toBe("List agents");
});
