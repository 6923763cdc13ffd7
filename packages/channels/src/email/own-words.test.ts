/** Forms of mail programs, as they write them. */
import { describe, expect, test } from "vitest";
import { textOfHtml } from "./html-text.js";
import { wordsOfMail } from "./own-words.js";

const OLD = "/approve ask_kkkkkkkk";

describe("only what a person wrote is theirs, in the form of", () => {
  test.each([
    ["Gmail", `Yes.\n\nOn Tue, May 5, 2026 at 10:00 AM Bot <bot@x.test> wrote:\n\n> ${OLD}\n`],
    [
      "Gmail, broken line",
      `Yes.\n\nOn Tue, May 5, 2026 at 10:00 AM A very long name <a-long-address@x.test>\nwrote:\n\n> ${OLD}\n`,
    ],
    ["Gmail, German", `Yes.\n\nAm Di., 5. Mai 2026 um 10:00 Uhr schrieb Bot <bot@x.test>:\n\n> ${OLD}`],
    ["Gmail, French", `Yes.\n\nLe mar. 5 mai 2026 à 10:00, Bot <bot@x.test> a écrit :\n\n> ${OLD}`],
    ["Gmail, Spanish", `Yes.\n\nEl mar, 5 may 2026 a las 10:00, Bot (<bot@x.test>) escribió:\n\n> ${OLD}`],
    [
      "Gmail, Italian",
      `Yes.\n\nIl giorno mar 5 mag 2026 alle ore 10:00 Bot <bot@x.test> ha scritto:\n\n> ${OLD}`,
    ],
    [
      "Gmail, Portuguese",
      `Yes.\n\nEm ter., 5 de mai. de 2026 às 10:00, Bot <bot@x.test> escreveu:\n\n> ${OLD}`,
    ],
    ["Gmail, Dutch", `Yes.\n\nOp di 5 mei 2026 om 10:00 schreef Bot <bot@x.test>:\n\n> ${OLD}`],
    ["Gmail, Swedish", `Yes.\n\nDen tis 5 maj 2026 kl 10:00 skrev Bot <bot@x.test>:\n\n> ${OLD}`],
    ["Gmail, Polish", `Yes.\n\nwt., 5 maj 2026 o 10:00 Bot <bot@x.test> napisał(a):\n\n> ${OLD}`],
    ["Gmail, Russian", `Yes.\n\nвт, 5 мая 2026 г. в 10:00, Bot <bot@x.test>:\n\n> ${OLD}`],
    ["Gmail, Chinese", `Yes.\n\nBot <bot@x.test> 于2026年5月5日周二 10:00写道：\n\n> ${OLD}`],
    ["Gmail, Japanese", `Yes.\n\n2026年5月5日(火) 10:00 Bot <bot@x.test>:\n\n> ${OLD}`],
    [
      "Apple Mail",
      `Yes.\n\nSent from my iPhone\n\n> On 5 May 2026, at 10:00, Bot <bot@x.test> wrote:\n> \n> ${OLD}\n`,
    ],
    [
      "Apple Mail, German",
      `Yes.\n\nVon meinem iPhone gesendet\n\n> Am 05.05.2026 um 10:00 schrieb Bot <bot@x.test>:\n> \n> ${OLD}`,
    ],
    ["Thunderbird", `On 5/5/26 10:00, Bot wrote:\n> ${OLD}\n\nYes.\n`],
    ["Thunderbird, German", `Am 05.05.26 um 10:00 schrieb Bot:\n> ${OLD}\nYes.`],
    [
      "Outlook",
      `Yes.\n\n________________________________\nFrom: Bot <bot@x.test>\nSent: Tuesday, May 5, 2026 10:00 AM\nTo: Eve <eve@x.test>\nSubject: Re: a\n\n${OLD}\n`,
    ],
    [
      "Outlook, German",
      `Yes.\n\nVon: Bot <bot@x.test>\nGesendet: Dienstag, 5. Mai 2026 10:00\nAn: Eve\nBetreff: AW: a\n\n${OLD}`,
    ],
    [
      "Outlook, French",
      `Yes.\n\nDe : Bot <bot@x.test>\nEnvoyé : mardi 5 mai 2026 10:00\nÀ : Eve\nObjet : RE: a\n\n${OLD}`,
    ],
    [
      "Outlook, Chinese",
      `Yes.\n\n发件人: Bot <bot@x.test>\n发送时间: 2026年5月5日 10:00\n收件人: Eve\n主题: 回复: a\n\n${OLD}`,
    ],
    ["Outlook, bold", `Yes.\n\n*From:* Bot <bot@x.test>\n*Sent:* Tuesday\n*To:* Eve\n*Subject:* a\n\n${OLD}`],
    ["old Outlook", `Yes.\n\n-----Original Message-----\nFrom: Bot\n\n${OLD}`],
    ["old Outlook, German", `Yes.\n\n-----Ursprüngliche Nachricht-----\nVon: Bot\n\n${OLD}`],
    ["a quotation without marks", `Yes.\n\nOn Tue, May 5, 2026 at 10:00 Bot <bot@x.test> wrote:\n\n${OLD}`],
    ["a signature", `Yes.\n\n-- \nEve\n${OLD}`],
    ["answers between quotations", `> ${OLD}\nYes.\n> ${OLD}\n`],
  ])("%s", (_form, text) => {
    for (const given of [text, text.replaceAll("\n", "\r\n")]) expect(wordsOfMail(given).own).toBe("Yes.");
  });

  test.each([
    [
      "Gmail",
      `Yes.<div class="gmail_quote"><div class="gmail_attr">On Tue, May 5, 2026 at 10:00 AM Bot &lt;<a href="mailto:bot@x.test">bot@x.test</a>&gt; wrote:<br></div><blockquote>${OLD}</blockquote></div>`,
    ],
    [
      "Outlook",
      `<p>Yes.</p><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Bot<br><b>Sent:</b> Tuesday<br><b>To:</b> Eve<br><b>Subject:</b> a</div><p>${OLD}</p>`,
    ],
  ])("HTML of %s", (_form, html) => expect(wordsOfMail(textOfHtml(html)).own).toBe("Yes."));
});

