// Bundles the widgets' scripts: `node build.mjs [folder]`, by default what Python reads, ../static.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));

const BUILT = "Built by `make js` from explorer/bridge/js: change the sources, not this file.";

await build({
  absWorkingDir: here, // so that no path of a machine gets into what is built
  entryPoints: [
    "live_figure.ts",
    "session_widget.ts",
    "session_widget.css",
    "table_widget.ts",
    "clickable_svg.ts",
  ],
  outdir: process.argv[2] ?? fileURLToPath(new URL("../static", import.meta.url)),
  bundle: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  banner: { js: `// ${BUILT}`, css: `/* ${BUILT} */` },
  legalComments: "none",
  logLevel: "warning",
});
