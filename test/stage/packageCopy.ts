/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, parse } from 'node:path';
import { PackageDirectoryLoader } from 'n8n-core';

import { TEST_PACKAGE } from './testPackage';
import { clock } from './clock';

const ofN8n = createRequire(__filename);

/** The file of the package that says what time it is: in tests they say so. */
const CLOCK = join(TEST_PACKAGE, 'dist/nodes/KopoKopo/flow/clock.js');
const testTime = {
  now: () => clock.now(),
  elapsed: () => clock.elapsed(),
  rest: async (ms: number) => await clock.sleep(ms),
  unhurried: async (ms: number) => await clock.sleep(ms),
};

type Exports = Record<string, unknown>;
type Compiled = (exports: Exports, require: (name: string) => unknown, module: object) => void;

const compiled = new Map<string, Compiled>();

/**
 * Reads the compiled package with n8n's own loader. Each time it is another copy, which remembers nothing
 * of what the others have done, as in another process; n8n's modules are the same for all of them.
 */
export async function readPackage(): Promise<PackageDirectoryLoader> {
  const loader = new PackageDirectoryLoader(TEST_PACKAGE);
  const load = moduleLoader();
  Object.assign(loader, {
    loadClass: (file: string) => {
      const [className = ''] = parse(file).name.split('.');
      const Class = load(join(TEST_PACKAGE, file))[className];
      if (typeof Class !== 'function') throw new Error(`${file} has no ${className}`);
      return Reflect.construct(Class, []);
    },
  });
  await loader.loadAll();
  return loader;
}

/** Loads modules as Node.js does, but each file is compiled only once for all copies. */
function moduleLoader(): (path: string) => Exports {
  const modules = new Map<string, { exports: Exports }>([[CLOCK, { exports: testTime }]]);
  const load = (path: string): Exports => {
    const known = modules.get(path);
    if (known) return known.exports;
    const module = { exports: {} };
    modules.set(path, module);
    const inPackage = (name: string) =>
      name.startsWith('.') ? load(resolved(join(dirname(path), name))) : ofN8n(name);
    compile(path)(module.exports, inPackage, module);
    return module.exports;
  };
  return load;
}

function resolved(path: string): string {
  return existsSync(`${path}.js`) ? `${path}.js` : join(path, 'index.js');
}

function compile(path: string): Compiled {
  const known = compiled.get(path);
  if (known) return known;
  const text = `${readFileSync(path, 'utf8')}\n//# sourceURL=${path}`;
  const made = new Function('exports', 'require', 'module', text) as Compiled;
  compiled.set(path, made);
  return made;
}
