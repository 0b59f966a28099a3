// Unpack the Chromium of an npm package, its libraries and its fonts: node unpack.mjs FOLDER, after npm ci in it.
import { chmodSync, createReadStream, createWriteStream, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";

const folder = resolve(process.argv[2]);
const { extract } = createRequire(join(folder, "package.json"))("tar-fs");
const packed = (name) => createReadStream(join(folder, "node_modules/@sparticuz/chromium/bin", `${name}.br`));

await pipeline(packed("al2023.tar"), createBrotliDecompress(), extract(folder));
await pipeline(packed("fonts.tar"), createBrotliDecompress(), extract(join(folder, "fonts")));
await pipeline(packed("chromium"), createBrotliDecompress(), createWriteStream(join(folder, "chromium")));
chmodSync(join(folder, "chromium"), 0o755);

// The package's own configuration names folders of another machine.
const fonts = [join(folder, "fonts", "fonts"), "/usr/share/fonts"].map((place) => `<dir>${place}</dir>`).join("");
writeFileSync(
  join(folder, "fonts", "fonts.conf"),
  `<?xml version="1.0"?>\n<fontconfig>${fonts}<cachedir>${join(folder, "fonts", "cache")}</cachedir></fontconfig>\n`,
);
