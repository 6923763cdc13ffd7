/** Named by its hash, so that a browser keeps it: React asks for a picture again when it takes over a page. */
export const LOGO = new URL("../../../public/icon.svg", import.meta.url);
