import { expect, test } from "vitest";
import { CHAT_COMMANDS, chatCommandLines, leastRoleFor, menuText } from "./chat-commands.js";

test("`/help` lists each form of each command, and to members only what they may use", () => {
  const [owner, member] = [chatCommandLines("owner"), chatCommandLines("member")];
  expect(member).toContain("/default @id - make an agent or team your default");
  expect(member).toContain("/status - show running and waiting messages");
  expect(owner).toContain("/stop all - cancel the work of every sender");
  expect(owner).toContain("/restart - restart TinyAGI");
  expect(member.join("\n")).not.toMatch(/\/(approve|deny|answer|restart|stop all)/);
  expect(new Set(owner).size).toBe(owner.length);
});

test("a guest gets help and stops the own work, and nothing else", () => {
  expect(chatCommandLines("guest")).toEqual(["/stop - cancel your open requests"]);
  expect(leastRoleFor("help")).toBe("guest");
  expect([leastRoleFor("stop"), leastRoleFor("stop", "all")]).toEqual(["guest", "owner"]);
});

test("menus say which commands are for owners", () => {
  expect(menuText(CHAT_COMMANDS.restart)).toBe("Restart TinyAGI (owners)");
  expect(menuText(CHAT_COMMANDS.agent)).toBe("List agents");
});
