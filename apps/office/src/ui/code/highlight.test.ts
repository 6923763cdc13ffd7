import { expect, it } from "vitest";
import { detectLanguage } from "./code-language";
import { isSmall } from "./code-limits";
import { highlight } from "./highlight";

const LANGUAGES = ["ts", "tsx", "js", "jsx", "json", "python", "bash", "html", "css", "sql", "yaml"];
const MORE = ["markdown", "go", "rust", "java", "c", "cpp", "toml", "dockerfile"];

const CODE = `# "a" 'b' \`c\`\nconst x: int = 1; // <b onclick="alert(1)">\n\n/* two\nlines */ return {"y": [true, null]}\n`;

it.each([...LANGUAGES, ...MORE])("%s is read, and no character of it is lost or added", async (name) => {
  const language = detectLanguage(name);
  if (language === undefined) throw new Error(`${name} is not known`);
  const parts = await highlight(CODE, language);
  expect(parts?.map(({ text }) => text).join("")).toBe(CODE);
  expect(parts?.some(({ className }) => className !== undefined)).toBe(true);
});

it("keywords, strings and comments have a class of their own, also when a comment goes over many lines", async () => {
  const code = `/*${"\ncomment".repeat(50)} */\nconst answer = "text" + 12;`;
  const parts = (await highlight(code, "typescript")) ?? [];
  const toClassName = (text: string) => parts.find((part) => part.text.includes(text))?.className;
  expect(toClassName("12")).toBe("text-code-number");
  expect(toClassName("const")).toBe("text-code-keyword");
  expect(toClassName("text")).toBe("text-code-string");
  expect(parts[0]).toEqual({
    text: expect.stringMatching(/^\/\*[\s\S]*\*\/\s*$/),
    className: "text-n-7 italic",
  });
});

it("names of no language are not known, whatever objects inherit", () => {
  expect(["", "klingon", "constructor", "__proto__"].map(detectLanguage)).toEqual(Array(4).fill(undefined));
});

it("only small code is coloured", () => {
  expect(isSmall("a\n".repeat(499))).toBe(true);
  expect(isSmall("a\n".repeat(500))).toBe(false);
  expect(isSmall("a".repeat(20_001))).toBe(false);
});
