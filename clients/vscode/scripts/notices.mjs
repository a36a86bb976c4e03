// The licences of the packages that are in the bundle, which their terms want to go along with it.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** The folders of packages that a bundle's inputs (esbuild's metafile) lie in. */
function packagesOf(inputs) {
    const folders = Object.keys(inputs).flatMap((file) => {
        const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file);
        return found ? [found[1]] : [];
    });
    return [...new Set(folders)].sort();
}

/** One text of all of them; throws for a package that has no licence with it. */
export function notices(inputs, folder) {
    const parts = packagesOf(inputs).map((each) => {
        const home = path.join(folder, each);
        const { name, version, license } = JSON.parse(readFileSync(path.join(home, "package.json"), "utf8"));
        const file = readdirSync(home).find((one) => /^licen[cs]e(\.|$)/i.test(one));
        if (file === undefined) throw new Error(`${name} ${version} (${license}) has no licence text in its package`);
        return `${name} ${version} (${license})\n\n${readFileSync(path.join(home, file), "utf8").trim()}\n`;
    });
    const head = "Restante for VS Code contains these packages, under their own licences.\n";
    return [head, ...parts].join(`\n${"-".repeat(80)}\n\n`);
}
