/**
 * Makes the files of the package that follow from others:
 *
 *   npx gulp icons     icons/kopokopo.dark.svg, from icons/kopokopo.svg
 *   npx gulp codex     nodes/KopoKopo/*.node.json, what n8n's node panel searches
 *   npx gulp schemas   nodes/KopoKopo/__schema__/**, what each operation gives, by running it
 *   npx gulp pages     docs/operations/**, docs/events.md: every operation and event, by running it
 *   npx gulp           all of them
 *   npx gulp check     fails when one of them is out of date, and says what to run
 *
 * The package itself is built with `npm run build`.
 */
require('tsx/cjs');

const { series } = require('gulp');

const { codex, darkIcon, outOfDate, outputSchemas, pages, write } = require('./tools/assets');
const { outputSamples } = require('./test/stage/outputSamples');
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

async function docPages() {
  await buildPackage();
  write(await pages(), root);
}
docPages.displayName = 'pages';

async function check() {
  await buildPackage();
  const samples = await outputSamples();
  const assets = [darkIcon(root), codex(), await outputSchemas(samples), await pages(samples)];
  const problems = assets.flatMap((made) => outOfDate(made, root));
  if (problems.length > 0) throw new Error(`\n${problems.join('\n')}`);
}

module.exports = {
  icons,
  codex: codexFiles,
  schemas,
  pages: docPages,
  check,
  default: series(icons, codexFiles, schemas, docPages),
};
