/** The files of the package that are made from others; `gulpfile.js` runs this. */
export { outOfDate, write, type Asset, type Assets } from './asset';
export { codex } from './codex';
export { darkIcon } from './darkIcon';
export { outputSchemas } from './outputSchemas';
export { pages } from './pages';
