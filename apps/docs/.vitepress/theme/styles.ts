/** In this order: what comes later wins over VitePress's own, which the theme has loaded before. */
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "../../../office/src/ui/tokens.css";
import "./theme.css";
