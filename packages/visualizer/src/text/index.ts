/** Text for terminals: styles, widths, numbers and events in words. Loads neither Ink nor React. */
export { toLine } from "./line-log.js";
export {
  ASCII_MARKS,
  getStyle,
  type Marks,
  PLAIN_MARKS,
  pickMarks,
  type State,
  UNICODE_MARKS,
} from "./marks.js";
export { createRenderer } from "./render-line.js";
export { join, paint, type Style, Styled, styled, type Text } from "./styled.js";
export { taskLine } from "./task-line.js";
export { cut, pad, padStart, splitGraphemes, widthOf, wrap, wrapWords } from "./width.js";
export { wrapStyled } from "./wrap-styled.js";
