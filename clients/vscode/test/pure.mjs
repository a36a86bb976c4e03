// For tests of the modules that need no editor: one TypeScript module with what it imports, as plain JavaScript.
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

export function load(name) {
    const { outputFiles } = buildSync({
        entryPoints: [fileURLToPath(new URL(`../src/${name}.ts`, import.meta.url))],
        bundle: true,
        write: false,
        format: "esm",
        platform: "node",
    });
    return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);
}
