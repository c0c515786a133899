// SPDX-License-Identifier: Apache-2.0
// node build.mjs OUTPUT: checks the types, bundles every file of src/, and leaves in OUTPUT one file each whose name carries a
// hash of its content, so that browsers may keep it for ever.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const output = process.argv[2];
if (!output) {
  console.error('usage: node build.mjs OUTPUT');
  process.exit(2);
}
execFileSync(process.execPath, [join(here, 'node_modules/typescript/bin/tsc'), '-p', here], { stdio: 'inherit' });
rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
buildSync({
  entryPoints: readdirSync(join(here, 'src')).map((name) => join(here, 'src', name)),
  outdir: output,
  bundle: true,
  minify: true,
  target: ['es2020', 'chrome100', 'firefox100', 'safari15'],
  entryNames: '[name]-[hash]',
  legalComments: 'none',
  loader: { '.svg': 'copy' },
  logLevel: 'warning',
});
