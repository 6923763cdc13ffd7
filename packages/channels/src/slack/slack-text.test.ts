import { describe, expect, test } from "vitest";
import { slackMrkdwn } from "./slack-mrkdwn.js";
import { mentionsIn, readSlackText } from "./slack-text.js";

const read = (raw: string) =>
  readSlackText(raw, {
    person: (id) => ({ UBOT: undefined, U1: "Ann" })[id as "U1"] ?? (id === "UBOT" ? undefined : id),
  });

describe("what people write on Slack is read as they see it:", () => {
  test.each([
    ["&lt;@U1&gt; is &amp;lt; no mention", "<@U1> is &lt; no mention"],
    ["<@UBOT> hello <@U1>, <@U9>", " hello @Ann, @U9"],
    ["see <#C1|general> and <#C2>", "see #general and #C2"],
    ["<!here> <!channel> <!subteam^S1|@ops> <!date^1^{date}|today>", "@here @channel @ops today"],
    ["<https://a.test/?a=1&amp;b=2>", "https://a.test/?a=1&b=2"],
    ["<https://a.test|a.test>", "a.test"],
    ["<https://evil.test|bank.test>", "bank.test (https://evil.test)"],
    ["<mailto:a@b.test|a@b.test>", "a@b.test"],
    ["a < b without an end", "a < b without an end"],
  ])("%s", (raw, text) => expect(read(raw)).toBe(text));

  test("mentions are found only where Slack writes them", () => {
    expect(mentionsIn("<@U1> &lt;@U2&gt; <@U3|old> @U4")).toEqual(["U1", "U3"]);
  });
});

describe("what agents write calls nobody on Slack and shows no hidden address:", () => {
  test.each([
    ["<!channel> <@U1>", "&lt;!channel&gt; &lt;@U1&gt;"],
    ["**bold** and *italic* and ~~gone~~", "*bold* and _italic_ and ~gone~"],
    ["[docs](https://a.test/x?a=1&b=2)", "<https://a.test/x?a=1&amp;b=2|docs>"],
    ["[a|b](https://a.test)", "<https://a.test>"],
    ["[x](https://a.test/|evil)", "<https://a.test/%7Cevil|x>"],
    ["`<a>`", "`&lt;a&gt;`"],
    ["```\n<a> & b\n```", "```\n&lt;a&gt; &amp; b\n```"],
    ["2 * 3 * 4", "2 \u200b*\u200b 3 \u200b*\u200b 4"],
    ["\\> no quote", "\u200b&gt; no quote"],
    ["at 10:30:00 :smile: there", "at 10:\u200b30:00 :\u200bsmile: there"],
  ])("%s", (markdown, shown) => expect(slackMrkdwn(markdown)).toBe(shown));
});