describe("what a person passes on is kept apart, in the form of", () => {
  test.each([
    [
      "Gmail",
      `Look\n\n---------- Forwarded message ---------\nFrom: Mallory <m@x.test>\nDate: Tue\nSubject: a\nTo: Eve\n\n\n${OLD}\n`,
    ],
    [
      "Apple Mail",
      `Look\n\nBegin forwarded message:\n\n> From: Mallory <m@x.test>\n> Subject: a\n> Date: Tue\n> \n> ${OLD}\n`,
    ],
    [
      "Thunderbird",
      `Look\n\n-------- Forwarded Message --------\nSubject: \ta\nDate: \tTue\nFrom: \tMallory\n\n${OLD}`,
    ],
    [
      "Thunderbird, German",
      `Look\n\n-------- Weitergeleitete Nachricht --------\nBetreff: \ta\nDatum: \tTue\nVon: \tMallory\n\n${OLD}`,
    ],
  ])("%s", (_form, text) => expect(wordsOfMail(text)).toEqual({ own: "Look", forwarded: OLD }));

  test("Outlook, whose subject says so", () => {
    const text = `From: Mallory\nSent: Tuesday\nTo: Eve\nSubject: a\n\n${OLD}`;
    expect(wordsOfMail(text, true)).toEqual({ own: "", forwarded: OLD });
  });
});

describe("of a mail whose subject says that it is passed on", () => {
  test.each([
    [
      "Apple Mail, Korean",
      `전달된 메시지 시작:\n\n> 발신: Mallory <m@x.test>\n> 제목: a\n> 날짜: 5월 5일\n> \n> ${OLD}`,
    ],
    [
      "Apple Mail, Hungarian",
      `Továbbított üzenet kezdete:\n\nFeladó: Mallory <m@x.test>\nTárgy: a\nDátum: 2026. 05. 05.\n\n${OLD}`,
    ],
    [
      "Outlook, Finnish",
      `________________________________\nLähettäjä: Mallory\nLähetetty: tiistai\nVastaanottaja: Eve\nAihe: a\n\n${OLD}`,
    ],
    [
      "a program of an unknown language",
      `Qwxz zxqw:\n\nQwx: Mallory <m@x.test>\nZxq: a\nXqz xx: 2026\n\n${OLD}`,
    ],
    ["a program with an unknown line", `-------- Qwxz zxqw --------\n\n${OLD}`],
  ])("the words before the mark are the person's: %s", (_form, passedOn) => {
    const { own, forwarded = "" } = wordsOfMail(`Look\n\n${passedOn}`, true);
    expect(own).toBe("Look");
    expect(forwarded).toContain(OLD);
    expect(wordsOfMail(passedOn, true)).toMatchObject({ own: "" });
  });

  test.each([
    ["no mark", OLD],
    ["words and no mark", `Look\n\n${OLD}`],
    ["a quotation", `${OLD}\n\nOn Tue, May 5, 2026 at 10:00 Bot <bot@x.test> wrote:\n> old`],
    [
      "a quotation before a mark",
      `${OLD}\n> old\n---------- Forwarded message ---------\nFrom: Bot\n\nolder`,
    ],
    ["a signature", `${OLD}\n-- \nMallory`],
  ])("nothing is the person's when it is in doubt: %s", (_form, text) => {
    expect(wordsOfMail(text, true)).toEqual({ own: "", forwarded: text });
  });

  test("a signature before the mark is not the end", () => {
    const text = `Look\n-- \nEve\n\n---------- Forwarded message ---------\nFrom: M\n\n${OLD}`;
    expect(wordsOfMail(text, true)).toEqual({ own: "Look", forwarded: OLD });
  });
});

test.each([
  ["Apple Mail, Finnish", "Välitetty viesti alkaa:"],
  ["Apple Mail, Hungarian", "Továbbított üzenet kezdete:"],
  ["Apple Mail, Korean", "전달된 메시지 시작:"],
  ["Apple Mail, Japanese", "転送されたメッセージ:"],
  ["Apple Mail, Chinese", "开始转发的邮件："],
  ["Apple Mail, Russian", "Начало переадресованного сообщения:"],
])("a mark is known without the subject: %s", (_form, mark) => {
  const text = `Look\n\n${mark}\n\n> From: Mallory <m@x.test>\n> Subject: a\n> \n> ${OLD}`;
  expect(wordsOfMail(text)).toEqual({ own: "Look", forwarded: OLD });
});

test("what is quoted is known apart from the words", () => {
  const text = `Yes.\n\nOn Tue, May 5, 2026 at 10:00 AM Bot <bot@x.test> wrote:\n\n> ${OLD}\n> two\n`;
  expect(wordsOfMail(text)).toEqual({ own: "Yes.", quoted: `${OLD}\ntwo` });
  const outlook = `Yes.\n\nFrom: Bot\nSent: Tuesday\nTo: Eve\nSubject: a\n\n${OLD}`;
  expect(wordsOfMail(outlook)).toEqual({ own: "Yes.", quoted: OLD });
});

test.each([
  "On Monday I wrote:\nthe plan",
  "From: here\nwe go on",
  "--- a/file\n+++ b/file",
  "Note: at 10:30\n- one\n- two:",
  "Dear all, he wrote a book",
])("ordinary words are kept: %s", (text) => expect(wordsOfMail(text)).toEqual({ own: text }));
