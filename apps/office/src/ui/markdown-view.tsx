/**
 * Markdown as elements. Guarantees: HTML in the text is shown as text; a link goes only to a web or mail address, names it
 * on hover and tells that page nothing about this one; no image is loaded, because its address would learn who reads; a
 * diagram is drawn in a frame without an origin.
 */
"use client";
import { isPlanBlock, shownPlan } from "@tinyagi/views";
import { type ComponentProps, memo, type ReactNode, useMemo, useRef } from "react";
import ReactMarkdown, { type Components, type ExtraProps } from "react-markdown";
import remarkGfm from "remark-gfm";
import { safeHref } from "../lib/format/link";
import { words } from "../locale/words";
import { CLOSED, closedFences } from "./code/closed-fences";
import { CodeText } from "./code/code-text";
import { Diagram } from "./diagram";
import { Icon } from "./icon";
import { Mention } from "./mention";
import { mentionMarks } from "./mention-marks";
import type { IsName } from "./mentions-in";
import { PlanBlock } from "./plan-block";
import { copyText } from "./terminal";

const COMPONENTS: Components = {
  a: ({ node, href, children }) =>
    // It would lead to the first answer of the page that has a note.
    node?.properties.dataFootnoteBackref === undefined ? <SafeLink href={href}>{children}</SafeLink> : null,
  img: ({ src, alt }) => (
    <SafeLink href={typeof src === "string" ? src : undefined}>{alt || words.common.markdown.image}</SafeLink>
  ),
  mark: ({ children }) => <Mention>{children}</Mention>,
  pre: ({ node, children }) => {
    const code = getCode(node);
    const block = <CodeBlock>{code === undefined ? children : <CodeText {...code} />}</CodeBlock>;
    if (code?.name?.toLowerCase() === "mermaid" && code.isComplete)
      return <Diagram text={code.code}>{block}</Diagram>;
    if (code === undefined || !isPlanBlock(code.name ?? "")) return block;
    return <PlanBlock plan={shownPlan(code.code)}>{block}</PlanBlock>;
  },
  input: ({ checked }) => (
    <input
      type="checkbox"
      checked={checked === true}
      readOnly
      disabled
      aria-label={words.common.markdown.done}
      className="mr-1.5"
    />
  ),
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keyboard.
    <div tabIndex={0} className="overflow-x-auto">
      <table>{children}</table>
    </div>
  ),
  // A heading of an answer must not look like one of the page. They differ from each other in their size.
  h1: ({ children }) => <h4>{children}</h4>,
  h2: ({ children }) => <h5>{children}</h5>,
  h3: ({ children }) => <h6>{children}</h6>,
  h4: ({ children }) => <h6>{children}</h6>,
  h5: ({ children }) => <h6>{children}</h6>,
};

interface Props {
  text: string;
  isName: IsName | undefined;
}

export const MarkdownView = memo(function MarkdownView({ text, isName }: Props) {
  const plugins = useMemo(
    () => [remarkGfm, closedFences, ...(isName === undefined ? [] : [mentionMarks(isName)])],
    [isName],
  );
  return (
    <div className="prose-answer">
      <ReactMarkdown
        remarkPlugins={plugins}
        remarkRehypeOptions={{ footnoteLabel: words.common.markdown.notes }}
        components={COMPONENTS}
        urlTransform={(url) => url}
      >
        {text}
      </ReactMarkdown>
    </div>
  );
});

/** What is no web or mail address stays text, with its target beside it. A place in the answer itself is no target. */
function SafeLink({ href = "", children }: { href: string | undefined; children: ReactNode }) {
  const safe = safeHref(href);
  if (href === "" || href.startsWith("#")) return children;
  if (safe === undefined)
    return (
      <span>
        {children} <span className="text-n-7">({href})</span>
      </span>
    );
  return (
    <a href={safe} title={safe} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

const LANGUAGE = /^language-/;

/** What stands in a block: its text, and the name of its language as the agent wrote it. */
function getCode(block: ExtraProps["node"]): ComponentProps<typeof CodeText> | undefined {
  const [code] = block?.children ?? [];
  if (code?.type !== "element") return undefined;
  const [text] = code.children;
  const { className, ...properties } = code.properties;
  const name = Array.isArray(className) ? className.map(String).find((one) => LANGUAGE.test(one)) : undefined;
  if (text?.type !== "text") return undefined;
  return { code: text.value, name: name?.replace(LANGUAGE, ""), isComplete: CLOSED in properties };
}

function CodeBlock({ children }: { children: ReactNode }) {
  const ref = useRef<HTMLPreElement>(null);
  return (
    <div className="relative">
      <pre
        ref={ref}
        className="max-md:min-h-13"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: code that scrolls must be reachable by keyboard.
        tabIndex={0}
      >
        {children}
      </pre>
      <button
        type="button"
        aria-label={words.common.markdown.copyCode}
        title={words.common.terminal.copy}
        onClick={() => void copyText(ref.current?.textContent ?? "")}
        className="absolute top-1 right-1 grid size-7 place-items-center rounded-xs bg-n-2 text-n-7 hover:text-n-10 max-md:size-11"
      >
        <Icon name="copy" size={14} />
      </button>
    </div>
  );
}
