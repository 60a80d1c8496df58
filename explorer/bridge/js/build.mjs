// Bundles the widgets' scripts and styles into ../static, which Python reads; with --check it only
// proves that what is there is what the sources give.

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const STATIC = fileURLToPath(new URL("../static", import.meta.url));
const BUILT = "Built by `make js` from explorer/bridge/js: change the sources, not this file.";
const ENTRIES = [
  "live_figure.ts",
  "frozen_page.ts",
  "frozen_page.css",
  "session_widget.ts",
  "session_widget.css",
  "table_widget.ts",
  "event_table.ts",
  "clickable_svg.ts",
  "many_nights.ts",
  "scalp_map.ts",
  "browser_memory.ts",
];

const bundle = (outdir) =>
  build({
    absWorkingDir: HERE, // so that no path of a machine gets into what is built
    entryPoints: ENTRIES,
    outdir,
    bundle: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    banner: { js: `// ${BUILT}`, css: `/* ${BUILT} */` },
    legalComments: "none",
    logLevel: "warning",
  });

const bytesOf = (folder, name) => readFile(join(folder, name)).catch(() => Buffer.from(""));

async function differing() {
  const fresh = await mkdtemp(join(tmpdir(), "built-"));
  try {
    await bundle(fresh);
    const names = new Set([...(await readdir(fresh)), ...(await readdir(STATIC))]);
    const found = [];
    for (const name of names)
      if (!(await bytesOf(fresh, name)).equals(await bytesOf(STATIC, name))) found.push(name);
    return found;
  } finally {
    await rm(fresh, { recursive: true });
  }
}

if (process.argv.includes("--check")) {
  const names = await differing();
  if (names.length) {
    console.error(
      `${names.join(", ")} in explorer/bridge/static: not what the sources give. Run \`make js\`, and commit what it builds.`,
    );
    process.exit(1);
  }
} else {
  await rm(STATIC, { recursive: true, force: true });
  await bundle(STATIC);
}
