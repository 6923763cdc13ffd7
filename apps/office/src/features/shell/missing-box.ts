/** How the message looks that stands in place of a page. The head of the page shows it too, where no component is. */
export const MISSING_BOX = "mx-auto grid h-dvh max-w-[420px] content-center justify-items-start gap-3 px-4";
