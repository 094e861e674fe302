import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

/** Pine: the colour of Lepton. Shade 7 on white has a contrast of 6.1, shade 4 on the dark canvas 6.9. */
const pine: MantineColorsTuple = [
  "#e8f6f3",
  "#d0ebe5",
  "#a2d8cd",
  "#72c5b5",
  "#4ab4a1",
  "#2a9e8b",
  "#158574",
  "#0b6e66",
  "#085a54",
  "#054541",
];
/** Honey: things that are not final – simulated, incomplete, stale. */
const honey: MantineColorsTuple = [
  "#fff6e5",
  "#fdeacb",
  "#f9d598",
  "#f5be62",
  "#f2ab38",
  "#e09a26",
  "#c27f12",
  "#96600a",
  "#7a4d06",
  "#5e3a02",
];
const dark: MantineColorsTuple = [
  "#dde6e5",
  "#bccac8",
  "#97a8a6",
  "#6d7f7e",
  "#334042",
  "#273234",
  "#192123",
  "#11181a",
  "#0c1213",
  "#070b0c",
];

const sans = [
  "-apple-system",
  "BlinkMacSystemFont",
  '"Segoe UI"',
  "Inter",
  "Roboto",
  '"Helvetica Neue"',
  "Arial",
  '"PingFang SC"',
  '"Hiragino Sans GB"',
  '"Microsoft YaHei"',
  '"Noto Sans CJK SC"',
  '"Noto Sans SC"',
  '"Source Han Sans SC"',
  "sans-serif",
].join(", ");
const mono = 'ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace';

export const theme = createTheme({
  primaryColor: "pine",
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  colors: { pine, honey, dark },
  fontFamily: sans,
  fontFamilyMonospace: mono,
  headings: {
    fontFamily: sans,
    fontWeight: "650",
    sizes: { h1: { fontSize: "1.5rem" }, h2: { fontSize: "1.15rem" }, h3: { fontSize: "1rem" } },
  },
  fontSizes: { xs: "0.75rem", sm: "0.845rem", md: "0.935rem", lg: "1.075rem", xl: "1.25rem" },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  // Plain objects: a component's own `extend` would load it with the first page.
  components: {
    Paper: { defaultProps: { withBorder: true, radius: "lg", shadow: "none" } },
    Card: { defaultProps: { withBorder: true, radius: "lg", shadow: "none", padding: "lg" } },
    Button: { defaultProps: { size: "sm" } },
    Badge: {
      defaultProps: { variant: "light", radius: "sm" },
      styles: { root: { textTransform: "none", fontWeight: 600 } },
    },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 250, multiline: true, maw: 340 } },
    Drawer: {
      defaultProps: { position: "right", size: "lg", overlayProps: { backgroundOpacity: 0.25 } },
    },
    Modal: {
      defaultProps: { radius: "lg", centered: true, overlayProps: { backgroundOpacity: 0.3 } },
    },
    Select: { defaultProps: { allowDeselect: false, checkIconPosition: "right" } },
  },
});

/** Page canvas, card, hairline and quieter ink, in both schemes. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: { "--lepton-gap": "1.25rem" },
  light: {
    "--lepton-canvas": "#f6f5f1",
    "--lepton-surface": "#ffffff",
    "--lepton-sunken": "#f1f0eb",
    "--lepton-line": "#e3e1d9",
    "--lepton-hatch": "rgba(20, 40, 38, 0.16)",
    "--mantine-color-text": "#1b2526",
    "--mantine-color-dimmed": "#5a6766",
    "--mantine-color-placeholder": "#6f7b7a",
    "--mantine-color-default-border": "#dcdad2",
    "--mantine-color-error": "#b3261e",
    "--mantine-color-red-filled": "#c22f26",
    "--mantine-color-red-filled-hover": "#a8271f",
  },
  dark: {
    "--lepton-canvas": "#0d1314",
    "--lepton-surface": "#151d1f",
    "--lepton-sunken": "#101718",
    "--lepton-line": "#28343699",
    "--lepton-hatch": "rgba(220, 235, 232, 0.2)",
    "--mantine-color-body": "#151d1f",
    "--mantine-color-text": "#dde6e5",
    "--mantine-color-dimmed": "#9aacaa",
    "--mantine-color-placeholder": "#84959a",
    "--mantine-color-default-border": "#2e3b3d",
    "--mantine-color-error": "#ff9c92",
    // White text stands on filled buttons: 4.8 on pine, 5.6 on red.
    "--mantine-color-pine-filled": "#13806f",
    "--mantine-color-pine-filled-hover": "#0f6f60",
    "--mantine-primary-color-filled": "#13806f",
    "--mantine-primary-color-filled-hover": "#0f6f60",
    "--mantine-color-red-filled": "#c22f26",
    "--mantine-color-red-filled-hover": "#a8271f",
    "--mantine-color-pine-light": "rgba(79, 195, 176, 0.16)",
    "--mantine-color-pine-light-hover": "rgba(79, 195, 176, 0.24)",
    "--mantine-color-pine-light-color": "#8fdccd",
    "--mantine-primary-color-light": "rgba(79, 195, 176, 0.16)",
    "--mantine-primary-color-light-hover": "rgba(79, 195, 176, 0.24)",
    "--mantine-primary-color-light-color": "#8fdccd",
    "--mantine-color-red-light": "rgba(255, 120, 110, 0.16)",
    "--mantine-color-red-light-color": "#ffb3ab",
    "--mantine-color-honey-light": "rgba(242, 176, 78, 0.16)",
    "--mantine-color-honey-light-color": "#f7cd88",
  },
});
