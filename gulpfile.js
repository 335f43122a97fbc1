/**
 * Makes the files of the package that follow from others:
 *
 *   npx gulp icons     icons/kopokopo.dark.svg, from icons/kopokopo.svg
 *   npx gulp codex     nodes/KopoKopo/*.node.json, what n8n's node panel searches
 *   npx gulp schemas   nodes/KopoKopo/__schema__/**, what each operation gives, by running it
 *   npx gulp           all of them
 *   npx gulp check     fails when one of them is out of date, and says what to run
 *
 * The package itself is built with `npm run build`.
 */
require('tsx/cjs');

const { series } = require('gulp');

const { codex, darkIcon, outOfDate, outputSchemas, write } = require('./tools/assets');
const { default: buildPackage } = require('./test/stage/buildPackage');

const root = __dirname;

async function icons() {
  write(darkIcon(root), root);
}

async function codexFiles() {
  write(codex(), root);
}
codexFiles.displayName = 'codex';

async function schemas() {
  await buildPackage();
  write(await outputSchemas(), root);
}

async function check() {
  await buildPackage();
  const assets = [darkIcon(root), codex(), await outputSchemas()];
  const problems = assets.flatMap((made) => outOfDate(made, root));
  if (problems.length > 0) throw new Error(`\n${problems.join('\n')}`);
}

module.exports = {
  icons,
  codex: codexFiles,
  schemas,
  check,
  default: series(icons, codexFiles, schemas),
};
