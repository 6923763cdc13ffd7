/** Text for terminals: styles, widths, numbers and events in words. Loads neither Ink nor React. */
export { lineOf } from "./line-log.js";
export {
  ASCII_MARKS,
  type Marks,
  marksOf,
  PLAIN_MARKS,
  type State,
  styleOf,
  UNICODE_MARKS,
} from "./marks.js";
export { createRenderer } from "./render-line.js";
export { join, paint, type Style, Styled, styled, type Text } from "./styled.js";
export { taskLine } from "./task-line.js";
export { cut, graphemesOf, pad, padStart, widthOf, wrap, wrapWords } from "./width.js";
export { wrapStyled } from "./wrap-styled.js";
