/**
 * The engine loads the compiled package, as n8n does: build it when a source is newer than the build.
 */
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..', '..');

function newest(folder) {
  return fs
    .readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce(
      (time, entry) =>
        Math.max(time, fs.statSync(path.join(entry.parentPath ?? entry.path, entry.name)).mtimeMs),
      0,
    );
}

module.exports = function buildPackage() {
  const marker = path.join(root, 'dist', 'nodes', 'KopoKopo', 'KopoKopo.node.js');
  const built = fs.existsSync(marker) ? fs.statSync(marker).mtimeMs : 0;
  const changed = Math.max(
    ...['nodes', 'credentials', 'icons'].map((folder) => newest(path.join(root, folder))),
  );
  if (built > changed) return;
  execFileSync('npm', ['run', 'build'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
};
