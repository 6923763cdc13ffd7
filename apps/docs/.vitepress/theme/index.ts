/** VitePress's own theme with the product's colours and letters, a first page, and a button that copies a page. */
import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import Layout from "./layout.vue";
import "./styles";

export default { extends: DefaultTheme, Layout } satisfies Theme;
